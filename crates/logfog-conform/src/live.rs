use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use jiff::{civil::Date, tz::TimeZone};
use logfog_kit::Clock;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Answer, Case, Replay, Replayed, expect::ANY, snapshot};

/// Headers that say something about the connection, not about the API.
const PASSING: [&str; 6] = [
    "connection",
    "date",
    "keep-alive",
    "sec-websocket-accept",
    "server",
    "transfer-encoding",
];

/// What a live target answered to a case, kept beside it as `<case>.live.json`: without secrets, and
/// with `{{any}}` for what differs from one time to the next.
#[derive(Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Live {
    recorded: Date,
    answers: Vec<Kept>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    status: String,
    headers: Vec<(String, String)>,
    /// JSON where it is, else a text.
    body: Value,
}

impl Live {
    /// Sends the case twice, so that what differs between two answers is known. `None`: it cannot be
    /// sent to this target.
    pub fn record(replay: &Replay, path: &Path, case: &Case) -> Result<Option<Self>> {
        let Some(mut answers) = kept(replay, path, case)? else {
            return Ok(None);
        };
        let again = kept(replay, path, case)?.context("it could be sent before")?;
        for (first, second) in answers.iter_mut().zip(&again) {
            let other = |name: &String, value: &String| {
                let there = second.headers.iter().find(|(known, _)| known == name);
                there.is_none_or(|(_, there)| there != value)
            };
            for (name, value) in &mut first.headers {
                if other(name, value) {
                    ANY.clone_into(value);
                }
            }
            loosen(&mut first.body, &second.body);
        }
        let recorded = TimeZone::UTC.to_datetime(Clock::system().now()).date();
        Ok(Some(Self { recorded, answers }))
    }

    /// The first way in which the target's answers now differ from those recorded. `None` for no
    /// difference, and for a case that cannot be sent to this target.
    pub fn difference(&self, replay: &Replay, path: &Path, case: &Case) -> Result<Option<String>> {
        let Some(now) = kept(replay, path, case)? else {
            return Ok(None);
        };
        if now.len() != self.answers.len() {
            let (was, is) = (self.answers.len(), now.len());
            return Ok(Some(format!("{was} answers were recorded, {is} came")));
        }
        let mut pairs = (1..).zip(self.answers.iter().zip(&now));
        Ok(pairs.find_map(|(step, (was, is))| {
            let difference = was.difference(is)?;
            Some(format!(
                "step {step}: {difference} (recorded {})",
                self.recorded
            ))
        }))
    }

    /// Where the recording of a case is.
    pub fn path(case: &Path) -> PathBuf {
        case.with_extension("live.json")
    }

    /// Reads the recording of a case, if there is one.
    pub fn open(case: &Path) -> Result<Option<Self>> {
        let path = Self::path(case);
        if !path.exists() {
            return Ok(None);
        }
        let live = serde_json::from_slice(&fs::read(&path)?);
        Ok(Some(live.with_context(|| path.display().to_string())?))
    }

    /// Writes it beside its case.
    pub fn save(&self, case: &Path) -> Result<()> {
        Ok(fs::write(
            Self::path(case),
            serde_json::to_string_pretty(self)? + "\n",
        )?)
    }
}

impl Kept {
    fn new(replay: &Replay, answer: &Answer) -> Self {
        let clean = |text: &str| snapshot::stable(&replay.without_secrets(text));
        let headers = answer.headers.iter();
        let headers = headers.filter(|(name, _)| {
            !PASSING.contains(&name.as_str()) && !name.starts_with("x-logfog-")
        });
        let body = clean(&String::from_utf8_lossy(&answer.body));
        Self {
            status: answer.status.clone(),
            headers: headers
                .map(|(name, value)| (name.clone(), clean(value)))
                .collect(),
            body: serde_json::from_str(&body).unwrap_or(Value::String(body)),
        }
    }

    fn difference(&self, now: &Self) -> Option<String> {
        if self.status != now.status {
            return Some(format!("status: was {}, is {}", self.status, now.status));
        }
        let value = |kept: &Self, name: &str| {
            let found = kept.headers.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        };
        for (name, was) in &self.headers {
            let is = value(now, name);
            if was != ANY && is.as_ref() != Some(was) {
                return Some(format!("header {name}: was {was:?}, is {is:?}"));
            }
        }
        let new = now
            .headers
            .iter()
            .find(|(name, _)| value(self, name).is_none());
        if let Some((name, value)) = new {
            return Some(format!("header {name}: was not there, is {value:?}"));
        }
        other(&self.body, &now.body, "")
    }
}

/// The answers as they are kept.
fn kept(replay: &Replay, path: &Path, case: &Case) -> Result<Option<Vec<Kept>>> {
    let answers = match replay.case(path, case)? {
        Replayed::Skipped(_) => return Ok(None),
        Replayed::Agrees(answers) | Replayed::Differs(_, answers) => answers,
    };
    ensure!(!answers.is_empty(), "nothing was answered");
    let kept = answers.iter().map(|answer| Kept::new(replay, answer));
    Ok(Some(kept.collect()))
}

/// Puts `{{any}}` wherever the other is not the same.
fn loosen(one: &mut Value, other: &Value) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) if one.keys().eq(other.keys()) => {
            for (key, value) in one {
                loosen(value, &other[key]);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (value, other) in one.iter_mut().zip(other) {
                loosen(value, other);
            }
        }
        (one, other) if one != other => *one = ANY.into(),
        _ => {}
    }
}

/// The first place where a body is another one now.
fn other(was: &Value, is: &Value, at: &str) -> Option<String> {
    match (was, is) {
        (Value::String(any), _) if any == ANY => None,
        (Value::Object(was), Value::Object(is)) => {
            let step = |key: &str| format!("{at}/{}", logfog_kit::json::pointer_step(key));
            let mut keys = was
                .keys()
                .chain(is.keys().filter(|key| !was.contains_key(*key)));
            keys.find_map(|key| match (was.get(key), is.get(key)) {
                (Some(was), Some(is)) => other(was, is, &step(key)),
                (Some(was), None) => Some(format!("{}: was {was}, is gone", step(key))),
                (None, is) => is.map(|is| format!("{}: was not there, is {is}", step(key))),
            })
        }
        (Value::Array(was), Value::Array(is)) if was.len() == is.len() => {
            let mut pairs = was.iter().zip(is).enumerate();
            pairs.find_map(|(n, (was, is))| other(was, is, &format!("{at}/{n}")))
        }
        _ if was == is => None,
        _ => Some(format!("{at}: was {was}, is {is}")),
    }
}
