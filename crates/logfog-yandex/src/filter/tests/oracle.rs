//! Random filters, printed, read and asked, against what their tree says of the entry as JSON.

use std::cmp::Ordering;

use jiff::Timestamp;
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Value, json};

use super::{
    super::{Filter, expr::Op},
    record::Entry,
    shown::sign,
};

const KEYS: [&str; 9] = ["a", "b", "level", "message", "c d", "0", "1", "", "é\""];
const TEXTS: [&str; 16] = [
    "", "a", "A", "Ab", "ab c", "İk", "\u{212a}", "жЁ", "ёж\"\\", "1", "1.5", "-2", "true", "e",
    "\n'", "10",
];
const LEVELS: [&str; 7] = ["", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const SIGNS: [Op; 6] = [Op::Eq, Op::Ne, Op::Lt, Op::Gt, Op::Le, Op::Ge];

/// A filter as somebody thinks of it.
#[derive(Clone, Debug)]
enum Tree {
    Or(Vec<Self>),
    And(Vec<Self>),
    Not(Box<Self>),
    /// A place in [`TEXT_FIELDS`], the values, and whether case matters.
    Text(usize, Vec<String>, bool),
    Payload(Vec<String>, Vec<Written>, bool),
    Compared(usize, Op, String),
    Level(Op, usize),
    Time(usize, Op, i64),
    Element(Vec<String>, Op, Written),
    RequestId(Op, String),
    Exists(Vec<String>),
}

#[derive(Clone, Debug)]
enum Written {
    Text(String),
    Number(u32),
    Boolean(bool),
}

const SEARCHED: [&str; 3] = ["message", "resource_type", "resource_id"];
const COMPARED: [&str; 3] = ["resource_type", "resource_id", "stream_name"];
const TIMES: [&str; 3] = ["timestamp", "ingested_at", "saved_at"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_filter_means_what_it_says(tree in tree(), (entry, pieces) in entry()) {
        let text = printed(&tree, 0);
        let filter = match Filter::parse(&text) {
            Ok(filter) => filter,
            Err(error) => return Err(TestCaseError::fail(format!("{text}: {error}"))),
        };
        let payload = merged(&pieces);
        prop_assert_eq!(filter.matches(&entry), holds(&tree, &entry, &payload), "{} of {}", text, payload);
    }

    #[test]
    fn no_text_is_too_strange(text in any::<String>()) {
        survives(&text);
    }

    #[test]
    fn nothing_made_of_its_pieces_is_too_strange(
        pieces in vec(select(vec![
            "NOT", "AND", "OR", "EXISTS", "(", ")", ":", ":!", "=", "<>", "<", "\"", "\\", ".", " ",
            "level", "message", "json_payload", "timestamp", "request_id", "a", "1", "TRUE", "INFO",
            "\"x\"", "ё", ",", "'", "_", "not",
        ]), 0..24),
    ) {
        survives(&pieces.concat());
        survives(&pieces.join(" "));
    }
}

/// Reading ends, and whatever is wrong is in the text.
fn survives(text: &str) {
    match Filter::parse(text) {
        Ok(filter) => {
            filter.matches(&Entry::with([json!({"a": [1, "x"]})]));
        }
        Err(error) => {
            assert!(text.get(error.span.clone()).is_some(), "{:?}", error.span);
            assert!(!error.to_string().is_empty());
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    condition().prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Tree::Or),
            vec(inner.clone(), 2..4).prop_map(Tree::And),
            inner.prop_map(|tree| Tree::Not(Box::new(tree))),
        ]
    })
}

fn condition() -> impl Strategy<Value = Tree> {
    let op = || select(SIGNS.to_vec());
    let texts = || vec(text(), 1..3);
    prop_oneof![
        (0..3_usize, texts(), any::<bool>())
            .prop_map(|(at, texts, case)| Tree::Text(at, texts, case)),
        (vec(key(), 0..3), vec(written(), 1..3), any::<bool>())
            .prop_map(|(path, values, case)| Tree::Payload(path, values, case)),
        (0..3_usize, op(), text()).prop_map(|(at, op, text)| Tree::Compared(at, op, text)),
        (op(), 1..7_usize).prop_map(|(op, level)| Tree::Level(op, level)),
        (0..3_usize, op(), 0..5_i64).prop_map(|(at, op, time)| Tree::Time(at, op, time)),
        (vec(key(), 1..4), op(), written()).prop_map(|(path, op, of)| Tree::Element(path, op, of)),
        (op(), text()).prop_map(|(op, text)| Tree::RequestId(op, text)),
        vec(key(), 1..4).prop_map(Tree::Exists),
    ]
}

