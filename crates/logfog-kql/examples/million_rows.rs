//! How long queries take on a million rows that are in memory.
#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use std::time::Instant;

use logfog_kql::{
    Type, Value,
    functions::Context,
    query::{Options, Rows, Scan, Source, run},
    value::{DateTime, TICKS_PER_SECOND, TimeSpan},
};

/// A table of a million rows, one a second.
struct Million {
    rows: Vec<[Value<'static>; 5]>,
}

const COLUMNS: [(&str, Type); 5] = [
    ("TimeGenerated", Type::DateTime),
    ("Computer", Type::String),
    ("Level", Type::String),
    ("Size", Type::Long),
    ("Message", Type::String),
];

impl Million {
    fn new() -> Self {
        let row = |number: i64| {
            let age = TimeSpan(number * TICKS_PER_SECOND);
            let time = DateTime::UNIX_EPOCH.plus(age);
            [
                time.map_or(Value::Null, Value::DateTime),
                Value::string(format!("host{:04}", number % 1000)),
                Value::string(if number % 10 == 0 { "Error" } else { "Info" }),
                Value::Long(number % 4096),
                Value::string(format!("request {number} took {} ms", number % 777)),
            ]
        };
        Self {
            rows: (0..1_000_000).map(row).collect(),
        }
    }
}

impl Source for Million {
    fn columns(&self, table: &str) -> Option<Vec<(String, Type)>> {
        let owned = |(name, ty): (&str, Type)| (name.to_owned(), ty);
        (table == "T").then(|| COLUMNS.map(owned).into())
    }

    fn tables(&self) -> Vec<String> {
        vec!["T".to_owned()]
    }

    fn rows<'a>(&'a self, scan: &Scan) -> Rows<'a> {
        let places = scan.columns.clone();
        Box::new(self.rows.iter().map(move |row| {
            let value = |place: &usize| row[*place].borrowed();
            places.iter().map(value).collect()
        }))
    }
}

#[expect(clippy::disallowed_methods, reason = "the time that it takes is real")]
fn main() {
    let table = Million::new();
    let context = Context::new(DateTime::UNIX_EPOCH, 0);
    for text in [
        "T | count",
        "T | where Level == 'Error' | count",
        "T | summarize count() by Computer",
        "T | summarize count(), avg(Size) by Computer, bin(TimeGenerated, 1h)",
        "T | summarize count(), dcount(Computer), max(Size) by bin(TimeGenerated, 1h), Level",
        "T | summarize arg_max(TimeGenerated, *) by Computer",
        "T | where Message has '776' | extend Took = toint(extract(@'took (\\d+)', 1, Message)) | summarize percentile(Took, 95) by Level",
        "T | parse Message with * 'took ' Took:long ' ms' | summarize avg(Took) by Level",
        "T | top 10 by Size desc, TimeGenerated asc",
        "T | sort by Size desc | take 10",
        "T | distinct Computer, Level | count",
        "T | join kind=inner (T | summarize n = count() by Computer) on Computer | summarize sum(n) by Level",
    ] {
        let start = Instant::now();
        match run(text, &table, &Options::default(), &context) {
            Ok(answer) => {
                let rows = answer.tables.first().map_or(0, |table| table.rows.len());
                println!(
                    "{:>6} ms {rows:>7} rows  {text}",
                    start.elapsed().as_millis()
                );
            }
            Err(errors) => println!("{errors:?}  {text}"),
        }
    }
}
