use super::Source;
use crate::vendors;

/// Says what is wrong with a file, if anything is.
type Invariant = fn(&Source) -> Option<String>;

pub(super) const INVARIANTS: [Invariant; 9] = [
    small_files,
    responses_in_answers_only,
    checks_are_pure,
    no_vendor_is_named,
    inflating_in_body_only,
    time_and_chance_in_one_place,
    nothing_process_wide,
    model_without_serde,
    no_leftovers,
];

const LONGEST: usize = 600;

fn small_files(source: &Source) -> Option<String> {
    let lines = source.text.lines().count();
    let ours = source.is_rust() && !source.path.contains("/generated/");
    (ours && lines > LONGEST).then(|| {
        format!(
            "{}: {lines} lines; split it where a second subject starts",
            source.path
        )
    })
}

/// In a vendor's crate every byte that is said is in `answers.rs` (or the folder of that name).
fn responses_in_answers_only(source: &Source) -> Option<String> {
    source.vendor()?;
    if !source.is_product() || source.path.contains("/answers") {
        return None;
    }
    source.offends(
        &["Response::builder(", "Response::new("],
        "answers are built in answers.rs",
    )
}

fn checks_are_pure(source: &Source) -> Option<String> {
    source.vendor()?;
    if !source.is_product() || !source.path.contains("/src/check") {
        return None;
    }
    source.offends(&["async ", ".await", "Ctx"], "a check is pure")
}

/// Vendors do not know one another, and what they are built from knows none of them.
fn no_vendor_is_named(source: &Source) -> Option<String> {
    let of = source.vendor();
    let shared = ["kit", "model", "admin", "conform"];
    let shared = shared
        .iter()
        .any(|name| source.is_in(&format!("logfog-{name}/src")));
    if !source.is_rust() || (of.is_none() && !shared) {
        return None;
    }
    let others = vendors::ALL.iter().filter(|known| Some(known.name) != of);
    others.into_iter().find_map(|known| {
        let krate = format!("logfog_{}", known.name);
        source.offends(&[&krate], "a vendor is known by the trait alone")
    })
}

fn inflating_in_body_only(source: &Source) -> Option<String> {
    if !source.is_product() || source.is_in("logfog-kit/src/body.rs") {
        return None;
    }
    let decoders = [
        "flate2::read",
        "flate2::bufread",
        "GzDecoder",
        "ZlibDecoder",
    ];
    source.offends(&decoders, "only kit::body inflates, because it caps")
}

fn time_and_chance_in_one_place(source: &Source) -> Option<String> {
    let there = ["logfog-kit/src/clock.rs", "logfog-kit/src/ids.rs"];
    if !source.is_product() || there.iter().any(|file| source.is_in(file)) {
        return None;
    }
    let now = [
        "SystemTime::now",
        "Instant::now",
        "Timestamp::now",
        "Uuid::new_v4",
        "fastrand::",
    ];
    source.offends(&now, "time and ids come from Ctx")
}

fn nothing_process_wide(source: &Source) -> Option<String> {
    if !source.is_product() || source.is_in("logfog-cli/src") {
        return None;
    }
    let global = [
        "install_default",
        "set_global_default",
        "env::set_var",
        "set_hook(",
        "env::var(",
    ];
    source.offends(
        &global,
        "a library crate changes and reads nothing process-wide",
    )
}

fn model_without_serde(source: &Source) -> Option<String> {
    if !source.is_in("logfog-model/src") {
        return None;
    }
    source.offends(
        &["Serialize", "Deserialize"],
        "wire types belong to vendors and to the admin API",
    )
}

/// Nothing of the place where it was written, and nothing that was put off.
fn no_leftovers(source: &Source) -> Option<String> {
    // Written so that this file does not hold them.
    let marks =
        [["TO", "DO"], ["FIX", "ME"], ["/wo", "rk/"], ["/ro", "ot/"]].map(|two| two.concat());
    let mut lines = (1..).zip(source.text.lines());
    lines.find_map(|(number, line)| {
        let mark = marks.iter().find(|mark| line.contains(mark.as_str()))?;
        Some(format!("{}:{number}: `{mark}` is left over", source.path))
    })
}

