//! What fits what: parameters, operators and values.

use std::ops::Range;

use jiff::Timestamp;

use super::{
    BadFilter,
    expr::{Comparable, Expr, Literal, Moment, Op, Parameter, Path, Place, Property, Step, Value},
    search::Needle,
};

/// The levels by number. Below them is the one that is not specified, which has no name here.
const LEVELS: [(&str, i32); 6] = [
    ("TRACE", 1),
    ("DEBUG", 2),
    ("INFO", 3),
    ("WARN", 4),
    ("ERROR", 5),
    ("FATAL", 6),
];

/// The parameter of this name: the first key decides whether the rest is the way to an element.
pub(super) fn parameter(
    text: &str,
    mut path: Vec<String>,
    span: &Range<usize>,
) -> Result<Parameter, BadFilter> {
    let known = match path.first().map_or("", String::as_str) {
        "message" => Parameter::Message,
        "resource_type" => Parameter::ResourceType,
        "resource_id" => Parameter::ResourceId,
        "stream_name" => Parameter::StreamName,
        "level" => Parameter::Level,
        "timestamp" => Parameter::Time(Moment::Timestamp),
        "ingested_at" => Parameter::Time(Moment::IngestedAt),
        "saved_at" => Parameter::Time(Moment::SavedAt),
        "request_id" if path.len() == 1 => return Ok(Parameter::RequestId(steps(path))),
        "request_id" => Parameter::RequestId(Path::new()),
        "json_payload" if path.len() == 1 => return Ok(Parameter::Payload),
        "json_payload" => return Ok(Parameter::Element(steps(path.split_off(1)))),
        _ => return Ok(Parameter::Element(steps(path))),
    };
    if path.len() == 1 {
        return Ok(known);
    }
    let written = &text[span.clone()];
    Err(
        BadFilter::new(text, span.clone(), "a parameter").hint(format!(
            "{} is a parameter without elements; the payload's is json_payload.{written}",
            path[0]
        )),
    )
}

fn steps(path: Vec<String>) -> Path {
    let step = |key: String| Step {
        // Rust would read `+1` as a number too.
        index: if key.bytes().all(|byte| byte.is_ascii_digit()) {
            key.parse().ok()
        } else {
            None
        },
        key,
    };
    path.into_iter().map(step).collect()
}

/// Where `:` and `:!` search when they are asked about a parameter.
pub(super) fn searchable(
    text: &str,
    parameter: Parameter,
    name: Range<usize>,
    operator: Range<usize>,
) -> Result<Place, BadFilter> {
    match parameter {
        Parameter::Message => Ok(Place::Message),
        Parameter::ResourceType => Ok(Place::ResourceType),
        Parameter::ResourceId => Ok(Place::ResourceId),
        Parameter::Payload => Ok(Place::Payload),
        Parameter::Element(path) => Ok(Place::Element(path)),
        Parameter::RequestId(_) => Err(BadFilter::new(text, operator, COMPARISON)
            .hint("to search it, write json_payload.request_id")),
        Parameter::StreamName | Parameter::Level | Parameter::Time(_) => {
            Err(BadFilter::new(text, operator, COMPARISON)
                .hint(format!("{} can be compared, not searched", &text[name])))
        }
    }
}

/// What `=` and its like compare when they are asked about a parameter.
pub(super) fn comparable(
    text: &str,
    parameter: Parameter,
    name: Range<usize>,
    operator: Range<usize>,
) -> Result<Comparable, BadFilter> {
    match parameter {
        Parameter::ResourceType => Ok(Comparable::Text(Property::ResourceType)),
        Parameter::ResourceId => Ok(Comparable::Text(Property::ResourceId)),
        Parameter::StreamName => Ok(Comparable::Text(Property::StreamName)),
        Parameter::Level => Ok(Comparable::Level),
        Parameter::Time(moment) => Ok(Comparable::Time(moment)),
        Parameter::Element(path) | Parameter::RequestId(path) => Ok(Comparable::Element(path)),
        Parameter::Message | Parameter::Payload => Err(BadFilter::new(text, operator, ": or :!")
            .hint(format!("{} can be searched, not compared", &text[name]))),
    }
}

/// An element is there.
pub(super) fn exists(
    text: &str,
    parameter: Parameter,
    name: Range<usize>,
    operator: Range<usize>,
) -> Result<Expr, BadFilter> {
    let expected = match parameter {
        Parameter::Element(path) => return Ok(Expr::Exists(path)),
        Parameter::RequestId(_) => {
            return Err(BadFilter::new(text, operator, COMPARISON)
                .hint("to ask whether it is there, write json_payload.request_id EXISTS"));
        }
        Parameter::Message | Parameter::Payload => ": or :!",
        Parameter::ResourceType | Parameter::ResourceId => "one of : :! = <> < > <= >=",
        Parameter::StreamName | Parameter::Level | Parameter::Time(_) => COMPARISON,
    };
    Err(BadFilter::new(text, operator, expected).hint(format!(
        "EXISTS is asked of an element of json_payload, which {} is not",
        &text[name]
    )))
}

