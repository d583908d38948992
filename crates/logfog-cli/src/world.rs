//! What the options ask for: which vendors, how configured, and one world for all of them.

use std::sync::Arc;

use logfog_admin::Opened;
use logfog_kit::{BadSetting, Ctx, Journal, Settings, Vendor, store::Memory};
use logfog_model::{Policy, Spec, did_you_mean};

use crate::{
    cli::Options,
    config::File,
    failure::Failure,
    vendors::{Known, NAMES, VENDORS},
};

/// The vendors to be served, each with its place in the block of ports, and their world.
pub(crate) struct World {
    pub(crate) vendors: Vec<(&'static Known, Arc<dyn Vendor>)>,
    pub(crate) ctx: Ctx,
    /// Those that the config file opens.
    pub(crate) sessions: Vec<Opened>,
}

impl World {
    pub(crate) fn new(options: &Options, file: &File, chosen: &[String]) -> Result<Self, Failure> {
        let chosen = match &file.config.vendors {
            Some(vendors) if chosen.is_empty() => vendors,
            _ => chosen,
        };
        let settings = settings(options)?;
        let mut vendors = Vec::new();
        for (known, settings) in VENDORS.iter().zip(&settings) {
            let served = chosen.is_empty() || chosen.iter().any(|name| name == known.name);
            // What is said of a vendor that is not served must have a meaning all the same.
            let said = settings.profile.is_some() || !settings.set.is_empty();
            if served || said {
                let vendor = (known.build)(settings).map_err(|bad| complain(&bad))?;
                if served {
                    vendors.push((known, vendor));
                }
            }
        }
        let policy = policy(options, &vendors)?;
        let served: Vec<_> = vendors.iter().map(|(_, vendor)| vendor.clone()).collect();
        let defaults = file.config.defaults(policy, options.seed, &served);
        let mut ctx = Ctx::new(defaults.map_err(|bad| file.bad(&bad))?);
        ctx.store = Arc::new(Memory::new(options.max_memory.0));
        ctx.journal = Journal::new(options.max_exchanges_memory.0);
        let sessions = file.carry_out(&ctx, &served)?;
        Ok(Self {
            vendors,
            ctx,
            sessions,
        })
    }
}

fn complain(bad: &BadSetting) -> Failure {
    let near = match bad {
        BadSetting::Profile { name, known, .. } => did_you_mean(name, known.split(", ")),
        BadSetting::Key { key, known, .. } => did_you_mean(key, known.split(", ")),
        BadSetting::Value { value, known, .. } => did_you_mean(value, known.split(", ")),
        BadSetting::NoProfile(_) => String::new(),
    };
    Failure::usage(format_args!("{bad}{near}"))
}

/// One `Settings` for each of `VENDORS`.
fn settings(options: &Options) -> Result<[Settings; VENDORS.len()], Failure> {
    let mut settings: [Settings; VENDORS.len()] = Default::default();
    for text in &options.profile {
        let form = "--profile takes VENDOR=NAME";
        let (vendor, name) = halves(text, '=', form)?;
        settings[place(vendor)?].profile = Some(name.into());
    }
    for text in options.set.iter().flat_map(|text| pieces(text)) {
        let form = "--set takes VENDOR.KEY=VALUE";
        let (name, value) = halves(&text, '=', form)?;
        let (vendor, key) = halves(name, '.', form)?;
        settings[place(vendor)?]
            .set
            .push((key.into(), value.into()));
    }
    Ok(settings)
}

pub(crate) fn halves<'a>(
    text: &'a str,
    at: char,
    form: &str,
) -> Result<(&'a str, &'a str), Failure> {
    text.split_once(at)
        .ok_or_else(|| Failure::usage(format_args!("{form}, not `{text}`")))
}

pub(crate) fn place(vendor: &str) -> Result<usize, Failure> {
    let found = NAMES.iter().position(|name| *name == vendor);
    found.ok_or_else(|| {
        let near = did_you_mean(vendor, NAMES);
        let known = NAMES.join(", ");
        Failure::usage(format_args!(
            "there is no vendor `{vendor}`; there are: {known}{near}"
        ))
    })
}

