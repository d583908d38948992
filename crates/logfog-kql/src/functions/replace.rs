//! Texts with something replaced or cut off.

use regex::{Captures, Regex};

use super::{
    Bound, Context, Function, Listed,
    arguments::{Accepts, Argument, Misfit, Parameter, one},
    doc::{TEXT, derived, said},
    pattern::{prepared, regex_of},
};
use crate::{Type, Value, value::TEXT_LIMIT};

const TRIM: &[Parameter] = &[one("regex", Accepts::Text), one("text", Accepts::Text)];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::by(
        "replace",
        &[
            one("regex", Accepts::Text),
            one("rewrite", Accepts::Text),
            one("text", Accepts::Text),
        ],
        replace,
    )
    .documented()
    .doc(derived(
        "Replaces what an expression matches. `\\0` in the rewrite is the match, \
             `\\1` its first group. More than 1 MiB becomes empty.",
        TEXT,
        "replace(\";\", \" \", \"a;b;c\")",
        "\"a b c\"",
    )),
    Function::by(
        "replace_regex",
        &[
            one("text", Accepts::Text),
            one("regex", Accepts::Text),
            one("rewrite", Accepts::Text),
        ],
        replace_regex,
    )
    .doc(derived(
        "As `replace`, with the text first.",
        TEXT,
        "replace_regex('Number is 1', @'is (\\d+)', @'was: \\1')",
        "\"Number was: 1\"",
    )),
    Function::fixed(
        "replace_string",
        &[
            one("text", Accepts::Text),
            one("lookup", Accepts::Text),
            one("rewrite", Accepts::Text),
        ],
        Type::String,
        replace_string,
    )
    .listed(Listed::Sampled)
    .doc(said(
        "Replaces a text in a text. More than 1 MiB becomes empty.",
        TEXT,
        "replace_string(\"A magic trick\", \"magic\", \"card\")",
        "\"A card trick\"",
    )),
    Function::fixed(
        "replace_strings",
        &[
            one("text", Accepts::Text),
            one("lookups", Accepts::Dynamic),
            one("rewrites", Accepts::Any),
        ],
        Type::String,
        replace_strings,
    )
    .doc(said(
        "Replaces each of an array of texts by that at its place in another array, \
             or all by one.",
        TEXT,
        "replace_strings(\"a b\", dynamic([\"a\", \"b\"]), dynamic([\"1\", \"2\"]))",
        "\"1 2\"",
    )),
    Function::by("trim", TRIM, trim).doc(said(
        "Cuts off what an expression matches at the start and at the end.",
        TEXT,
        "trim(\"--\", \"--https://bing.com--\")",
        "\"https://bing.com\"",
    )),
    Function::by("trim_start", TRIM, trim_start).doc(said(
        "Cuts off what an expression matches at the start.",
        TEXT,
        "trim_start(@\"\\s+\", \"  Hello \")",
        "\"Hello \"",
    )),
    Function::by("trim_end", TRIM, trim_end).doc(said(
        "Cuts off what an expression matches at the end.",
        TEXT,
        "trim_end(@\"\\s+\", \"  Hello \")",
        "\"  Hello\"",
    )),
];

fn replace(arguments: &[Argument]) -> Result<Bound, Misfit> {
    replacing(arguments, [2, 0, 1])
}

fn replace_regex(arguments: &[Argument]) -> Result<Bound, Misfit> {
    replacing(arguments, [0, 1, 2])
}

/// The places are those of the text, of the expression and of the rewrite.
fn replacing(arguments: &[Argument], places: [usize; 3]) -> Result<Bound, Misfit> {
    let [text, regex, rewrite] = places;
    let ready = prepared(arguments, regex)?;
    Ok(Bound::new(Type::String, move |_, arguments| {
        let whole = Value::String(std::mem::take(&mut arguments[text]).into_text());
        let Some(regex) = regex_of(ready.as_ref(), &arguments[regex]) else {
            return whole;
        };
        match replaced(&regex, &whole.text(), &arguments[rewrite].text()) {
            Replaced::Nothing => whole,
            Replaced::Text(text) => Value::string(text),
            Replaced::TooLong => Value::EMPTY,
        }
    }))
}

enum Replaced {
    Nothing,
    Text(String),
    TooLong,
}

fn replaced(regex: &Regex, text: &str, rewrite: &str) -> Replaced {
    let mut out = String::new();
    let mut at = 0;
    let mut any = false;
    for captures in regex.captures_iter(text) {
        let Some(whole) = captures.get(0) else {
            continue;
        };
        any = true;
        out.push_str(&text[at..whole.start()]);
        rewritten(&captures, rewrite, &mut out);
        at = whole.end();
        if out.len() > TEXT_LIMIT {
            return Replaced::TooLong;
        }
    }
    if !any {
        return Replaced::Nothing;
    }
    out.push_str(&text[at..]);
    if out.len() > TEXT_LIMIT {
        Replaced::TooLong
    } else {
        Replaced::Text(out)
    }
}

