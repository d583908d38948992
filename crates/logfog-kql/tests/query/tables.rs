//! What is asked of a source: columns, times, and no more than that.

use std::cell::RefCell;

use logfog_kql::{
    Type, Value,
    query::{NoTables, Options, Rows, Scan, Source, TimeRange, columns, run},
    value::{DateTime, TICKS_PER_SECOND, TimeSpan},
};

use logfog_kql::functions::Context;

use crate::shown::{answer, answer_of, now, shown};

/// A table of ten rows, an hour apart and the last one at noon; and one without a time.
#[derive(Default)]
struct Tables {
    scans: RefCell<Vec<Scan>>,
}

const HOUR: TimeSpan = TimeSpan(3600 * TICKS_PER_SECOND);

fn hours_ago(hours: i64) -> DateTime {
    let span = TimeSpan(HOUR.ticks() * hours);
    now().minus(span).expect("a time of this century")
}

impl Source for Tables {
    fn columns(&self, table: &str) -> Option<Vec<(String, Type)>> {
        let columns: &[(&str, Type)] = match table {
            "Heartbeat" => &[
                ("TimeGenerated", Type::DateTime),
                ("Computer", Type::String),
                ("Version", Type::String),
                ("Age", Type::Long),
                ("_TimeReceived", Type::DateTime),
            ],
            "Owners" => &[("Computer", Type::String), ("Owner", Type::String)],
            _ => return None,
        };
        let owned = |(name, ty): &(&str, Type)| ((*name).to_owned(), *ty);
        Some(columns.iter().map(owned).collect())
    }

    fn tables(&self) -> Vec<String> {
        vec!["Heartbeat".to_owned(), "Owners".to_owned()]
    }

    fn rows<'a>(&'a self, scan: &Scan) -> Rows<'a> {
        self.scans.borrow_mut().push(scan.clone());
        let columns = scan.columns.clone();
        if scan.table == "Owners" {
            let row = [Value::string("a"), Value::string("ann")];
            let row = columns.iter().map(|place| row[*place].clone()).collect();
            return Box::new(std::iter::once(row));
        }
        Box::new((0..10).rev().map(move |age| {
            let all = [
                Value::DateTime(hours_ago(age)),
                Value::string(if age % 2 == 0 { "a" } else { "b" }),
                Value::string(format!("1.{age}")),
                Value::Long(age),
                Value::DateTime(hours_ago(age - 1)),
            ];
            columns.iter().map(|place| all[*place].clone()).collect()
        }))
    }
}

/// What a query answers, and what it asked for.
fn asked(text: &str) -> (String, Vec<Scan>) {
    let tables = Tables::default();
    let answer = answer(text, &tables);
    (shown(&answer.tables[0]), tables.scans.take())
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(asked(text).0, expected.join("\n"), "{text}");
}

/// The places of the columns that the first table is asked for.
fn asked_columns(text: &str) -> Vec<usize> {
    asked(text).1.remove(0).columns
}

#[test]
fn only_columns_that_are_mentioned_are_read() {
    for (text, columns) in [
        ("Heartbeat", vec![0, 1, 2, 3, 4]),
        ("Heartbeat | where Computer == 'a'", vec![0, 1, 2, 3, 4]),
        ("Heartbeat | where Computer == 'a' | count", vec![0, 1]),
        ("Heartbeat | summarize count() by Version", vec![0, 2]),
        (
            "Heartbeat | summarize arg_max(Age, *) by Version",
            vec![0, 1, 2, 3, 4],
        ),
        (
            "Heartbeat | where * has 'a' | project Age",
            vec![0, 1, 2, 3, 4],
        ),
        ("Heartbeat | distinct Computer, Age", vec![0, 1, 3]),
        ("Heartbeat | distinct *", vec![0, 1, 2, 3, 4]),
        (
            "let H = Heartbeat | extend x = Age; H | project x",
            vec![0, 3],
        ),
        (
            "Heartbeat | join Owners on Computer | project Owner",
            vec![0, 1],
        ),
        ("Heartbeat | project t = ingestion_time()", vec![0, 4]),
    ] {
        assert_eq!(asked_columns(text), columns, "{text}");
    }
    let (_, scans) = asked("Owners | join (Heartbeat | where Age == 2) on Computer | count");
    let of = |table: &str| {
        let scan = scans.iter().find(|scan| scan.table == table);
        scan.expect("it is read").columns.clone()
    };
    assert_eq!((of("Owners"), of("Heartbeat")), (vec![0, 1], vec![0, 1, 3]));
}

#[test]
fn a_column_of_one_table_that_nobody_mentions_is_the_other_tables() {
    check(
        "Owners | join kind=inner (Heartbeat | where Age < 3) on Computer
        | project Computer1, Owner, Age | sort by Age asc",
        &[
            "Computer1:string Owner:string Age:long",
            "\"a\" \"ann\" 0",
            "\"a\" \"ann\" 2",
        ],
    );
}

