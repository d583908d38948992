use std::io::IsTerminal as _;

use clap::Args;
use logfog_kql::{
    Kind, Outcome, Transformation, Value,
    bind::{Column, Dialect},
    coerce,
    functions::Context,
    transform::check_output,
};

use super::{
    When, columns, note,
    rows::{Lines, Output, Tally},
    steps::Way,
    text_or_file,
    wrong::{Wording, Wrong},
};
use crate::{cli::Options, failure::Failure};

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog kql run --transform @transform.kql --columns @columns.json < rows.ndjson
  logfog kql run --transform 'source | where Size > 10 | extend Kib = Size / 1024' \\
      --columns '{\"Level\":\"string\",\"Size\":\"long\"}' --steps < rows.ndjson
  logfog kql run --transform @transform.kql --columns @columns.json --table @table.json --strict
  logfog kql run --transform 'print x = 1 + 1'

Columns are {\"Name\":\"type\"}, or [{\"name\":…,\"type\":…}] as rules and tables declare them. Without
`--columns` they are guessed from the rows, and what was guessed is told.

Places are Azure's: lines from 1, columns from 0.

Exit codes: 0 done, 1 the transformation or a row is wrong, 2 wrong usage.";

#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one a switch, as the command line has them"
)]
pub(super) struct Run {
    /// The transformation, or the file that it is in
    #[arg(long, short, value_name = "TEXT|@FILE")]
    transform: String,
    /// The columns of the stream
    #[arg(long, short, value_name = "JSON|@FILE")]
    columns: Option<String>,
    /// The columns of the table that the rows are for: types are compared, `TimeGenerated` is asked for
    #[arg(long, value_name = "JSON|@FILE")]
    table: Option<String>,
    /// Refuse what is not documented for transformations
    #[arg(long)]
    strict: bool,
    /// Print what each row is behind each step, in place of what becomes of it
    #[arg(long)]
    steps: bool,
    #[command(flatten)]
    when: When,
    /// Print steps, and what is wrong, as JSON: `{"error", "message", "line", "column", "hint"}`
    #[arg(long)]
    json: bool,
    /// Print steps as a terminal shows them, also into a pipe
    #[arg(long, conflicts_with = "json")]
    text: bool,
}

impl Run {
    pub(super) fn run(&self, options: &Options) -> Result<(), Failure> {
        let text = text_or_file(&self.transform)?;
        let declared = declared("--columns", self.columns.as_deref())?;
        let table = declared_table(self.table.as_deref())?;
        let mut input = Input::default();
        let columns = match declared {
            Some(columns) => columns,
            None if is_on_its_own(&text, self.dialect()) => Vec::new(),
            None => input.guess()?,
        };
        let compiled = Transformation::compile(&text, &columns, self.dialect());
        let transformation = match compiled {
            Ok(transformation) => transformation,
            Err(errors) => {
                return Err(Wrong::errors(errors, &text, Wording::Service).tell(self.json)?);
            }
        };
        for warning in transformation.warnings() {
            let place = warning.at.place(&text);
            note(&format!("warning: {place} : {}", warning.message));
        }
        let kept = match self.kept(&transformation, table.as_deref()) {
            Ok(kept) => kept,
            Err(misfit) => return Err(Wrong::misfit(&misfit, &text).tell(self.json)?),
        };
        let mut job = Job {
            text: &text,
            columns: &columns,
            transformation: &transformation,
            kept,
            context: self.when.context(options),
            steps: self.steps,
            json: self.json || !(self.text || std::io::stdout().is_terminal()),
            output: Output::default(),
            tally: Tally::default(),
        };
        job.all(&mut input)?;
        job.output.flush()?;
        job.tally.tell(&text);
        Ok(())
    }

    const fn dialect(&self) -> Dialect {
        if self.strict {
            Dialect::Documented
        } else {
            Dialect::Lenient
        }
    }

    /// The places of the columns that the table has; of all, when no table is given.
    fn kept(
        &self,
        transformation: &Transformation,
        table: Option<&[Column]>,
    ) -> Result<Option<Vec<usize>>, logfog_kql::transform::Misfit> {
        let Some(table) = table else {
            return Ok(None);
        };
        let columns = transformation.columns();
        let dropped = check_output(columns, table)?;
        if !dropped.is_empty() && !self.steps {
            let names = dropped.iter().filter_map(|place| columns.get(*place));
            let names: Vec<_> = names.map(|column| column.name.as_str()).collect();
            note(&format!("the table does not have {}", names.join(", ")));
        }
        let kept = (0..columns.len()).filter(|place| !dropped.contains(place));
        Ok(Some(kept.collect()))
    }
}

