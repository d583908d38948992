//! Every property of every vendor, each a test of its own. `PROPTEST_CASES=N` tries harder,
//! `PROPTEST_RNG_SEED=N` elsewhere, `PROPTEST_RNG_SEED=random` anywhere.

use std::{env, process::ExitCode};

use libtest_mimic::{Arguments, Trial};
use logfog_properties::Config;

fn main() -> ExitCode {
    let config = config();
    let mut trials = Vec::new();
    for vendor in logfog_properties::vendors() {
        let unproven = move || match logfog_properties::unproven(vendor)?.as_slice() {
            [] => Ok(()),
            missing => Err(missing.join("\n").into()),
        };
        trials.push(Trial::test(
            format!("{vendor}/everything-has-a-property"),
            unproven,
        ));
        for property in logfog_properties::properties(vendor).unwrap_or_default() {
            let name = format!("{vendor}/{}", property.name);
            trials.push(Trial::test(name, move || Ok(property.run(config)?)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn config() -> Config {
    let default = Config::default();
    let number = |name| env::var(name).ok().and_then(|text| text.parse().ok());
    Config {
        cases: number("PROPTEST_CASES").unwrap_or(default.cases),
        seed: match env::var("PROPTEST_RNG_SEED").as_deref() {
            Ok("random") => None,
            Ok(text) => text.parse().ok(),
            Err(_) => default.seed,
        },
    }
}