#[test]
fn what_is_asked_of_the_time_is_told_to_the_table() {
    let from = Some(hours_ago(3));
    let to = Some(hours_ago(1));
    for (text, expected, count) in [
        ("Heartbeat | where TimeGenerated > ago(3h)", (from, None), 3),
        (
            "Heartbeat | where TimeGenerated >= ago(3h) and Age > 1",
            (from, None),
            2,
        ),
        (
            "Heartbeat | where Age > 1 | where TimeGenerated >= ago(3h)",
            (from, None),
            2,
        ),
        (
            "Heartbeat | where TimeGenerated between (ago(3h) .. ago(1h))",
            (from, to),
            3,
        ),
        (
            "Heartbeat | where TimeGenerated > ago(3h) | where TimeGenerated <= ago(1h)",
            (from, to),
            2,
        ),
        (
            "let t = 3h; let H = Heartbeat | extend x = 1; H | where TimeGenerated >= ago(t)",
            (from, None),
            4,
        ),
        (
            "union Heartbeat, Owners | where TimeGenerated >= ago(3h)",
            (from, None),
            4,
        ),
        (
            "Heartbeat | where TimeGenerated > ago(3h) or Age > 7",
            (None, None),
            5,
        ),
        (
            "Heartbeat | where not(TimeGenerated > ago(3h))",
            (None, None),
            7,
        ),
        (
            "Heartbeat | take 10 | where TimeGenerated > ago(3h)",
            (None, None),
            3,
        ),
        (
            "Heartbeat | extend TimeGenerated = now() | where TimeGenerated > ago(3h)",
            (None, None),
            10,
        ),
        (
            "Heartbeat | where TimeGenerated !between (ago(3h) .. ago(1h))",
            (None, None),
            7,
        ),
    ] {
        let (rows, scans) = asked(&format!("{text} | count"));
        let TimeRange { from, to } = scans[0].time;
        assert_eq!((from, to), expected, "{text}");
        assert_eq!(rows, format!("Count:long\n{count}"), "{text}");
    }
}

#[test]
fn a_time_from_outside_holds_for_every_table_that_has_one() {
    let options = Options {
        time: TimeRange {
            from: Some(hours_ago(2)),
            to: None,
        },
        ..Options::default()
    };
    let context = Context::new(now(), 1);
    for (text, expected) in [
        ("Heartbeat | count", "Count:long\n3"),
        (
            "Heartbeat | where TimeGenerated > ago(9h) | count",
            "Count:long\n3",
        ),
        ("Owners | count", "Count:long\n1"),
        ("print n = toscalar(Heartbeat | count)", "n:long\n3"),
    ] {
        let answer = run(text, &Tables::default(), &options, &context).expect("it is right");
        assert_eq!(shown(&answer.tables[0]), expected, "{text}");
    }
}

#[test]
fn a_union_can_be_of_all_tables_of_a_name() {
    check(
        "union withsource=T * | summarize n = count() by T",
        &["T:string n:long", "\"Heartbeat\" 10", "\"Owners\" 1"],
    );
    check("union Own* | project Owner", &["Owner:string", "\"ann\""]);
    let errors = answer_of("union Nope*", &Tables::default()).expect_err("there is none");
    assert_eq!(
        errors[0].message,
        "Failed to resolve table expression named 'Nope*'"
    );
}

#[test]
fn when_a_row_was_taken_in_is_a_column_of_its_table() {
    check(
        "Heartbeat | where Age == 3 | project late = ingestion_time() - TimeGenerated",
        &["late:timespan", "\"01:00:00\""],
    );
    check(
        "Owners | project t = ingestion_time()",
        &["t:datetime", "null"],
    );
}

#[test]
fn a_table_that_is_almost_right_gets_a_hint() {
    let errors = answer_of("Heartbeet | count", &Tables::default()).expect_err("a typo");
    assert_eq!(errors[0].code, "SEM0100");
    assert_eq!(errors[0].hint, "Heartbeat is meant, perhaps.");
    let text = "Heartbeat | where Verzion == 'x' | count";
    let errors = answer_of(text, &Tables::default()).expect_err("a typo");
    assert_eq!(errors[0].hint, "Version is meant, perhaps.");
}

#[test]
fn tables_can_be_named_by_a_text() {
    check("table('Owners') | count", &["Count:long", "1"]);
    let other = "workspace('w').Owners | count";
    let errors = answer_of(other, &Tables::default()).expect_err("there is only one workspace");
    assert_eq!(errors[0].message, "A table is expected here");
}

#[test]
fn the_columns_of_an_answer_are_known_without_it() {
    let context = Context::new(now(), 1);
    let tables = Tables::default();
    let text = "Heartbeat | summarize max(Age) by Computer; print 1";
    let answers = columns(text, &tables, &Options::default(), &context).expect("it is right");
    let names: Vec<Vec<&str>> = answers
        .iter()
        .map(|columns| columns.iter().map(|column| column.name.as_str()).collect())
        .collect();
    assert_eq!(names, [vec!["Computer", "max_Age"], vec!["print_0"]]);
    assert!(tables.scans.take().is_empty());
}

#[test]
fn render_is_a_hint_and_no_more() {
    let text = "print a = 1 | render timechart with (title='t')";
    let answer = answer(text, &NoTables);
    assert_eq!(answer.render.as_deref(), Some("timechart with (title='t')"));
    assert_eq!(shown(&answer.tables[0]), "a:long\n1");
}