fn rewritten(captures: &Captures<'_>, rewrite: &str, out: &mut String) {
    let mut chars = rewrite.chars();
    while let Some(c) = chars.next() {
        // Somebody may want the whole match a thousand times.
        if out.len() > TEXT_LIMIT {
            return;
        }
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some(digit) if digit.is_ascii_digit() => {
                let group = digit
                    .to_digit(10)
                    .and_then(|digit| usize::try_from(digit).ok());
                let found = group.and_then(|group| captures.get(group));
                out.push_str(found.map_or("", |found| found.as_str()));
            }
            Some('\\') | None => out.push('\\'),
            Some(other) => out.extend(['\\', other]),
        }
    }
}

fn replace_string<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let text = Value::String(std::mem::take(&mut arguments[0]).into_text());
    exchange(text, &arguments[1].text(), &arguments[2].text())
}

/// Replaces a text in a text, which is kept as it is where there is nothing to replace.
fn exchange<'a>(text: Value<'a>, lookup: &str, rewrite: &str) -> Value<'a> {
    let whole = text.text();
    let count = if lookup.is_empty() {
        0
    } else {
        whole.matches(lookup).count()
    };
    if count == 0 {
        return text;
    }
    let longest = whole
        .len()
        .saturating_add(count.saturating_mul(rewrite.len()));
    if longest > TEXT_LIMIT.saturating_mul(2) {
        return Value::EMPTY;
    }
    super::string::limited(whole.replace(lookup, rewrite))
}

fn replace_strings<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let mut text = Value::String(std::mem::take(&mut arguments[0]).into_text());
    let Some(lookups) = arguments[1].elements() else {
        return text;
    };
    let rewrites = arguments[2].elements();
    for (place, lookup) in lookups.iter().enumerate() {
        let rewrite = match &rewrites {
            Some(rewrites) => rewrites.get(place).map(Value::text).unwrap_or_default(),
            None => arguments[2].text(),
        };
        text = exchange(text, &lookup.text(), &rewrite);
    }
    text
}

fn trim(arguments: &[Argument]) -> Result<Bound, Misfit> {
    trimming(arguments, true, true)
}

fn trim_start(arguments: &[Argument]) -> Result<Bound, Misfit> {
    trimming(arguments, true, false)
}

fn trim_end(arguments: &[Argument]) -> Result<Bound, Misfit> {
    trimming(arguments, false, true)
}

/// An expression that only matches at the start, and one that only matches at the end.
struct Edges {
    start: Option<Regex>,
    end: Option<Regex>,
}

impl Edges {
    fn new(pattern: &str, start: bool, end: bool) -> Result<Self, String> {
        let anchored = |wanted: bool, pattern: String| {
            wanted
                .then(|| crate::operators::text::regex(&pattern))
                .transpose()
        };
        Ok(Self {
            start: anchored(start, format!(r"\A(?:{pattern})"))?,
            end: anchored(end, format!(r"(?:{pattern})\z"))?,
        })
    }

    fn trim<'t>(&self, mut text: &'t str) -> &'t str {
        if let Some(found) = self.start.as_ref().and_then(|start| start.find(text)) {
            text = &text[found.end()..];
        }
        if let Some(found) = self.end.as_ref().and_then(|end| end.find(text)) {
            text = &text[..found.start()];
        }
        text
    }
}

fn trimming(arguments: &[Argument], start: bool, end: bool) -> Result<Bound, Misfit> {
    let invalid = |reason| Misfit::Invalid {
        argument: 0,
        reason,
    };
    let ready = match arguments[0].constant_text() {
        Some(pattern) => Some(Edges::new(&pattern, start, end).map_err(invalid)?),
        None => None,
    };
    Ok(Bound::new(Type::String, move |_, arguments| {
        let of_row;
        let edges = match &ready {
            Some(ready) => ready,
            None => match Edges::new(&arguments[0].text(), start, end) {
                Ok(edges) => {
                    of_row = edges;
                    &of_row
                }
                Err(_) => return Value::String(std::mem::take(&mut arguments[1]).into_text()),
            },
        };
        match std::mem::take(&mut arguments[1]).into_text() {
            std::borrow::Cow::Borrowed(text) => Value::string(edges.trim(text)),
            std::borrow::Cow::Owned(text) => Value::string(edges.trim(&text).to_owned()),
        }
    }))
}