const COMPARISON: &str = "one of = <> < > <= >=";

/// Any of the values occurs.
pub(super) fn occurs(
    text: &str,
    place: Place,
    values: &[Value<'_>],
    minds_case: bool,
) -> Result<Expr, BadFilter> {
    let needles = values.iter().map(|value| {
        let wanted = match (&place, boolean(value)) {
            (Place::Payload | Place::Element(_), Some(true)) => "true",
            (Place::Payload | Place::Element(_), Some(false)) => "false",
            (Place::Message | Place::ResourceType | Place::ResourceId, Some(_)) => {
                return Err(no_text(text, value));
            }
            (_, None) => value.text,
        };
        Ok(Needle::new(wanted, minds_case))
    });
    let needles = needles.collect::<Result<_, _>>()?;
    Ok(Expr::Occurs(place, needles))
}

/// A parameter is compared with a value.
pub(super) fn compare(
    text: &str,
    comparable: Comparable,
    op: Op,
    value: &Value<'_>,
) -> Result<Expr, BadFilter> {
    match comparable {
        Comparable::Text(_) if boolean(value).is_some() => Err(no_text(text, value)),
        Comparable::Text(property) => Ok(Expr::Text(property, op, value.text.to_owned())),
        Comparable::Level => Ok(Expr::Level(op, level(text, value)?)),
        Comparable::Time(moment) => Ok(Expr::Time(moment, op, time(text, value)?)),
        Comparable::Element(path) => Ok(Expr::Element(path, op, literal(value))),
    }
}

/// A boolean, if it is one: in quotes it is a text.
fn boolean(value: &Value<'_>) -> Option<bool> {
    match value.text {
        "TRUE" | "true" if !value.quoted => Some(true),
        "FALSE" | "false" if !value.quoted => Some(false),
        _ => None,
    }
}

fn no_text(text: &str, value: &Value<'_>) -> BadFilter {
    BadFilter::new(text, value.span.clone(), "a text").hint("without double quotes it is a boolean")
}

fn literal(value: &Value<'_>) -> Literal {
    match boolean(value) {
        Some(boolean) => Literal::Boolean(boolean),
        None => Literal::Text(value.text.to_owned(), number(value.text)),
    }
}

/// The number that a text spells. Rust would take more: `inf`, `+1`.
fn number(text: &str) -> Option<f64> {
    let spells_one = text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && text.bytes().all(|byte| b"0123456789+-.eE".contains(&byte));
    spells_one.then(|| text.parse().ok()).flatten()
}

fn level(text: &str, value: &Value<'_>) -> Result<i32, BadFilter> {
    let known = LEVELS.iter().find(|(name, _)| *name == value.text);
    known.map(|(_, number)| *number).ok_or_else(|| {
        BadFilter::new(
            text,
            value.span.clone(),
            "one of TRACE DEBUG INFO WARN ERROR FATAL",
        )
    })
}

fn time(text: &str, value: &Value<'_>) -> Result<Timestamp, BadFilter> {
    let time = if value.quoted {
        is_rfc3339(value.text)
            .then(|| value.text.parse().ok())
            .flatten()
    } else {
        let seconds = value.text.parse().ok();
        seconds.and_then(|seconds| Timestamp::from_second(seconds).ok())
    };
    time.ok_or_else(|| {
        let expected = "a time as RFC 3339 in double quotes, or seconds since 1970 without";
        BadFilter::new(text, value.span.clone(), expected)
            .hint("for example \"2023-06-08T00:00:00Z\" or 1686182400")
    })
}

/// Whether a text has the form of a time: jiff would take more than RFC 3339 allows.
fn is_rfc3339(text: &str) -> bool {
    let has_form = |text: &[u8], form: &[u8]| {
        let fits = |(byte, form): (&u8, &u8)| match form {
            b'0' => byte.is_ascii_digit(),
            b'T' => matches!(byte, b'T' | b't'),
            form => byte == form,
        };
        text.len() == form.len() && text.iter().zip(form).all(fits)
    };
    let Some((seconds, rest)) = text.as_bytes().split_at_checked(19) else {
        return false;
    };
    let (fraction, zone) = match rest {
        [b'.', rest @ ..] => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit());
            let (fraction, zone) = rest.split_at(digits.count());
            (Some(fraction), zone)
        }
        _ => (None, rest),
    };
    has_form(seconds, b"0000-00-00T00:00:00")
        && fraction.is_none_or(|digits| !digits.is_empty())
        && (matches!(zone, b"Z" | b"z") || has_form(zone, b"+00:00") || has_form(zone, b"-00:00"))
}
