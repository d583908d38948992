use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};
use jiff::{SignedDuration, Timestamp};
use logfog_kit::{Addresses, Connection};

use crate::{Answer, expect::ANY};

/// What `{{…}}` stands for while one case runs.
#[derive(Debug)]
pub(crate) struct Placeholders {
    pub(crate) addresses: Addresses,
    pub(crate) connection: Connection,
    pub(crate) now: Timestamp,
    pub(crate) answers: Vec<Answer>,
}

impl Placeholders {
    /// The text with every placeholder replaced, but for `{{any}}`.
    pub(crate) fn fill(&self, text: &str) -> Result<String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after.split_once("}}").context("`{{` without `}}`")?;
            filled.push_str(before);
            if name == "any" {
                filled.push_str(ANY);
            } else {
                self.append(&mut filled, name.trim())
                    .with_context(|| format!("in `{{{{{name}}}}}`"))?;
            }
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn append(&self, filled: &mut String, name: &str) -> Result<()> {
        let pair = |pairs: &[(&'static str, String)], name: &str| {
            let found = pairs.iter().find(|(known, _)| *known == name);
            found
                .map(|(_, value)| value.clone())
                .context("the vendor has no such value")
        };
        let value = if let Some(name) = name.strip_prefix("credentials.") {
            pair(&self.connection.credentials, name)?
        } else if let Some(name) = name.strip_prefix("denied.") {
            pair(&self.connection.credentials_denied, name)?
        } else if let Some(name) = name.strip_prefix("defaults.") {
            pair(&self.connection.defaults, name)?
        } else if let Some(repeat) = name.strip_prefix("repeat:") {
            let (text, times) = repeat.rsplit_once(':').context("repeat:TEXT:N")?;
            text.repeat(times.parse().context("N is a number")?)
        } else if let Some(offset) = name.strip_prefix("now_ms") {
            self.at(offset)?.as_millisecond().to_string()
        } else if let Some(offset) = name.strip_prefix("now_s") {
            self.at(offset)?.as_second().to_string()
        } else if let Some(offset) = name.strip_prefix("now") {
            self.at(offset)?.to_string()
        } else if let Some((step, pointer)) = name.split_once(':') {
            let json: serde_json::Value = serde_json::from_slice(&self.answer(step)?.body)?;
            let value = json
                .pointer(pointer)
                .context("the answer has nothing there")?;
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        } else if let Some((step, header)) = name.split_once('#') {
            let value = self.answer(step)?.header(header);
            value.context("the answer has no such header")?.to_owned()
        } else {
            match name {
                "http" => self.addresses.http(),
                "https" => self.addresses.https(),
                "authority" => self.addresses.authority.clone(),
                _ => bail!("no such placeholder"),
            }
        };
        Ok(filled.write_str(&value)?)
    }

    fn answer(&self, step: &str) -> Result<&Answer> {
        let number: usize = step.parse().context("no such placeholder")?;
        self.answers
            .get(number.wrapping_sub(1))
            .context("that step has not run yet")
    }

    /// The case's time, moved by `+11m` or `-25h`.
    fn at(&self, offset: &str) -> Result<Timestamp> {
        if offset.is_empty() {
            return Ok(self.now);
        }
        let (sign, length) = offset.split_at(1);
        let length: SignedDuration = length.parse().context("a length such as 25h or 11m30s")?;
        let moved = match sign {
            "+" => self.now.checked_add(length),
            "-" => self.now.checked_sub(length),
            _ => bail!("no such placeholder"),
        };
        Ok(moved?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str) -> Result<String> {
        let connection = Connection {
            credentials: vec![("key", "secret".into())],
            ..Connection::default()
        };
        let answer = Answer {
            status: "200".into(),
            headers: vec![("x-id".into(), "7".into())],
            body: br#"{"a":["b"]}"#.to_vec(),
        };
        let placeholders = Placeholders {
            addresses: Addresses::at("127.0.0.1:1".into()),
            connection,
            now: Timestamp::from_second(90_000).expect("a time"),
            answers: vec![answer],
        };
        placeholders.fill(text)
    }

    #[test]
    fn each_kind_is_filled() {
        let filled = fill("{{credentials.key}} {{repeat:ab:2}} {{1:/a/0}} {{1#X-Id}} {{any}}");
        assert_eq!(filled.expect("all known"), "secret abab b 7 {{any}}");
        let times = fill("{{now-25h}} {{now_ms+1s}} {{now_s}}").expect("all known");
        assert_eq!(times, "1970-01-01T00:00:00Z 90001000 90000");
    }

    #[test]
    fn an_unknown_one_is_an_error() {
        for bad in [
            "{{nonsense}}",
            "{{credentials.x}}",
            "{{2:/a}}",
            "{{now-x}}",
            "{{open",
        ] {
            assert!(fill(bad).is_err(), "{bad}");
        }
    }
}
