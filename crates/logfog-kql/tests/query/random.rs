//! Queries put together at random: whatever they are, they do not panic, and what they answer is of
//! the types that they say.

use logfog_kql::query::NoTables;
use proptest::prelude::*;

use crate::shown::{answer, answer_of, shown};

const SOURCES: [&str; 5] = [
    "datatable(a: long, s: string, d: dynamic, t: datetime) [1, 'x', dynamic([1, 'y']), datetime(2024-01-01), long(null), '', dynamic(null), datetime(null), 3, 'x', dynamic({'k': [2]}), datetime(2024-01-02)]",
    "range a from -2 to 2 step 1 | extend s = tostring(a), d = pack_array(a, 's'), t = now()",
    "print a = 1, s = 'x', d = dynamic({'k': 1}), t = ago(1d)",
    "datatable(a: long, s: string, d: dynamic, t: datetime) []",
    "union withsource=T (print a = 1, s = 'l', d = dynamic(1), t = now()), (print a = 2, s = 'r', d = dynamic('x'), t = ago(1h))",
];

const STEPS: &[&str] = &[
    "where a > 0 or s has 'x'",
    "where * contains '1'",
    "where isnotempty(d.k) and t < now()",
    "extend a = a * 2",
    "extend b = bin(t, 1h), d = pack('k', a)",
    "extend d = split(s, ''), a = toint(a)",
    "extend n = row_number(), p = prev(a, 1, 0)",
    "serialize c = row_cumsum(a, s != prev(s))",
    "project a, s, d, t",
    "project-away T*",
    "project-rename a = s, s = a",
    "project-reorder t, * desc",
    "sort by a asc nulls last, s",
    "sort by strlen(s) desc",
    "top 2 by t",
    "take 2",
    "sample 2",
    "distinct a, s",
    "distinct *",
    "count",
    "getschema",
    "mv-expand d",
    "mv-expand with_itemindex=i kind=array x = d to typeof(string), y = d limit 2",
    "summarize count(), sum(a), avg(a), dcount(s), make_set(d), make_list(t) by s",
    "summarize arg_max(t, *) by s",
    "summarize a = max(a), s = take_any(s), d = make_bag(d), t = min(t)",
    "summarize percentiles(a, 5, 95), stdev(a), share = 1.0 * countif(a > 0) / count() by t = bin(t, 1d)",
    "join kind=leftouter (range a from 1 to 2 step 1 | extend other = 'o') on a",
    "join kind=fullouter (datatable(s: string, a: long) ['x', 1, '', 2]) on s",
    "join kind=rightanti (print s = 'q', d = dynamic(1), t = now(), a = 5) on s",
    "join (print a = 1.0) on a",
    "lookup (datatable(s: string, o: string) ['x', 'y']) on s",
    "union (print a = 'other', s = 1)",
    "union kind=inner (print a = 7, s = 's', d = dynamic(2), t = now())",
    "parse s with 'x' more:long *",
    "parse-where kind=regex s with s:string",
    "render table",
];

fn query() -> impl Strategy<Value = String> {
    let steps = prop::collection::vec(prop::sample::select(STEPS), 0..6);
    (prop::sample::select(&SOURCES[..]), steps).prop_map(|(source, steps)| {
        let mut query = source.to_owned();
        for step in steps {
            query.push_str(" | ");
            query.push_str(step);
        }
        query
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn answers_have_the_types_that_they_say(query in query()) {
        if let Ok(answer) = answer_of(&query, &NoTables) {
            let first = shown(&answer.tables[0]);
            let again = answer_of(&query, &NoTables).map(|answer| shown(&answer.tables[0]));
            prop_assert_eq!(again, Ok(first), "the same query answers the same: {}", query);
        }
    }
}

#[test]
fn each_step_can_be_run() {
    for step in STEPS {
        let query = format!("{} | {step}", SOURCES[0]);
        let rows = answer(&query, &NoTables).tables[0].rows.len();
        assert!(rows > 0, "{query}");
    }
}

#[test]
fn what_is_as_deep_as_it_may_be_can_be_run() {
    let long = format!("print a = 1{}", " | where a > 0 | extend b = a".repeat(90));
    assert_eq!(
        shown(&answer(&long, &NoTables).tables[0]),
        "a:long b:long\n1 1"
    );
    let mut deep = "print a = 1".to_owned();
    for _ in 0..35 {
        deep = format!("print a = 1 | join kind=leftsemi ({deep}) on a");
    }
    assert_eq!(shown(&answer(&deep, &NoTables).tables[0]), "a:long\n1");
    let mut wide = "let T = print a = 1; union T".to_owned();
    wide.push_str(&", T".repeat(999));
    assert_eq!(answer(&wide, &NoTables).tables[0].rows.len(), 1000);
}