fn key() -> impl Strategy<Value = String> {
    select(KEYS.to_vec()).prop_map(str::to_owned)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![4 => select(TEXTS.to_vec()).prop_map(str::to_owned), 1 => "[a-bёЁİ ]{0,3}"]
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        text().prop_map(Written::Text),
        (0..12_u32).prop_map(Written::Number),
        any::<bool>().prop_map(Written::Boolean),
    ]
}

fn entry() -> impl Strategy<Value = (Entry, Vec<Value>)> {
    let texts = [text(), text(), text(), text()];
    let times = [0..5_i64, 0..5, 0..5];
    (texts, times, 0..7_i32, vec(object(), 0..3)).prop_map(|(texts, times, level, pieces)| {
        let [message, resource_type, resource_id, stream_name] = texts;
        let [timestamp, ingested_at, saved_at] = times.map(moment);
        let entry = Entry {
            message,
            resource_type,
            resource_id,
            level,
            stream_name,
            timestamp,
            ingested_at,
            saved_at,
            ..Entry::with(pieces.clone())
        };
        (entry, pieces)
    })
}

fn object() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        2 => text().prop_map(Value::from),
        1 => select(vec![0.0, 1.0, 1.5, -2.0, 10.0, 1e300, 1e17]).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    let value = scalar.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((key(), inner), 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    let request_id = option::of(text());
    (vec((key(), value), 0..5), request_id).prop_map(|(members, request_id)| {
        let request_id = request_id.map(|id| ("request_id".to_owned(), Value::from(id)));
        Value::Object(members.into_iter().chain(request_id).collect())
    })
}

/// Half seconds, so that some times are between whole ones.
fn moment(halves: i64) -> Timestamp {
    Timestamp::from_millisecond(halves * 500).expect("in range")
}

fn merged(pieces: &[Value]) -> Value {
    let mut all = Map::new();
    for piece in pieces {
        all.extend(piece.as_object().expect("it was made one").clone());
    }
    Value::Object(all)
}

/// As a filter is written: `around` says what binds around it, 0 nothing, 1 OR, 2 AND, 3 NOT.
fn printed(tree: &Tree, around: u8) -> String {
    let joined = |of: &[Tree], with: &str, binds: u8| {
        let parts: Vec<_> = of.iter().map(|tree| printed(tree, binds)).collect();
        if around > binds {
            format!("({})", parts.join(with))
        } else {
            parts.join(with)
        }
    };
    let quoted = |texts: &[String]| {
        let texts: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
        texts.join(" ")
    };
    let occurs = |minds_case: &bool| if *minds_case { ":!" } else { ":" };
    match tree {
        Tree::Or(any) => joined(any, " OR ", 1),
        Tree::And(all) => joined(all, " AND ", 2),
        Tree::Not(tree) => format!("NOT {}", printed(tree, 3)),
        Tree::Text(0, texts, false) => quoted(texts),
        Tree::Text(at, texts, minds_case) => {
            format!("{}{}{}", SEARCHED[*at], occurs(minds_case), quoted(texts))
        }
        Tree::Payload(path, values, minds_case) => {
            let values: Vec<_> = values.iter().map(value).collect();
            format!(
                "{} {}{}",
                path_text(path),
                occurs(minds_case),
                values.join("\t")
            )
        }
        Tree::Compared(at, op, text) => {
            format!("{}{}{}", COMPARED[*at], sign(*op), self::quoted(text))
        }
        Tree::Level(op, level) => format!("level {} {}", sign(*op), LEVELS[*level]),
        Tree::Time(at, op, halves) if halves % 2 == 0 => {
            format!("{} {}{}", TIMES[*at], sign(*op), halves / 2)
        }
        Tree::Time(at, op, halves) => format!("{}{}\"{}\"", TIMES[*at], sign(*op), moment(*halves)),
        Tree::Element(path, op, of) => format!("{}{} {}", path_text(path), sign(*op), value(of)),
        Tree::RequestId(op, text) => format!("request_id{}{}", sign(*op), self::quoted(text)),
        Tree::Exists(path) => format!("{} EXISTS", path_text(path)),
    }
}

fn quoted(text: &str) -> String {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && text != "true";
    if is_word || text == "10" {
        text.to_owned()
    } else {
        format!(
            "\"{}\"",
            text.replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n")
        )
    }
}

fn value(of: &Written) -> String {
    match of {
        Written::Text(text) => quoted(text),
        Written::Number(number) => number.to_string(),
        Written::Boolean(bool) => bool.to_string().to_uppercase(),
    }
}

