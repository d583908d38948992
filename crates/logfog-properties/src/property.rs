use std::{fmt, fs};

use anyhow::Result;
use logfog_conform::Sent;
use proptest::{
    prelude::Strategy,
    test_runner::{Config as Proptest, RngSeed, TestCaseError, TestRunner},
};

use crate::subject::workspace;

/// How hard to try.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Payloads a property.
    pub cases: u32,
    /// Where chance starts; `None` for a new start each time.
    pub seed: Option<u64>,
}

impl Default for Config {
    /// The same payloads every time, few enough for every run of the tests.
    fn default() -> Self {
        Self {
            cases: 96,
            seed: Some(1),
        }
    }
}

impl Config {
    /// The same with fewer payloads, where each costs more.
    pub(crate) fn fewer(self, times: u32) -> Self {
        Self {
            cases: (self.cases / times).max(4),
            ..self
        }
    }

    /// Whether `holds` of everything that the strategy makes. On failure the simplest that was
    /// found, and what is wrong with it.
    pub(crate) fn all<S: Strategy>(
        self,
        strategy: S,
        holds: impl Fn(S::Value) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut runner = TestRunner::new(Proptest {
            cases: self.cases,
            rng_seed: self.seed.map_or(RngSeed::Random, RngSeed::Fixed),
            failure_persistence: None,
            max_shrink_iters: 4096,
            // Rather a payload that could be simpler than to wait for it.
            max_shrink_time: 4_000,
            max_local_rejects: 1 << 20,
            max_global_rejects: 65_536,
            ..Proptest::default()
        });
        let tested = runner.run(&strategy, |value| holds(value).map_err(TestCaseError::fail));
        tested.map_err(|error| error.to_string())
    }
}

/// What a property is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What the schema allows is accepted and read back.
    Valid,
    /// A number of a profile.
    Boundary,
    /// One demand broken.
    Defect,
    /// Schema and emulator agree.
    Oracle,
    /// What must make no difference makes none.
    Same,
    /// Whatever comes.
    Bytes,
    /// Faults are told in the vendor's words.
    Faults,
    /// Writes, resets, evictions.
    Model,
}

/// Something that must hold for every request.
pub struct Property {
    /// `boundary/content_bytes`
    pub name: String,
    /// What it is about.
    pub kind: Kind,
    /// The rule that it proves; `None` when it is about no single one.
    pub rule: Option<&'static str>,
    pub(crate) run: Box<dyn Fn(Config) -> Result<(), String> + Send + Sync>,
}

impl Property {
    pub(crate) fn new(
        name: impl Into<String>,
        kind: Kind,
        rule: Option<&'static str>,
        run: impl Fn(Config) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            kind,
            rule,
            run: Box::new(run),
        }
    }

    /// Tries to refute it. The error says what refutes it, as simple as could be found.
    pub fn run(&self, config: Config) -> Result<(), String> {
        (self.run)(config)
    }
}

impl fmt::Debug for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// How the names of kept cases begin.
pub const FOUND: &str = "found-by-";

/// Keeps a request that refutes a property as a case, for somebody to say what is right. It fails
/// until its rules are named.
pub(crate) fn keep(vendor: &str, operation: &str, name: &str, sent: &Sent, why: &str) -> String {
    let headers = sent.headers.iter();
    let headers: Vec<_> = headers
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let body = match std::str::from_utf8(&sent.body) {
        Ok(body) if !body.contains("{{") && !body.starts_with('<') => body.to_owned(),
        _ => {
            let hex: Vec<_> = sent.body.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("<hex> {}", hex.join(" "))
        }
    };
    let text = format!(
        "# doc: {why}\n# basis: chosen\n# rules: which\n{} {}\n{headers}\n\n{body}\n\nHTTP/1.1 400\n",
        sent.method,
        sent.target,
        headers = headers.join("\n"),
    );
    let name = format!("{FOUND}{}.http", name.replace('/', "-"));
    let path = workspace()
        .join("fixtures")
        .join(vendor)
        .join(operation)
        .join(name);
    match fs::write(&path, text) {
        Ok(()) => format!("kept as {}", path.display()),
        Err(error) => format!("{}: {error}", path.display()),
    }
}
