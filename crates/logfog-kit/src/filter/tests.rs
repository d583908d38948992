use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use jiff::Timestamp;
use logfog_model::{
    Batch, Broken, Draft, Fate, Finding, Lens, Rules as _, Scope, Session, Severity, VendorId,
    Verdict, View, Wire,
};
use proptest::{
    prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest},
    sample::select,
};
use serde_json::{Value as Json, json};

use super::{expr::Comparison, path::Path, *};
use crate::journal::Message;

logfog_model::rules! { "acme", read "2026-11" {
    /// Small.
    Size = "ingest.size", Documented, "Ingest", "A body is small.";
    /// Kept.
    Line = "ingest.line", Chosen, "none", "A line is not `lost`.";
} }

/// Attributes and body are members of the record; counts how often it is asked.
#[derive(Default)]
struct Members(AtomicUsize);

impl Lens for Members {
    fn view(&self, entry: &Entry) -> View {
        self.0.fetch_add(1, Ordering::Relaxed);
        let record: Json = serde_json::from_slice(&entry.draft.raw).expect("JSON");
        let attributes = record["attributes"].as_object().into_iter().flatten();
        View {
            body: record["body"].to_string(),
            attributes: attributes
                .map(|(name, value)| (name.clone(), value.to_string()))
                .collect(),
        }
    }
}

fn entry_of(record: &Json, lens: Arc<Members>) -> Entry {
    let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
    let batch = Batch {
        vendor: VendorId::new("acme"),
        session: "job-7".parse::<Session>().expect("a name"),
        exchange: 41,
        received_at: at("2026-11-25T12:00:00.5Z"),
        held: 0,
        lens,
    };
    Entry {
        id: 7,
        batch: Arc::new(batch),
        draft: Draft {
            time: Some(at("2026-11-25T11:00:00Z")),
            severity: Severity::new("warn", 13),
            scope: Scope::new([("group", "main".into()), ("dotted.name", "x".into())]),
            raw: Bytes::from(record.to_string()),
        },
    }
}

fn record() -> Json {
    json!({
        "body": {"items": [{"x": 5}, {"x": "six"}], "text": "time ran out", "none": null},
        "attributes": {
            "Level": "Error",
            "dt.source": "k8s",
            "dt": {"source": "other", "deep": {"a": [1, 2, 3]}},
            "user id": "7",
            "version": "1.10",
            "big": 9_007_199_254_740_993_u64,
            "at": "2026-11-25T13:00:00+01:00",
            "empty": [],
            "yes": true,
            "and": "keyword",
        },
    })
}

fn entry() -> Entry {
    entry_of(&record(), Arc::default())
}

fn exchange() -> Exchange {
    let header = |name, value| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    let broken = |rule: Rule, fate| Broken {
        spec: rule.spec(),
        fate,
        at: String::new(),
        finding: Finding::new("x"),
        fatal: false,
    };
    let message = |headers, body: &'static str| Message {
        headers,
        body: Bytes::from_static(body.as_bytes()),
        length: body.len() as u64,
    };
    Exchange {
        id: 41,
        vendor: VendorId::new("acme"),
        session: Session::default(),
        operation: "",
        wire: Wire::Http,
        at: Timestamp::UNIX_EPOCH,
        took: Duration::from_micros(1500),
        target: "POST /logs?x=(1)".into(),
        request: message(
            vec![header("x-tag", "one"), header("x-tag", "two")],
            r#"{"n":[{"a":1}]}"#,
        ),
        status: 400,
        answer: message(Vec::new(), "no"),
        verdict: Verdict {
            broken: vec![
                broken(Rule::Size, Fate::Noted),
                broken(Rule::Line, Fate::Lost),
            ],
            unlisted: 0,
            unlisted_by: Vec::new(),
            stored: 2,
        },
        fault: None,
    }
}