/// Shortened where that is possible.
fn path_text(path: &[String]) -> String {
    let mut text = if matches!(path.first().map(String::as_str), Some("a" | "b")) {
        String::new()
    } else {
        "json_payload".to_owned()
    };
    for key in path {
        if !text.is_empty() {
            text.push('.');
        }
        if matches!(key.as_str(), "a" | "b" | "level" | "message" | "0") {
            text.push_str(key);
        } else {
            text.extend(["\"", &key.replace('"', "\\\""), "\""]);
        }
    }
    text
}

fn holds(tree: &Tree, entry: &Entry, payload: &Value) -> bool {
    match tree {
        Tree::Or(any) => any.iter().any(|tree| holds(tree, entry, payload)),
        Tree::And(all) => all.iter().all(|tree| holds(tree, entry, payload)),
        Tree::Not(tree) => !holds(tree, entry, payload),
        Tree::Text(at, texts, minds_case) => {
            let fields = [&entry.message, &entry.resource_type, &entry.resource_id];
            texts
                .iter()
                .any(|text| contains(fields[*at], text, *minds_case))
        }
        Tree::Payload(path, values, minds_case) => {
            let mut texts = Vec::new();
            match at(payload, path) {
                Some(whole) if path.is_empty() => collect(whole, &mut texts),
                Some(Value::Object(_) | Value::Array(_)) | None => {}
                Some(scalar) => collect(scalar, &mut texts),
            }
            values.iter().any(|value| {
                let wanted = match value {
                    Written::Text(text) => text.clone(),
                    Written::Number(number) => number.to_string(),
                    Written::Boolean(bool) => bool.to_string(),
                };
                texts
                    .iter()
                    .any(|text| contains(text, &wanted, *minds_case))
            })
        }
        Tree::Compared(at, op, text) => {
            let fields = [&entry.resource_type, &entry.resource_id, &entry.stream_name];
            says(*op, Some(fields[*at].cmp(text)))
        }
        Tree::Level(op, level) => says(
            *op,
            usize::try_from(entry.level).ok().map(|at| at.cmp(level)),
        ),
        Tree::Time(at, op, halves) => {
            let times = [entry.timestamp, entry.ingested_at, entry.saved_at];
            says(*op, Some(times[*at].cmp(&moment(*halves))))
        }
        Tree::Element(path, op, value) => compared(at(payload, path), *op, value),
        Tree::RequestId(op, text) => {
            compared(payload.get("request_id"), *op, &Written::Text(text.clone()))
        }
        Tree::Exists(path) => at(payload, path).is_some(),
    }
}

fn contains(text: &str, wanted: &str, minds_case: bool) -> bool {
    let lowered = |text: &str| {
        text.chars()
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    if minds_case {
        text.contains(wanted)
    } else {
        lowered(text).contains(&lowered(wanted))
    }
}

fn at<'v>(payload: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(payload, |at, key| match at {
        Value::Array(list) => list.get(key.parse::<usize>().ok()?),
        Value::Object(object) => object.get(key),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    })
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Bool(bool) => texts.push(bool.to_string()),
        Value::Number(number) => {
            let number = number.as_f64().expect("it was made from one");
            texts.push(if number < 1e17 {
                number.to_string()
            } else {
                format!("{number:e}")
            });
        }
        Value::String(text) => texts.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| collect(value, texts)),
        Value::Object(object) => object.values().for_each(|value| collect(value, texts)),
    }
}

fn compared(element: Option<&Value>, op: Op, value: &Written) -> bool {
    let order = match (element, value) {
        (None | Some(Value::Null | Value::Array(_) | Value::Object(_)), _) => return false,
        (Some(Value::Bool(bool)), Written::Boolean(value)) => Some(bool.cmp(value)),
        (Some(Value::Number(number)), Written::Number(value)) => number
            .as_f64()
            .and_then(|number| number.partial_cmp(&f64::from(*value))),
        (Some(Value::Number(number)), Written::Text(text)) => {
            let value: Option<f64> = text.parse().ok();
            value.and_then(|value| number.as_f64()?.partial_cmp(&value))
        }
        (Some(Value::String(text)), Written::Text(value)) => Some(text.as_str().cmp(value)),
        (Some(Value::String(text)), Written::Number(value)) => {
            Some(text.as_str().cmp(&value.to_string()))
        }
        (Some(_), _) => None,
    };
    says(op, order)
}

fn says(op: Op, order: Option<Ordering>) -> bool {
    match op {
        Op::Eq => order.is_some_and(Ordering::is_eq),
        Op::Ne => !order.is_some_and(Ordering::is_eq),
        Op::Lt => order.is_some_and(Ordering::is_lt),
        Op::Gt => order.is_some_and(Ordering::is_gt),
        Op::Le => order.is_some_and(Ordering::is_le),
        Op::Ge => order.is_some_and(Ordering::is_ge),
    }
}
