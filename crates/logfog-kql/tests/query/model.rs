//! Queries agree with what they mean, on rows of all kinds.

use std::{collections::BTreeMap, fmt::Write as _};

use logfog_kql::query::NoTables;
use proptest::prelude::*;

use crate::shown::{answer, shown};

/// A row of few keys, so that there are groups and pairs; None is null.
type Pair = (Option<i64>, Option<i64>);

fn pairs() -> impl Strategy<Value = Vec<Pair>> {
    let number = || prop::option::weighted(0.8, -2..3_i64);
    prop::collection::vec((number(), number()), 0..20)
}

fn text(number: Option<i64>) -> String {
    number.map_or_else(|| "null".to_owned(), |number| number.to_string())
}

fn table(name: &str, columns: &str, rows: &[Pair]) -> String {
    let mut table = format!("let {name} = datatable({columns}) [");
    for (a, b) in rows {
        let _ = write!(table, "long({}), long({}), ", text(*a), text(*b));
    }
    table.push_str("];\n");
    table
}

/// The rows of an answer without its columns.
fn rows(query: &str) -> Vec<String> {
    let shown = shown(&answer(query, &NoTables).tables[0]);
    shown.lines().skip(1).map(str::to_owned).collect()
}

fn sorted(mut rows: Vec<String>) -> Vec<String> {
    rows.sort();
    rows
}

fn joined(kind: &str, left: &[Pair], right: &[Pair]) -> Vec<String> {
    let agree = |a: &Pair, b: &Pair| a.0.is_some() && a.0 == b.0;
    let line =
        |a: &Pair, b: &Pair| format!("{} {} {} {}", text(a.0), text(a.1), text(b.0), text(b.1));
    let one = |a: &Pair| format!("{} {}", text(a.0), text(a.1));
    let nothing = (None, None);
    let mut rows = Vec::new();
    let mut seen = Vec::new();
    for a in left {
        if kind == "innerunique" && seen.contains(&a.0) {
            continue;
        }
        seen.push(a.0);
        let pairs = right.iter().filter(|b| agree(a, b));
        match kind {
            "leftsemi" | "leftanti" => {
                if (pairs.count() > 0) == (kind == "leftsemi") {
                    rows.push(one(a));
                }
            }
            "rightsemi" | "rightanti" => {}
            _ => {
                let before = rows.len();
                rows.extend(pairs.map(|b| line(a, b)));
                if rows.len() == before && matches!(kind, "leftouter" | "fullouter") {
                    rows.push(line(a, &nothing));
                }
            }
        }
    }
    for b in right {
        let is_lone = !left.iter().any(|a| agree(a, b));
        match kind {
            "rightouter" | "fullouter" if is_lone => rows.push(line(&nothing, b)),
            "rightanti" if is_lone => rows.push(one(b)),
            "rightsemi" if !is_lone => rows.push(one(b)),
            _ => {}
        }
    }
    rows
}

fn summarized(rows: &[Pair]) -> Vec<String> {
    let mut groups: BTreeMap<Option<i64>, Vec<Option<i64>>> = BTreeMap::new();
    for (key, value) in rows {
        groups.entry(*key).or_default().push(*value);
    }
    let line = |(key, values): (&Option<i64>, &Vec<Option<i64>>)| {
        let known: Vec<i64> = values.iter().copied().flatten().collect();
        let mut distinct = known.clone();
        distinct.sort_unstable();
        distinct.dedup();
        format!(
            "{} {} {} {} {} {}",
            text(*key),
            values.len(),
            known.iter().sum::<i64>(),
            text(known.iter().min().copied()),
            text(known.iter().max().copied()),
            distinct.len()
        )
    };
    groups.iter().map(line).collect()
}

proptest! {
    #[test]
    fn summarize_agrees_with_its_meaning(pairs in pairs()) {
        let table = table("T", "k: long, v: long", &pairs);
        let query = format!("{table} T | summarize count(), sum(v), min(v), max(v), dcount(v) by k");
        prop_assert_eq!(sorted(rows(&query)), sorted(summarized(&pairs)));
    }

    #[test]
    fn joins_agree_with_their_meaning(left in pairs(), right in pairs()) {
        let tables = table("L", "k: long, a: long", &left) + &table("R", "k: long, b: long", &right);
        for kind in [
            "innerunique", "inner", "leftouter", "rightouter", "fullouter", "leftsemi", "leftanti",
            "rightsemi", "rightanti",
        ] {
            let query = format!("{tables} L | join kind={kind} R on k");
            prop_assert_eq!(sorted(rows(&query)), sorted(joined(kind, &left, &right)), "{}", kind);
        }
    }

    #[test]
    fn sort_agrees_with_its_meaning(pairs in pairs()) {
        let table = table("T", "k: long, v: long", &pairs);
        let mut expected = pairs.clone();
        // None is less than anything, and null comes first if ascending and last if descending.
        expected.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        let lines = |pairs: &[Pair]| -> Vec<String> {
            pairs.iter().map(|(k, v)| format!("{} {}", text(*k), text(*v))).collect()
        };
        let sort = rows(&format!("{table} T | sort by k asc, v"));
        prop_assert_eq!(&sort, &lines(&expected));
        let top = rows(&format!("{table} T | top 5 by k asc, v desc"));
        prop_assert_eq!(&top[..], &sort[..sort.len().min(5)]);
    }

    #[test]
    fn distinct_is_a_summarize_without_aggregates(pairs in pairs()) {
        let table = table("T", "k: long, v: long", &pairs);
        let distinct = rows(&format!("{table} T | distinct k, v"));
        let summarized = rows(&format!("{table} T | summarize by k, v"));
        prop_assert_eq!(distinct, summarized);
    }
}