#[test]
fn entries_are_found_by_what_they_are() {
    for holds in [
        "",
        "id = 7 and id != 8 and exchange = 41",
        "vendor = acme and session = job-7",
        "severity.text = warn and severity.number >= 13 and severity.number < 13.5",
        "scope.group = main and scope.dotted.name = x and not scope.other",
        "attributes.Level = Error and not attributes.level = Error",
        "attributes.dt.source = k8s and attributes.\"dt\".deep.a = 2",
        "attributes.dt.deep.a.0 = 1 and attributes.dt.deep.a > 2 and not attributes.dt.deep.a > 3",
        "attributes.'user id' = 7 and attributes.\"user id\" = \"7\"",
        "attributes.version = 1.1 and not attributes.version = \"1.1\"",
        "attributes.big = 9007199254740993 and attributes.big > 9007199254740992",
        "attributes.at = 2026-11-25T12:00:00Z and received_at > \"2026-11-25T12:00:00Z\"",
        "time < received_at or time < 2026-11-25T11:00:01Z",
        "received_at > 2026-11-25 and received_at < 2026-11-26",
        "attributes.empty and attributes.empty != 1 and not attributes.empty = ''",
        "attributes.yes = true and attributes.and = keyword",
        "body.items.0.x = 5 and body.items.1.x = six and not body.items.2 and not body.items.x",
        "body.none and body.none = null and not body.nothing",
        "body ~ '\"text\":\"time' and body.text ~ time.*out and not body.text ~ Time",
        "body.text ~ '(?i)TIME'",
        "body.items = '{\"x\":5}'",
        "raw.attributes.Level = Error",
        "attributes.nothing != 1",
        "not not (id = 7)",
    ] {
        let filter = EntryFilter::parse(holds).expect("well formed");
        assert!(
            filter.holds(&entry()),
            "{holds}: {:#?}",
            filter.explain(&entry())
        );
        assert_eq!(filter.misses(&entry()), 0, "{holds}");
    }
}

#[test]
fn exchanges_are_found_by_what_they_are() {
    for holds in [
        "id = 41 and status >= 400 and stored = 2 and took_us = 1500",
        "rule = acme.ingest.line and rule ~ size$ and rule != acme.ingest.other",
        "fate = lost and fate = noted and not fate = refused",
        "not operation and not fault and operation != ingest",
        "wire = http and at = 1970-01-01T00:00:00Z and session = default",
        "target ~ ^POST and target = 'POST /logs?x=(1)'",
        "request.headers.x-tag = two and request.headers.X-Tag = one and not request.headers.y",
        "request.body.n.0.a = 1 and answer.body = no and not answer.headers.x",
    ] {
        let filter = ExchangeFilter::parse(holds).expect("well formed");
        assert!(
            filter.holds(&exchange()),
            "{holds}: {:#?}",
            filter.explain(&exchange())
        );
    }
}

#[test]
fn a_view_is_made_once_and_only_if_it_is_asked_for() {
    let lens = Arc::new(Members::default());
    let entry = entry_of(&record(), lens.clone());
    let holds = |text: &str| EntryFilter::parse(text).expect("well formed").holds(&entry);
    assert!(holds(
        "id = 7 and severity.number > 1 and raw.body and scope.group"
    ));
    assert_eq!(lens.0.load(Ordering::Relaxed), 0);
    assert!(holds(
        "body and attributes.Level and body.text and not attributes.x"
    ));
    assert_eq!(lens.0.load(Ordering::Relaxed), 1);
}

