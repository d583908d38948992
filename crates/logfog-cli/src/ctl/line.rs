//! An entry or an exchange on a line.

use std::fmt::Write as _;

use anstyle::Style;
use logfog_client::{Broken, Entry, Exchange};
use serde_json::Value;

use super::show::{DIM, GREEN, MAGENTA, RED, YELLOW, clip};

/// How much of a message is shown.
const MESSAGE: usize = 100;
/// How much of a path.
const TARGET: usize = 60;

/// `id  time  vendor  severity  message`
pub(super) fn entry(entry: &Entry) -> String {
    let style = match entry.severity.number {
        17.. => RED,
        13..17 => YELLOW,
        0..13 => Style::new(),
    };
    let message = match &entry.body {
        Value::String(text) => clip(text, MESSAGE),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            clip(&entry.body.to_string(), MESSAGE)
        }
    };
    let (id, time, vendor) = (entry.id, time(&entry.time), &entry.vendor);
    let severity = match &entry.severity.text[..] {
        "" => "-",
        text => text,
    };
    format!("{id:>5}  {DIM}{time}{DIM:#}  {vendor:<9}  {style}{severity:<8}{style:#}  {message}\n")
}

/// `id  time  vendor  operation  status  records  rule`, and under it what to do about what was refused.
pub(super) fn exchange(exchange: &Exchange) -> String {
    let style = fate(exchange);
    let (id, time, vendor) = (exchange.id, time(&exchange.at), &exchange.vendor);
    let operation = match &exchange.operation[..] {
        "" => "-",
        named => named,
    };
    let status = match exchange.status {
        0 => "-".to_owned(),
        status => status.to_string(),
    };
    let stored = match exchange.stored {
        0 => "-".to_owned(),
        stored => format!("{stored} stored"),
    };
    let said = match (&exchange.fault, &exchange.rule) {
        (Some(fault), _) => format!("fault: {fault}"),
        (None, Some(rule)) => format!("{} {rule}", exchange.fate.as_deref().unwrap_or_default()),
        // Nobody took it: the path says why.
        (None, None) if exchange.operation.is_empty() => clip(&exchange.target, TARGET),
        (None, None) => String::new(),
    };
    let mut lines = format!(
        "{id:>5}  {DIM}{time}{DIM:#}  {vendor:<9}  {operation:<10}  {style}{status:>3}  {stored:<10}  {said}"
    );
    lines.truncate(lines.trim_end().len());
    let _ = writeln!(lines, "{style:#}");
    for broken in &exchange.broken {
        hint(broken, exchange.rule.as_deref(), &mut lines);
    }
    lines
}

/// The rule, unless the line above has it, and what to do.
fn hint(broken: &Broken, shown: Option<&str>, lines: &mut String) {
    let Broken {
        rule, fate, hint, ..
    } = broken;
    let again = shown == Some(rule);
    let text = match (again, hint.is_empty()) {
        (true, true) => return,
        (true, false) => hint.clone(),
        (false, true) => format!("{fate} {rule}"),
        (false, false) => format!("{fate} {rule}: {hint}"),
    };
    let _ = writeln!(lines, "       {DIM}↳ {text}{DIM:#}");
}

/// The colour of what became of it.
fn fate(exchange: &Exchange) -> Style {
    if exchange.fault.is_some() {
        return MAGENTA;
    }
    match exchange.fate.as_deref() {
        Some("refused" | "rejected") => RED,
        Some(_) => YELLOW,
        None if exchange.status >= 400 => RED,
        None => GREEN,
    }
}

/// The time of day in an instant, to the millisecond.
fn time(instant: &str) -> String {
    let at: Result<jiff::Timestamp, _> = instant.parse();
    match at {
        Ok(at) => at.strftime("%H:%M:%S%.3f").to_string(),
        Err(_) => clip(instant, 12),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(changes: &Value) -> String {
        let mut whole = json!({"id": 7, "vendor": "dynatrace", "session": "default", "operation": "ingest",
            "wire": "http", "at": "2026-11-25T08:09:10.5Z", "took_us": 3, "target": "POST /x", "status": 204,
            "rule": null, "fate": null, "stored": 3, "fault": null});
        let members = whole.as_object_mut().expect("an object");
        members.extend(changes.as_object().expect("an object").clone());
        exchange(&serde_json::from_value(whole).expect("an exchange"))
    }

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn an_exchange_is_a_line_in_the_colour_of_its_fate() {
        let stored = shown(&json!({}));
        assert_eq!(
            plain(&stored),
            "    7  08:09:10.500  dynatrace  ingest      204  3 stored\n"
        );
        assert!(stored.contains(&format!("{GREEN}204")), "{stored:?}");
        for (fate, style) in [
            ("noted", YELLOW),
            ("lost", YELLOW),
            ("altered", YELLOW),
            ("rejected", RED),
            ("refused", RED),
        ] {
            let line = shown(&json!({"fate": fate, "rule": "a.b"}));
            assert!(line.contains(&format!("{style}204")), "{line:?}");
            assert!(plain(&line).ends_with(&format!("{fate} a.b\n")), "{line:?}");
        }
        let fault = shown(&json!({"fault": "throttled", "status": 429, "stored": 0}));
        assert!(fault.contains(&format!("{MAGENTA}429")), "{fault:?}");
        let nobody = shown(&json!({"operation": "", "status": 404, "stored": 0}));
        assert!(nobody.contains(&format!("{RED}404")), "{nobody:?}");
        assert!(plain(&nobody).ends_with("  POST /x\n"), "{nobody:?}");
    }

    #[test]
    fn under_a_refusal_is_what_to_do() {
        let broken = json!([{"rule": "a.b", "fate": "refused", "hint": "Sign in."},
            {"rule": "a.c", "fate": "noted", "hint": "Know."}, {"rule": "a.d", "fate": "lost", "hint": ""}]);
        let lines =
            shown(&json!({"fate": "refused", "rule": "a.b", "status": 401, "broken": broken}));
        let plain = plain(&lines);
        let below: Vec<&str> = plain.lines().skip(1).map(str::trim).collect();
        assert_eq!(below, ["↳ Sign in.", "↳ noted a.c: Know.", "↳ lost a.d"]);
        assert!(lines.contains(&format!("{DIM}↳ Sign")), "{lines:?}");
    }
}
