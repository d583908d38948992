//! Where a text is in another one, and how often.

use super::{
    Bound, Context, Function,
    arguments::{Accepts, Argument, Misfit, one, optional},
    doc::{TEXT, said},
    pattern::{prepared, regex_of},
    string::count,
};
use crate::{
    Type, Value,
    operators::text::{Matcher, TextMatch},
};

const ABSENT: &str = "-1 if it is not there. Null is taken as an empty text.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::by(
        "countof",
        &[
            one("text", Accepts::Text),
            one("search", Accepts::Text),
            optional("kind", Accepts::Text),
        ],
        count_of,
    )
    .documented()
    .doc(said(
        "How often a text is in another one, overlaps included; with \"regex\" as \
             the kind, how often an expression matches.",
        TEXT,
        "countof(\"ababa\", \"aba\")",
        "2",
    )),
    Function::fixed(
        "indexof",
        &[
            one("text", Accepts::Any),
            one("match", Accepts::Any),
            optional("start", Accepts::Whole),
            optional("length", Accepts::Whole),
            optional("occurrence", Accepts::Whole),
        ],
        Type::Long,
        index_of,
    )
    .documented()
    .doc(said(
        "Where a text first is in another one, between a start and so many \
             characters behind it. A negative start counts from the end.",
        ABSENT,
        "indexof(\"abcdefgabcdefg\", \"cde\", 1, 10, 2)",
        "9",
    )),
    Function::by(
        "indexof_regex",
        &[
            one("text", Accepts::Any),
            one("regex", Accepts::Text),
            optional("start", Accepts::Whole),
            optional("length", Accepts::Whole),
            optional("occurrence", Accepts::Whole),
        ],
        index_of_regex,
    )
    .doc(said(
        "Where an expression first matches.",
        ABSENT,
        "indexof_regex(\"abcabc\", @\"a.c\", 0, -1, 2)",
        "3",
    )),
    Function::fixed(
        "has_any_index",
        &[one("text", Accepts::Text), one("terms", Accepts::Dynamic)],
        Type::Long,
        has_any_index,
    )
    .doc(said(
        "The place in an array of the first term that a text has.",
        "-1 if it has none, or if there is no array.",
        "has_any_index(\"this is an example\", dynamic([\"this\", \"example\"]))",
        "0",
    )),
];

fn count_of(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let is_regex = match arguments.get(2) {
        None => false,
        Some(kind) => match kind
            .constant_text()
            .ok_or(Misfit::NotConstant { argument: 2 })?
            .as_ref()
        {
            "normal" => false,
            "regex" => true,
            other => {
                let reason = format!("{other:?} is neither \"normal\" nor \"regex\"");
                return Err(Misfit::Invalid {
                    argument: 2,
                    reason,
                });
            }
        },
    };
    if !is_regex {
        return Ok(Bound::new(Type::Long, |_, arguments| {
            count(overlapping(&arguments[0].text(), &arguments[1].text()))
        }));
    }
    let ready = prepared(arguments, 1)?;
    Ok(Bound::new(Type::Long, move |_, arguments| {
        let text = arguments[0].text();
        let regex = regex_of(ready.as_ref(), &arguments[1]);
        count(regex.map_or(0, |regex| regex.find_iter(&text).count()))
    }))
}

fn overlapping(text: &str, search: &str) -> usize {
    let Some(first) = search.chars().next() else {
        return 0;
    };
    let mut found = 0;
    let mut rest = text;
    while let Some(at) = rest.find(search) {
        found += 1;
        rest = &rest[at + first.len_utf8()..];
    }
    found
}

/// Where in a text a match may begin.
struct Window<'t> {
    text: &'t str,
    from: usize,
    to: usize,
    occurrence: usize,
}

impl<'t> Window<'t> {
    fn new(text: &'t str, arguments: &[Value<'_>]) -> Option<Self> {
        let option =
            |place: usize, default| arguments.get(place).map_or(Some(default), Value::whole);
        let (start, length, occurrence) = (option(2, 0)?, option(3, -1)?, option(4, 1)?);
        let total = i64::try_from(text.chars().count()).ok()?;
        let start = if start < 0 {
            total.saturating_add(start).max(0)
        } else {
            start
        };
        let place = |place: i64| {
            let place = usize::try_from(place).ok()?;
            Some(
                text.char_indices()
                    .nth(place)
                    .map_or(text.len(), |(at, _)| at),
            )
        };
        let from = place(start)?;
        let to = if length < 0 {
            text.len()
        } else {
            place(start.saturating_add(length))?
        };
        let occurrence = usize::try_from(occurrence.checked_sub(1)?).ok()?;
        (start <= total).then_some(Self {
            text,
            from,
            to,
            occurrence,
        })
    }

    /// The place of the match that is asked for, of those that begin at these bytes behind `from`.
    fn place<'a>(&self, mut matches: impl Iterator<Item = usize>) -> Value<'a> {
        let found = matches.nth(self.occurrence).map(|at| at + self.from);
        let found = found.filter(|at| *at < self.to || *at == self.from);
        found.map_or(Value::Long(-1), |at| count(self.text[..at].chars().count()))
    }
}

fn index_of<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let (text, search) = (arguments[0].text(), arguments[1].text());
    let Some(window) = Window::new(&text, arguments) else {
        return Value::Long(-1);
    };
    let mut next = Some(0);
    let rest = &text[window.from..];
    let matches = std::iter::from_fn(|| {
        let from = next?;
        let at = from + rest[from..].find(&*search)?;
        next = rest[at..].chars().next().map(|c| at + c.len_utf8());
        Some(at)
    });
    window.place(matches)
}

fn index_of_regex(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ready = prepared(arguments, 1)?;
    Ok(Bound::new(Type::Long, move |_, arguments| {
        let text = arguments[0].text();
        let regex = regex_of(ready.as_ref(), &arguments[1]);
        let Some((window, regex)) = Window::new(&text, arguments).zip(regex) else {
            return Value::Long(-1);
        };
        window.place(
            regex
                .find_iter(&text[window.from..])
                .map(|found| found.start()),
        )
    }))
}

fn has_any_index<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let text = arguments[0].text();
    let Some(terms) = arguments[1].elements() else {
        return Value::Long(-1);
    };
    let has =
        |term: &Value<'_>| Matcher::of_row(TextMatch::Has, false, &term.text()).matches(&text);
    terms.iter().position(has).map_or(Value::Long(-1), count)
}