#[test]
fn a_miss_is_explained_clause_by_clause() {
    let filter = "attributes.Level = Warning and not (severity.number < 17 or body.nothing ~ x)";
    let filter = EntryFilter::parse(filter).expect("well formed");
    let clause = |text: &str, held, got: Option<&str>| Clause {
        text: text.into(),
        held,
        got: got.map(str::to_owned),
    };
    assert_eq!(
        filter.explain(&entry()),
        [
            clause("attributes.Level = Warning", false, Some("Error")),
            clause("not severity.number < 17", false, Some("13")),
            clause("not body.nothing ~ x", true, None),
        ]
    );
    assert_eq!(filter.misses(&entry()), 2);
    let either = EntryFilter::parse("id = 1 and id = 2 or id = 3").expect("well formed");
    assert_eq!(either.misses(&entry()), 1);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (text, column, told) in [
        ("sevrity.text = x", 1, "did you mean `severity.text`?"),
        (
            "severity.level = x",
            1,
            "a field: severity.text, severity.number",
        ),
        (
            "Level = Error",
            1,
            "is it `attributes.Level`, or `body.Level`?",
        ),
        ("NOT id = 1", 1, "did you mean `not`?"),
        (
            "id == 1",
            4,
            "found `==`, expected one of = != ~ > < >= <=; write `=`",
        ),
        (
            "id = 1 && id = 2",
            8,
            "found `&&`, expected `and`, `or` or the end; write `and`",
        ),
        ("id = 1 AND id = 2", 8, "write `and`"),
        ("! id", 1, "write `not`"),
        ("id =", 5, "found the end, expected a value"),
        ("id = and", 6, "write `\"and\"`"),
        ("id = 1 id = 2", 8, "expected `and`, `or` or the end"),
        ("(id = 1", 8, "expected `and`, `or` or `)`"),
        ("(id = 1))", 9, "found `)`"),
        ("()", 2, "expected a field, `not` or `(`"),
        ("id body", 4, "found `body`, expected one of = != ~"),
        ("body.", 6, "expected a step of the path"),
        ("body..x = 1", 6, "found `.x`"),
        (
            "attributes = x",
            1,
            "a name after it: `attributes.NAME[.STEP…]`",
        ),
        ("id.x = 1", 1, "`id`, which has no parts"),
        ("body = \"x", 8, "a quote at its end too"),
        ("body ~ '\\d'", 9, r"write `\\d` for a backslash that stays"),
        ("body ~ '('", 8, "a regular expression (unclosed group)"),
        (
            "body ~ a(b)",
            9,
            "put a value with such characters in quotes",
        ),
        (
            "body = k=v",
            9,
            "put a value with such characters in quotes",
        ),
        ("body ~ '(x{1000}){1000}'", 8, "a regular expression"),
        ("é ü", 1, "a field"),
    ] {
        let error = EntryFilter::parse(text).expect_err(text);
        assert_eq!(error.column(), column, "{text}: {error}");
        assert!(error.to_string().contains(told), "{text}: {error}");
    }
    let error = EntryFilter::parse("é = 1\nor x").expect_err("no fields");
    assert_eq!(error.pointer(), "é = 1 or x\n^");
}

#[test]
fn nonsense_has_bounds() {
    let deep = |with: &str, n| format!("{}id", with.repeat(n));
    assert!(EntryFilter::parse(&deep("not ", MAX_DEPTH)).is_ok());
    assert!(EntryFilter::parse(&deep("not ", MAX_DEPTH + 1)).is_err());
    assert!(EntryFilter::parse(&deep("(", 8000)).is_err());
    let side_by_side = vec!["(not id)"; 500].join(" or ");
    assert!(EntryFilter::parse(&side_by_side).is_ok());
    let long = format!("id = {}", "1".repeat(MAX_BYTES));
    let error = EntryFilter::parse(&long).expect_err("too long");
    assert!(error.to_string().contains("at most 8192"), "{error}");
}

#[test]
fn filters_are_built_from_parts() {
    let built = Filter::all()
        .and(EntryFilter::equals("attributes.\"user id\"", "7").expect("a path"))
        .and(Filter::matches("body.text", "out$").expect("a pattern"))
        .or(Filter::equals("id", 8).expect("a path"))
        .and(Filter::has("raw").expect("a path"));
    let text = r#"(attributes."user id" = "7" and body.text ~ out$ or id = 8) and raw"#;
    assert_eq!(built.to_string(), text);
    assert_eq!(EntryFilter::parse(text), Ok(built.clone()));
    assert!(built.holds(&entry()));
    for path in ["id = 1", "", "not id", "level"] {
        assert!(EntryFilter::equals(path, 1).is_err(), "{path}");
    }
    assert!(EntryFilter::matches("body", "(").is_err());
    assert!(
        Filter::<Exchange>::all()
            .or(Filter::has("id").expect("a path"))
            .is_all()
    );
}

