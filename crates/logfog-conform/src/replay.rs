use std::{
    collections::BTreeMap,
    path::Path,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::{Context as _, Result};
use logfog_kit::{Addresses, Clock, Connection, Settings, serve::SESSION_HEADER};
use serde::Deserialize;

use crate::{Answer, Case, Make, NOW, Target, placeholders::Placeholders, run::play};

/// What stands for a vendor's well-known credentials and resources at some other target.
///
/// ```toml
/// [credentials]
/// api_token = "$DT_API_TOKEN"    # from the environment
/// [denied]
/// api_token = "dt0c01.…"
/// [defaults]
/// environment_id = "abc12345"
/// ```
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Secrets {
    credentials: BTreeMap<String, String>,
    denied: BTreeMap<String, String>,
    defaults: BTreeMap<String, String>,
}

impl Secrets {
    /// Reads a file's text; `environment` knows what a value such as `$NAME` stands for.
    pub fn parse(text: &str, environment: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let mut secrets: Self = toml::from_str(text)?;
        let tables = [
            &mut secrets.credentials,
            &mut secrets.denied,
            &mut secrets.defaults,
        ];
        for value in tables.into_iter().flat_map(BTreeMap::values_mut) {
            if let Some(name) = value.strip_prefix('$') {
                let known = environment(name);
                *value = known.with_context(|| format!("there is no variable {name}"))?;
            }
        }
        Ok(secrets)
    }

    /// Puts them in the place of the well-known ones of the same names.
    fn replace(&self, connection: &mut Connection) -> Result<()> {
        let pairs = [
            (&self.credentials, &mut connection.credentials),
            (&self.denied, &mut connection.credentials_denied),
            (&self.defaults, &mut connection.defaults),
        ];
        for (own, known) in pairs {
            for (name, value) in own {
                let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
                let found = known.iter_mut().find(|(known, _)| known == name);
                let (_, there) = found.with_context(|| {
                    format!("there is no `{name}`; it can be: {}", names.join(", "))
                })?;
                there.clone_from(value);
            }
        }
        Ok(())
    }
}

/// How a target took a case.
#[derive(Debug)]
pub enum Replayed {
    /// It answered as promised; the answers.
    Agrees(Vec<Answer>),
    /// The first difference, and the answers up to it.
    Differs(String, Vec<Answer>),
    /// It could not be asked; why.
    Skipped(String),
}

/// Some other target of a vendor's cases: the cloud itself, another emulator, another release.
#[derive(Debug)]
pub struct Replay {
    target: Target,
    connection: Connection,
    default_profile: &'static str,
    isolated: bool,
    sent: AtomicU32,
}

impl Replay {
    /// A target that stands for the vendor that `make` makes.
    pub fn new(target: Target, make: Make, secrets: &Secrets) -> Result<Self> {
        let vendor = make(&Settings::default())?;
        let mut connection = vendor.connection(&Addresses::at(target.authority.clone()));
        secrets.replace(&mut connection)?;
        Ok(Self {
            target,
            connection,
            default_profile: vendor.profile().name,
            isolated: false,
            sent: AtomicU32::new(0),
        })
    }

    /// Sends each case in a session of its own: of use where the target is logfog too, since a case
    /// expects to be alone.
    #[must_use]
    pub fn isolated(mut self, isolated: bool) -> Self {
        self.isolated = isolated;
        self
    }

    /// Sends a case, unless it is about what only an emulator of ours can be told.
    pub fn case(&self, path: &Path, case: &Case) -> Result<Replayed> {
        if let Some(reason) = self.skipped(case) {
            return Ok(Replayed::Skipped(reason));
        }
        let number = self.sent.fetch_add(1, Ordering::Relaxed);
        let session = format!("{}-{number}", process::id());
        let mut case = case.clone();
        for step in &mut case.steps {
            // What explains beside the vendor's answer is ours alone.
            step.expected
                .headers
                .retain(|(name, _)| !name.to_ascii_lowercase().starts_with("x-logfog-"));
            if self.isolated {
                let header = (SESSION_HEADER.to_string(), session.clone());
                step.request.headers.push(header);
            }
        }
        let mut filled = Placeholders {
            addresses: Addresses::at(self.target.authority.clone()),
            connection: self.connection.clone(),
            now: Clock::system().now(),
            answers: Vec::new(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let played = runtime.block_on(play(path, &case, &self.target, &mut filled));
        Ok(match played {
            Ok(None) => Replayed::Agrees(filled.answers),
            Ok(Some(difference)) => Replayed::Differs(difference, filled.answers),
            // It did not even answer.
            Err(error) => Replayed::Differs(format!("{error:#}"), filled.answers),
        })
    }

    fn skipped(&self, case: &Case) -> Option<String> {
        let other = |name: &str| name != self.default_profile;
        // The usual clock of a case, as text and as seconds.
        let is_dated = |text: &String| ["2026-1", "17935"].iter().any(|time| text.contains(time));
        let mut promised = case
            .steps
            .iter()
            .map(|step| match step.request.method.as_str() {
                // The frames to come stand among those to send.
                "WS" => &step.request.body,
                _ => &step.expected.body,
            });
        let reason = if case.profile.as_deref().is_some_and(other) {
            "it is about another profile"
        } else if !case.set.is_empty() {
            "it changes a setting"
        } else if !case.checks.is_empty() {
            "it lets a rule pass"
        } else if case.fault.is_some() {
            "it plants a fault"
        } else if !case.states.is_empty() {
            "it sets a state"
        } else if !case.declared.is_empty() {
            "it declares resources"
        } else if case.clock != NOW.to_string() {
            "it sets the clock"
        } else if promised.any(is_dated) {
            "it promises a time that is not now"
        } else {
            return case.local.clone();
        };
        Some(reason.to_owned())
    }

    /// The text without the secrets that were sent.
    pub(crate) fn without_secrets(&self, text: &str) -> String {
        let pairs = [
            ("credentials", &self.connection.credentials),
            ("denied", &self.connection.credentials_denied),
            ("defaults", &self.connection.defaults),
        ];
        let mut text = text.to_owned();
        for (table, pairs) in pairs {
            // A short value may stand in any text.
            for (name, secret) in pairs.iter().filter(|(_, secret)| secret.len() >= 6) {
                text = text.replace(secret, &format!("{{{{{table}.{name}}}}}"));
            }
        }
        text.replace(&self.target.authority, "{{authority}}")
    }
}
