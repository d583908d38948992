use std::{
    fmt::{self, Write as _},
    sync::LazyLock,
};

use logfog_model::Entry;
use regex::Regex;

use crate::{Answer, Outcome};

/// What is longer is cut: a snapshot is for people to read.
const SHOWN: usize = 1000;

/// Everything that a case showed, without what differs from run to run.
pub(crate) fn text(outcome: &Outcome, authority: &str) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, outcome, authority);
    text
}

fn write(text: &mut String, outcome: &Outcome, authority: &str) -> fmt::Result {
    for answer in &outcome.answers {
        self::answer(text, answer, authority)?;
    }
    for exchange in &outcome.exchanges {
        for broken in &exchange.verdict.broken {
            writeln!(
                text,
                "{} {} at {:?}: expected {}; got {}",
                broken.fate.as_str(),
                broken.spec.id,
                broken.at,
                cut(broken.expected()),
                cut(&broken.finding.got),
            )?;
        }
        if exchange.verdict.unlisted > 0 {
            writeln!(text, "and {} more", exchange.verdict.unlisted)?;
        }
    }
    for stored in outcome.entries.iter().take(10) {
        entry(text, stored)?;
    }
    if outcome.entries.len() > 10 {
        writeln!(text, "and {} more entries", outcome.entries.len() - 10)?;
    }
    Ok(())
}

fn answer(text: &mut String, answer: &Answer, authority: &str) -> fmt::Result {
    let stable = |text: &str| stable(&text.replace(authority, "{{authority}}"));
    writeln!(text, "{}", answer.status)?;
    let mut headers = answer.headers.clone();
    headers.retain(|(name, _)| name != "date" && name != "sec-websocket-accept");
    headers.sort();
    for (name, value) in &headers {
        writeln!(text, "{name}: {}", stable(value))?;
    }
    writeln!(
        text,
        "\n{}\n",
        cut(&stable(&String::from_utf8_lossy(&answer.body)))
    )
}

fn entry(text: &mut String, entry: &Entry) -> fmt::Result {
    let view = entry.view();
    write!(text, "\nentry {} {}", entry.id, entry.time())?;
    if entry.draft.severity.number > 0 {
        let severity = entry.draft.severity;
        write!(text, " {} ({})", severity.text, severity.number)?;
    }
    writeln!(text)?;
    for (name, value) in entry.draft.scope.parts() {
        writeln!(text, "  {name} = {value}")?;
    }
    writeln!(text, "  {}", cut(&view.body))?;
    for (name, value) in view.attributes.iter().take(20) {
        writeln!(text, "  {}: {}", cut(name), cut(value))?;
    }
    if view.attributes.len() > 20 {
        writeln!(text, "  and {} more attributes", view.attributes.len() - 20)?;
    }
    Ok(())
}

fn cut(text: &str) -> String {
    if text.len() <= SHOWN {
        return text.to_owned();
    }
    let end = (0..=SHOWN)
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    let mut crc = flate2::Crc::new();
    crc.update(text.as_bytes());
    format!(
        "{}… ({} bytes, CRC {:08x})",
        &text[..end],
        text.len(),
        crc.sum()
    )
}

/// Signed tokens and keys are made anew in every run.
pub(crate) fn stable(text: &str) -> String {
    static TOKEN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"eyJ[\w-]+\.[\w-]+\.[\w-]+").expect("a regular expression"));
    static KEY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#""(kid|x5t|n|x5c)":\[?"[\w+/=-]+""#).expect("a regular expression")
    });
    let text = TOKEN.replace_all(text, "{{token}}");
    KEY.replace_all(&text, r#""$1":"{{key}}""#).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_run_to_run_is_not_shown() {
        let text = r#"{"access_token":"eyJh.eyJi.c-_1","kid":"aB-_","n":"x"}"#;
        let shown = stable(text);
        assert_eq!(
            shown,
            r#"{"access_token":"{{token}}","kid":"{{key}}","n":"{{key}}"}"#
        );
    }

    #[test]
    fn long_texts_are_cut_between_letters() {
        assert_eq!(cut("short"), "short");
        let long = "é".repeat(SHOWN);
        assert!(cut(&long).starts_with("é") && cut(&long).contains("é… (2000 bytes, CRC "));
        assert_ne!(
            cut(&long),
            cut(&long.replacen("éé", "éè", 999)),
            "what is cut off counts too"
        );
    }
}