/// Several settings in one text, as an environment variable has them. A comma separates them only
/// before another `VENDOR.`: values may hold commas.
fn pieces(text: &str) -> Vec<String> {
    let begins = |part: &str| {
        let vendor = part.split_once('.').map(|(vendor, _)| vendor);
        vendor.is_some_and(|vendor| NAMES.contains(&vendor)) && part.contains('=')
    };
    let mut pieces: Vec<String> = Vec::new();
    for part in text.split(',') {
        match pieces.last_mut() {
            Some(piece) if !begins(part) => {
                piece.push(',');
                piece.push_str(part);
            }
            _ => pieces.push(part.into()),
        }
    }
    pieces
}

/// `--lenient` comes first, so that every `--check` wins over it.
fn policy(
    options: &Options,
    served: &[(&'static Known, Arc<dyn Vendor>)],
) -> Result<Policy, Failure> {
    let mut policy = Policy::default();
    let lenient = options.lenient.then_some("*=warn");
    for text in lenient
        .into_iter()
        .chain(options.check.iter().map(String::as_str))
    {
        policy
            .set(text)
            .map_err(|bad| Failure::usage(format_args!("--check: {bad}")))?;
    }
    let rules: Vec<&Spec> = served
        .iter()
        .flat_map(|(_, vendor)| vendor.rules())
        .collect();
    let strange = policy
        .patterns()
        .find(|pattern| !rules.iter().any(|rule| Policy::fits(pattern, rule.id)));
    if strange.is_some() {
        // Perhaps a rule of a vendor that is not served this time.
        known(&policy, &every_rule()?)?;
    }
    Ok(policy)
}

fn every_rule() -> Result<Vec<&'static str>, Failure> {
    let mut ids = Vec::new();
    for known in &VENDORS {
        let vendor = (known.build)(&Settings::default()).map_err(|bad| complain(&bad))?;
        ids.extend(vendor.rules().iter().map(|rule| rule.id));
    }
    Ok(ids)
}

fn known(policy: &Policy, rules: &[&'static str]) -> Result<(), Failure> {
    let strange = policy
        .patterns()
        .find(|pattern| !rules.iter().any(|rule| Policy::fits(pattern, rule)));
    let Some(pattern) = strange else {
        return Ok(());
    };
    // A pattern may be a misspelt family of rules, as in `azur.*`.
    let families = rules.iter().flat_map(|rule| {
        let dots = rule.match_indices('.');
        dots.map(|(at, _)| format!("{}.*", &rule[..at]))
    });
    let candidates: Vec<String> = if pattern.contains('*') {
        families.collect()
    } else {
        rules.iter().map(|rule| (*rule).to_owned()).collect()
    };
    let near = did_you_mean(pattern, candidates.iter().map(String::as_str));
    Err(Failure::usage(format_args!(
        "no rule fits `{pattern}`{near}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_hold_commas() {
        assert_eq!(
            pieces("azure.a=1,2,dynatrace.state=x"),
            ["azure.a=1,2", "dynatrace.state=x"]
        );
        assert_eq!(pieces("azure.a=x.y=z"), ["azure.a=x.y=z"]);
    }

    #[test]
    fn a_misspelt_rule_gets_a_suggestion() {
        let rules = ["acme.ingest.size", "acme.auth.token"];
        let said = |text: &str| {
            let policy = Policy::parse([text]).expect("well formed");
            known(&policy, &rules)
        };
        assert_eq!(said("acme.*=off"), Ok(()));
        for (text, near) in [
            ("acme.ingest.sise=off", "`acme.ingest.size`"),
            ("acne.*=off", "`acme.*`"),
            ("acme.inges.*=off", "`acme.ingest.*`"),
        ] {
            let Err(Failure::Usage(told)) = said(text) else {
                panic!("{text} is accepted");
            };
            assert!(told.contains(near), "{told}");
        }
    }
}
