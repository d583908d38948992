//! Transformations of data collection rules: what happens to rows between a stream and a table.

use std::{borrow::Cow, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use logfog_kql::{
    Error, Outcome, Transformation, Type,
    bind::{Column, Dialect},
    coerce,
    functions::Context,
    value::{DateTime, Value},
};

use crate::stream::{Coercion, Kind, TIME, Value as Stored};

/// What transformations may be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Whatever can be run.
    Lenient,
    /// What is on the documented list, and what official samples use besides.
    Documented,
    /// The same, and nothing that may not work everywhere: at most 10 columns of one `parse`.
    Strict,
}

impl Language {
    const fn dialect(self) -> Dialect {
        match self {
            Self::Lenient => Dialect::Lenient,
            Self::Documented | Self::Strict => Dialect::Documented,
        }
    }
}

/// The transformation that changes nothing.
const PASS_THROUGH: &str = "source";

/// A transformation, ready for the rows of its stream.
#[derive(Clone, Debug)]
pub(crate) struct Transform {
    text: Arc<str>,
    inputs: Arc<[Column]>,
    compiled: Arc<Transformation>,
    /// The place of the time among what comes out.
    time: Option<usize>,
}

/// What a row has become.
#[derive(Debug)]
pub(crate) enum Transformed {
    /// A row of the columns that come out, as JSON, and its time.
    Row(String, Option<Timestamp>),
    /// The transformation does not want it.
    Dropped {
        /// The step that said so, as it is written.
        step: String,
    },
}

impl Transform {
    /// Compiles a transformation for a stream of these columns; none when it changes nothing.
    pub(crate) fn compile(
        text: Option<&str>,
        inputs: &[Column],
        language: Language,
    ) -> Result<Option<Self>, Vec<Error>> {
        let text = text.unwrap_or(PASS_THROUGH);
        if text.trim() == PASS_THROUGH {
            return Ok(None);
        }
        let compiled = Transformation::compile(text, inputs, language.dialect())?;
        if language == Language::Strict && !compiled.warnings().is_empty() {
            let warnings = compiled.warnings().iter();
            let errors = warnings.map(|warning| Error::semantic(warning.at, &*warning.message));
            return Err(errors.collect());
        }
        let is_time = |column: &Column| column.name == TIME && column.ty == Type::DateTime;
        Ok(Some(Self {
            text: text.into(),
            inputs: inputs.into(),
            time: compiled.columns().iter().position(is_time),
            compiled: Arc::new(compiled),
        }))
    }

    /// The columns that come out.
    pub(crate) fn columns(&self) -> &[Column] {
        self.compiled.columns()
    }

    /// What a row becomes: the text of a JSON object, as it was sent.
    pub(crate) fn run(&self, record: &str, coercion: Coercion, context: &Context) -> Transformed {
        let used = self.compiled.used_input_columns();
        let read = |raw, ty| value(raw, ty, coercion);
        let Some(row) = coerce::row_by(record, &self.inputs, used, read) else {
            return Transformed::Dropped {
                step: "no object".into(),
            };
        };
        match self.compiled.run(&row, context) {
            Outcome::Row(row) => {
                let time = self.time.and_then(|place| row.get(place));
                let time = time.and_then(timestamp);
                Transformed::Row(coerce::record(&row, self.compiled.columns()), time)
            }
            Outcome::Dropped(dropped) => Transformed::Dropped {
                step: dropped.at.of(&self.text).trim().to_owned(),
            },
            // Only a row that has not one value for each column, which is not so here.
            Outcome::Failed(step) => Transformed::Dropped { step },
        }
    }
}

/// What a column holds for a JSON text: the same as where nothing is transformed.
fn value(raw: &str, ty: Type, coercion: Coercion) -> Value<'_> {
    let null = || Value::missing(ty);
    match Kind::from(ty).fit(raw, coercion) {
        None | Some(Stored::Null) => null(),
        // Texts and dynamics, which are read when they are asked for.
        Some(Stored::Json(json)) => coerce::value(json, ty),
        Some(Stored::Text(json)) => Value::String(Cow::Borrowed(json)),
        Some(Stored::Integer(number)) => match i32::try_from(number) {
            Ok(number) if ty == Type::Int => Value::Int(number),
            Ok(_) | Err(_) => Value::Long(number),
        },
        Some(Stored::Real(number)) => Value::Real(number),
        Some(Stored::Time(at)) => TimeZone::UTC
            .to_timestamp(at)
            .map_or_else(|_| null(), |at| Value::DateTime(ticks(at))),
    }
}

/// What functions know in a call that came in at a time; `now()` is one and the same for all its rows.
pub(crate) fn context(now: Timestamp, seed: u64) -> Context {
    let at = ticks(now);
    let mut context = Context::new(at, seed);
    context.ingestion_time = Some(at);
    context
}

/// A time in steps of 100 ns.
pub(crate) fn ticks(at: Timestamp) -> DateTime {
    let ticks = i64::try_from(at.as_nanosecond() / 100).unwrap_or(i64::MAX);
    DateTime::from_unix_ticks(ticks).unwrap_or_default()
}

fn timestamp(value: &Value<'_>) -> Option<Timestamp> {
    let Value::DateTime(at) = value else {
        return None;
    };
    // Only the last day of 9999 is more than a timestamp holds.
    let nanoseconds = i128::from(at.unix_ticks()) * 100;
    Some(Timestamp::from_nanosecond(nanoseconds).unwrap_or(Timestamp::MAX))
}

impl From<Kind> for Type {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::String => Self::String,
            Kind::Int => Self::Int,
            Kind::Long => Self::Long,
            Kind::Real => Self::Real,
            Kind::Boolean => Self::Bool,
            Kind::DateTime => Self::DateTime,
            Kind::Dynamic => Self::Dynamic,
        }
    }
}

impl From<Type> for Kind {
    /// Tables have no durations and no decimals; a guid is told as a text.
    fn from(ty: Type) -> Self {
        match ty {
            Type::String | Type::Guid | Type::TimeSpan | Type::Decimal => Self::String,
            Type::Int => Self::Int,
            Type::Long => Self::Long,
            Type::Real => Self::Real,
            Type::Bool => Self::Boolean,
            Type::DateTime => Self::DateTime,
            Type::Dynamic => Self::Dynamic,
        }
    }
}

/// A stream's columns, as transformations know them.
pub(crate) fn columns(declared: &[(String, Kind)]) -> Vec<Column> {
    let column = |(name, kind): &(String, Kind)| Column::new(name, (*kind).into());
    declared.iter().map(column).collect()
}