/// The columns that an option declares.
fn declared(option: &str, given: Option<&str>) -> Result<Option<Vec<Column>>, Failure> {
    let Some(given) = given else {
        return Ok(None);
    };
    let columns = columns::parse(&text_or_file(given)?)
        .map_err(|problem| Failure::usage(format_args!("{option}: {problem}")))?;
    Ok(Some(columns))
}

/// The same for a table, which has `TimeGenerated` whether or not that is said.
fn declared_table(given: Option<&str>) -> Result<Option<Vec<Column>>, Failure> {
    const TIME: &str = "TimeGenerated";
    let mut table = declared("--table", given)?;
    if let Some(columns) = &mut table
        && columns.iter().all(|column| column.name != TIME)
    {
        columns.push(Column::new(TIME, logfog_kql::Type::DateTime));
    }
    Ok(table)
}

/// Whether no rows are read: it has rows of its own, or is no transformation whatever the columns are.
fn is_on_its_own(text: &str, dialect: Dialect) -> bool {
    match Transformation::compile(text, &[], dialect) {
        Ok(transformation) => transformation.own_rows().is_some(),
        Err(errors) => errors.iter().any(|error| error.kind != Kind::Semantic),
    }
}

/// Rows that were read already, and those that are still to be read.
#[derive(Default)]
struct Input {
    read: std::collections::VecDeque<(usize, String)>,
    lines: Option<Lines>,
}

impl Input {
    /// Reads all rows, to see which columns they have.
    fn guess(&mut self) -> Result<Vec<Column>, Failure> {
        let mut lines = Lines::of_stdin();
        while let Some(line) = lines.next()? {
            self.read.push_back(line);
        }
        let guessed = columns::guessed(self.read.iter().map(|(_, line)| line.as_str()));
        note(&format!(
            "guessed: --columns '{}'",
            columns::declaration(&guessed)
        ));
        self.lines = Some(lines);
        Ok(guessed)
    }

    fn next(&mut self) -> Result<Option<(usize, String)>, Failure> {
        match self.read.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.get_or_insert_with(Lines::of_stdin).next(),
        }
    }

    fn is_drained(&self) -> bool {
        self.read.is_empty() && self.lines.as_ref().is_none_or(Lines::is_drained)
    }
}

/// A transformation at work.
struct Job<'t> {
    text: &'t str,
    columns: &'t [Column],
    transformation: &'t Transformation,
    kept: Option<Vec<usize>>,
    context: Context,
    steps: bool,
    json: bool,
    output: Output,
    tally: Tally,
}

impl Job<'_> {
    fn all(&mut self, input: &mut Input) -> Result<(), Failure> {
        if let Some(rows) = self.transformation.own_rows() {
            for (number, row) in (1..).zip(rows) {
                if !self.row(number, row, &[], false)? {
                    return Ok(());
                }
            }
            return Ok(());
        }
        while let Some((number, line)) = input.next()? {
            // What each step is shown with is everything; what becomes of a row takes less.
            let row = if self.steps {
                coerce::row(&line, self.columns)
            } else {
                coerce::row_of(
                    &line,
                    self.columns,
                    self.transformation.used_input_columns(),
                )
            };
            let Some(row) = row else {
                self.output.flush()?;
                return Err(Failure::not_so(format_args!(
                    "line {number} is not a JSON object"
                )));
            };
            if !self.row(number, &row, self.columns, input.is_drained())? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether somebody still reads.
    fn row(
        &mut self,
        number: usize,
        row: &[Value<'_>],
        columns: &[Column],
        at_once: bool,
    ) -> Result<bool, Failure> {
        self.tally.rows += 1;
        let transformation = self.transformation;
        let outcome = transformation.run(row, &self.context);
        if let Outcome::Dropped(dropped) = &outcome {
            self.tally.dropped(*dropped);
        }
        if self.steps {
            let way = Way::new(
                transformation,
                self.text,
                number,
                row,
                columns,
                &self.context,
            );
            let way = if self.json { way.json() } else { way.shown() };
            return self.output.line(&way, at_once);
        }
        match outcome {
            Outcome::Row(values) => {
                let record = self.record(&values);
                self.output.line(&record, at_once)
            }
            Outcome::Dropped(_) => Ok(true),
            Outcome::Failed(reason) => {
                self.output.flush()?;
                Err(Failure::not_so(format_args!("row {number}: {reason}")))
            }
        }
    }

    fn record(&self, values: &[Value<'_>]) -> String {
        let columns = self.transformation.columns();
        let Some(kept) = &self.kept else {
            return coerce::record(values, columns);
        };
        let (mut some, mut names) = (Vec::new(), Vec::new());
        for place in kept {
            if let (Some(value), Some(column)) = (values.get(*place), columns.get(*place)) {
                some.push(value.clone());
                names.push(column.clone());
            }
        }
        coerce::record(&some, &names)
    }
}
