//! Transformations: what happens to each record between a stream and a table.

mod compile;
mod output;
mod refused;
mod source;

use std::borrow::Cow;

pub use self::output::{Misfit, Mismatch, check_output};
use crate::{
    Error, Span, Value,
    bind::{Column, Dialect, Warning},
    functions::Context,
    row::Step,
};

/// The most characters that a transformation may have.
pub const MAX_CHARACTERS: usize = 15_360;

/// A transformation, ready to be run on rows.
///
/// ```
/// use logfog_kql::{Outcome, Transformation, Type, Value};
/// use logfog_kql::bind::{Column, Dialect};
/// use logfog_kql::functions::Context;
/// use logfog_kql::value::DateTime;
///
/// let columns = [Column::new("Level", Type::String), Column::new("Size", Type::Long)];
/// let text = "source | where Level != 'Debug' | extend Kib = Size / 1024";
/// let transformation = Transformation::compile(text, &columns, Dialect::Documented)?;
/// assert_eq!(transformation.columns()[2], Column::new("Kib", Type::Long));
///
/// let context = Context::new(DateTime::UNIX_EPOCH, 0);
/// let row = [Value::string("Error"), Value::Long(4096)];
/// let Outcome::Row(row) = transformation.run(&row, &context) else { panic!() };
/// assert_eq!(row[2].whole(), Some(4));
/// let row = [Value::string("Debug"), Value::Long(4096)];
/// assert!(matches!(transformation.run(&row, &context), Outcome::Dropped(_)));
/// # Ok::<(), Vec<logfog_kql::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Transformation {
    inputs: usize,
    /// The rows of `datatable`, or the one without columns that `print` starts from.
    own_rows: Option<Vec<Vec<Value<'static>>>>,
    steps: Vec<Step>,
    /// The same, without what is computed for nothing.
    lean: Vec<Step>,
    columns: Vec<Column>,
    used: Vec<usize>,
    warnings: Vec<Warning>,
}

/// What becomes of a row.
#[derive(Clone, Debug)]
pub enum Outcome<'a> {
    /// It has these values, in the order of [`Transformation::columns`].
    Row(Vec<Value<'a>>),
    /// It is not wanted.
    Dropped(Dropped),
    /// It cannot be transformed.
    Failed(String),
}

/// Which operator dropped a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Which step it is, from 0.
    pub step: usize,
    /// Where it is written.
    pub at: Span,
}

/// What a row is behind a step.
#[derive(Clone, Debug)]
pub struct Traced<'t> {
    /// Where the step is written.
    pub at: Span,
    /// The columns behind it.
    pub columns: &'t [Column],
    /// The values; None if the step dropped the row.
    pub row: Option<Vec<Value<'static>>>,
}

impl Transformation {
    /// Reads a transformation and binds it to the columns of its stream.
    pub fn compile(text: &str, columns: &[Column], dialect: Dialect) -> Result<Self, Vec<Error>> {
        compile::compile(text, columns, dialect)
    }

    /// The columns of the rows that it gives.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The places of the columns of the stream that have a part in what it gives, in ascending order.
    pub fn used_input_columns(&self) -> &[usize] {
        &self.used
    }

    /// What may not work everywhere.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The rows that it starts from, if it is not run on those of a stream: `print` and `datatable`.
    pub fn own_rows(&self) -> Option<&[Vec<Value<'static>>]> {
        self.own_rows.as_deref()
    }

    /// Transforms a row, which has a value for each column of the stream.
    pub fn run<'a>(&'a self, row: &'a [Value<'a>], context: &Context) -> Outcome<'a> {
        if row.len() != self.inputs {
            return Outcome::Failed(format!(
                "The row has {} values, and there are {} columns",
                row.len(),
                self.inputs
            ));
        }
        let mut row = Cow::Borrowed(row);
        for (place, step) in self.lean.iter().enumerate() {
            match step.apply(row, context) {
                Some(next) => row = next,
                None => {
                    return Outcome::Dropped(Dropped {
                        step: place,
                        at: step.at,
                    });
                }
            }
        }
        Outcome::Row(match row {
            Cow::Borrowed(row) => row.iter().map(Value::borrowed).collect(),
            Cow::Owned(row) => row,
        })
    }

    /// What a row is behind each step, up to the one that drops it.
    pub fn steps(&self, row: &[Value<'_>], context: &Context) -> Vec<Traced<'_>> {
        let mut traced = Vec::with_capacity(self.steps.len());
        let mut row: Vec<Value<'static>> = row.iter().cloned().map(Value::into_owned).collect();
        for step in &self.steps {
            let next = step
                .apply(Cow::Borrowed(&row), context)
                .map(|next| next.iter().cloned().map(Value::into_owned).collect());
            traced.push(Traced {
                at: step.at,
                columns: &step.columns,
                row: next.clone(),
            });
            match next {
                Some(next) => row = next,
                None => break,
            }
        }
        traced
    }
}