impl Source {
    fn is_rust(&self) -> bool {
        std::path::Path::new(&self.path)
            .extension()
            .is_some_and(|extension| extension == "rs")
    }

    /// Code of a crate of ours, tests aside.
    fn is_product(&self) -> bool {
        self.is_rust()
            && self.path.starts_with("crates/")
            && self.path.contains("/src/")
            && !self.path.ends_with("/tests.rs")
            && !self.path.contains("/generated/")
    }

    fn is_in(&self, part: &str) -> bool {
        self.path
            .strip_prefix("crates/")
            .is_some_and(|path| path.starts_with(part))
    }

    /// The vendor whose crate this is in.
    fn vendor(&self) -> Option<&'static str> {
        let names = vendors::ALL.iter().map(|known| known.name);
        names
            .into_iter()
            .find(|name| self.is_in(&format!("logfog-{name}/")))
    }

    /// The first line of code, comments and unit tests aside, that holds one of `words`.
    fn offends(&self, words: &[&str], why: &str) -> Option<String> {
        let code = self
            .text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        let mut lines = (1..).zip(code.lines());
        lines.find_map(|(number, line)| {
            let comment = line.trim_start().starts_with("//");
            let word = words
                .iter()
                .find(|word| !comment && line.contains(**word))?;
            Some(format!("{}:{number}: `{word}`: {why}", self.path))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offends(invariant: Invariant, path: &str, text: &str) -> bool {
        invariant(&Source {
            path: path.into(),
            text: text.into(),
        })
        .is_some()
    }

    #[test]
    fn each_invariant_finds_its_offender_and_lets_the_rest_be() {
        let long = "\n".repeat(601);
        let marker = ["// TO", "DO: later"].concat();
        let planted: [(Invariant, &str, &str, &str); 8] = [
            (small_files, "xtask/src/a.rs", "xtask/src/a.md", &long),
            (
                responses_in_answers_only,
                "crates/logfog-azure/src/routes.rs",
                "crates/logfog-azure/src/answers/mod.rs",
                "Response::new(body)",
            ),
            (
                checks_are_pure,
                "crates/logfog-azure/src/check/rows.rs",
                "crates/logfog-azure/src/routes.rs",
                "async fn check() {}",
            ),
            (
                no_vendor_is_named,
                "crates/logfog-azure/src/lib.rs",
                "crates/logfog-yandex/src/lib.rs",
                "use logfog_yandex::x;",
            ),
            (
                inflating_in_body_only,
                "crates/logfog-azure/src/wire.rs",
                "crates/logfog-kit/src/body.rs",
                "flate2::read::GzDecoder::new(x)",
            ),
            (
                time_and_chance_in_one_place,
                "crates/logfog-kit/src/ctx.rs",
                "crates/logfog-kit/src/clock.rs",
                "Instant::now()",
            ),
            (
                nothing_process_wide,
                "crates/logfog-kit/src/tls.rs",
                "crates/logfog-cli/src/main.rs",
                "env::var(\"X\")",
            ),
            (
                model_without_serde,
                "crates/logfog-model/src/entry.rs",
                "crates/logfog-admin/src/dto.rs",
                "#[derive(Serialize)]",
            ),
        ];
        assert!(offends(no_leftovers, "README.md", &marker));
        assert!(!offends(no_leftovers, "README.md", "nothing to do"));
        assert_eq!(planted.len() + 1, INVARIANTS.len());
        for (at, (invariant, offender, innocent, text)) in planted.into_iter().enumerate() {
            assert!(offends(invariant, offender, text), "{at}: {offender}");
            assert!(!offends(invariant, innocent, text), "{at}: {innocent}");
        }
    }

    #[test]
    fn comments_and_unit_tests_do_not_offend() {
        let kit = "crates/logfog-kit/src/ctx.rs";
        let inline = "// Instant::now()\n#[cfg(test)]\nmod tests { Instant::now() }";
        assert!(!offends(time_and_chance_in_one_place, kit, inline));
        let elsewhere = "#[cfg(test)]\nmod tests;\nfn now() { Instant::now() }";
        assert!(offends(time_and_chance_in_one_place, kit, elsewhere));
    }
}