/// What stands in the first column of the table under a heading of the page.
fn column(heading: &str) -> Vec<&'static str> {
    let page = include_str!("../../../../docs/filter.md");
    let (_, part) = page.split_once(heading).expect("the heading is there");
    let part = part.split_once("\n## ").map_or(part, |(part, _)| part);
    let rows = part.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| row.split_once("` |").expect("a cell").0)
        .collect()
}

#[test]
fn the_page_has_the_fields_that_there_are() {
    let fields: Vec<_> = Entry::fields().collect();
    assert_eq!(column("## Fields of an entry"), fields);
    let fields: Vec<_> = Exchange::fields().collect();
    assert_eq!(column("## Fields of an exchange"), fields);
}

#[test]
fn the_examples_of_the_page_are_filters() {
    let (entries, exchanges) = (
        column("## Examples for entries"),
        column("## Examples for exchanges"),
    );
    assert!(entries.len() + exchanges.len() >= 10);
    for example in entries {
        let filter = EntryFilter::parse(example).expect(example);
        assert_eq!(filter.to_string().replace("\"\"", "''"), example);
    }
    for example in exchanges {
        let filter = ExchangeFilter::parse(example).expect(example);
        assert_eq!(filter.to_string(), example);
    }
}

fn text() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "and", "or", "not", "", " ", "a.b", "\\", "x\"y'z", "é", "=", "\u{1}\n", "1.50",
    ];
    prop_oneof![
        select(WORDS).prop_map(str::to_owned),
        "[a-zA-Z0-9._-]{1,8}",
        any::<String>()
    ]
}

/// A value as the parser makes it: only what can be is bare.
fn value() -> impl Strategy<Value = Value> {
    (text(), any::<bool>()).prop_map(|(text, quoted)| {
        let quoted = quoted || !value::can_be_bare(&text);
        Value::new(text, quoted)
    })
}

fn path<F: Copy + fmt::Debug + 'static>(
    roots: &'static [Root<F>],
) -> impl Strategy<Value = Path<F>> {
    let rest = prop::collection::vec(text(), 1..4);
    (select(roots.iter().collect::<Vec<_>>()), rest).prop_map(move |(root, rest)| {
        let mut steps: Vec<_> = root.name.split('.').map(str::to_owned).collect();
        if root.then != Then::Nothing {
            steps.extend(rest);
        }
        Path::resolve(roots, steps, "", 0).expect("it begins with a root")
    })
}

fn expr<F: Copy + fmt::Debug + PartialEq + 'static>(
    roots: &'static [Root<F>],
) -> impl Strategy<Value = Expr<F>> {
    const PATTERNS: &[&str] = &["", "a", "x y", "^a|b$", "and", r"\d+\.", "[\"']", "(?i)é"];
    let test = prop_oneof![
        Just(Test::There),
        (select(&Op::ALL[..]), value()).prop_map(|(op, value)| Test::Is(op, value)),
        select(PATTERNS)
            .prop_map(|pattern| Test::Matches(parse::pattern(pattern).expect("a pattern"))),
    ];
    let leaf = (path(roots), test);
    let leaf = leaf.prop_map(|(path, test)| Expr::Compare(Comparison { path, test }));
    leaf.prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Expr::Not(Box::new(inner))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::And),
            prop::collection::vec(inner, 2..4).prop_map(Expr::Or),
        ]
    })
}

const PATHS: &[&str] = &[
    "id",
    "severity.number",
    "severity.text",
    "time",
    "scope.group",
    "body.list",
    "body.list.1",
    "body.no",
    "attributes.n",
    "attributes.n.x",
    "raw.attributes.n",
];
const VALUES: &[&str] = &[
    "1",
    "1.0",
    "-2",
    "13",
    "7",
    "10",
    "warn",
    "main",
    "a",
    "b",
    "true",
    "null",
    "2026-11-25T11:00:00Z",
    "2026-11-25T10:00:00-01:00",
    "2027-01-01T00:00:00Z",
    "2026",
];

/// What the module says of one comparison, over the entry as the admin API shows it.
fn simply(entry: &Json, path: &str, op: &str, value: &str) -> bool {
    let found = path.split('.').try_fold(entry, |at, step| match at {
        Json::Object(members) => members.get(step),
        Json::Array(items) => items.get(step.parse::<usize>().ok()?),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => None,
    });
    let texts: Vec<String> = match found {
        None => Vec::new(),
        Some(Json::Array(items)) => items.iter().map(simple_text).collect(),
        Some(one) => vec![simple_text(one)],
    };
    if op == "!=" {
        return !texts.iter().any(|text| simple_order(text, value).is_eq());
    }
    texts.iter().any(|text| {
        let order = simple_order(text, value);
        match op {
            "=" => order.is_eq(),
            "<" => order.is_lt(),
            ">" => order.is_gt(),
            "<=" => order.is_le(),
            _ => order.is_ge(),
        }
    })
}

fn simple_text(value: &Json) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn simple_order(text: &str, value: &str) -> std::cmp::Ordering {
    if let (Ok(text), Ok(value)) = (text.parse::<Timestamp>(), value.parse::<Timestamp>()) {
        return text.cmp(&value);
    }
    match (text.parse::<f64>(), value.parse::<f64>()) {
        (Ok(text), Ok(value)) => text.total_cmp(&value),
        _ => text.cmp(value),
    }
}

proptest! {
    #[test]
    fn the_text_of_a_filter_leads_back_to_it(
        entry in expr(Entry::ROOTS),
        exchange in expr(Exchange::ROOTS),
    ) {
        for (text, back) in [
            (entry.to_string(), EntryFilter::parse(&entry.to_string()).map(|back| back == Filter(entry))),
            (exchange.to_string(), ExchangeFilter::parse(&exchange.to_string()).map(|back| back == Filter(exchange))),
        ] {
            if text.len() <= MAX_BYTES {
                prop_assert_eq!(back, Ok(true), "{}", text);
            }
        }
    }

    #[test]
    fn no_text_is_too_strange(text in prop_oneof![
        any::<String>(),
        "(id|body|attributes\\.a|not|and|or|[()=!~<>\"'\\\\. ]|\\\\u\\{|x|5|é){0,24}",
    ]) {
        match EntryFilter::parse(&text) {
            Ok(filter) => {
                let shown = filter.to_string();
                prop_assert_eq!(EntryFilter::parse(&shown), Ok(filter.clone()), "{}", shown);
                prop_assert_eq!(filter.misses(&entry()) == 0, filter.holds(&entry()));
            }
            Err(error) => {
                let (line, pointer) = (error.to_string(), error.pointer());
                prop_assert!(!line.contains('\n') && pointer.lines().count() == 2, "{}", pointer);
            }
        }
    }

    #[test]
    fn a_comparison_is_what_the_page_says(
        path in select(PATHS),
        op in select(&Op::ALL[..]).prop_map(Op::as_str),
        value in select(VALUES),
        list in prop::collection::vec(select(vec![json!(1), json!("a"), json!(-2.5), json!(null), json!("10")]), 0..3),
        n in select(vec![json!(1), json!(10), json!("b"), json!("2026-11-25T11:00:00Z"), json!({"x": 1}), json!(true)]),
    ) {
        let record = json!({"body": {"list": list}, "attributes": {"n": n}});
        let entry = entry_of(&record, Arc::default());
        let shown = json!({
            "id": 7,
            "time": "2026-11-25T11:00:00Z",
            "severity": {"text": "warn", "number": 13},
            "scope": {"group": "main"},
            "body": record["body"],
            "attributes": record["attributes"],
            "raw": record,
        });
        let filter = EntryFilter::parse(&format!("{path} {op} {value}")).expect("well formed");
        prop_assert_eq!(filter.holds(&entry), simply(&shown, path, op, value));
    }
}
