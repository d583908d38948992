//! Whether what a transformation gives fits the table that it is for.

use std::fmt;

use crate::{Type, bind::Column};

/// The column that every row of a table has.
const TIME: &str = "TimeGenerated";

/// Why the output of a transformation does not fit a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// There is no `TimeGenerated`, or it is no datetime.
    NoTime,
    /// Columns have other types than those of the table.
    Types(Vec<Mismatch>),
}

/// A column whose type is not the one that the table has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The column.
    pub name: String,
    /// What the transformation makes of it.
    pub produced: Type,
    /// What the table wants.
    pub output: Type,
}

/// Holds the columns of an output against those of a table, and gives the places of those that the
/// table does not have, which are dropped.
pub fn check_output(columns: &[Column], table: &[Column]) -> Result<Vec<usize>, Misfit> {
    let has_time = columns
        .iter()
        .any(|column| column.name == TIME && column.ty == Type::DateTime);
    let mut dropped = Vec::new();
    let mut mismatches = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        match table.iter().find(|other| other.name == column.name) {
            None => dropped.push(place),
            Some(other) if other.ty == column.ty => {}
            Some(other) => mismatches.push(Mismatch {
                name: column.name.clone(),
                produced: column.ty,
                output: other.ty,
            }),
        }
    }
    if !mismatches.is_empty() {
        return Err(Misfit::Types(mismatches));
    }
    if !has_time {
        return Err(Misfit::NoTime);
    }
    Ok(dropped)
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTime => write!(
                f,
                "The transform output must have a column {TIME} of type datetime"
            ),
            Self::Types(mismatches) => {
                f.write_str(
                    "Types of transform output columns do not match the ones defined by the output \
                     stream: ",
                )?;
                for (place, mismatch) in mismatches.iter().enumerate() {
                    f.write_str(if place == 0 { "\n" } else { ",\n" })?;
                    write!(f, "{mismatch}")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Misfit {}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} [produced:'{}', output:'{}']",
            self.name,
            stream_name(self.produced),
            stream_name(self.output)
        )
    }
}

/// How the service calls a type where it speaks of streams.
const fn stream_name(ty: Type) -> &'static str {
    match ty {
        Type::Bool => "Boolean",
        Type::Int => "Int",
        Type::Long => "Long",
        Type::Real => "Real",
        Type::Decimal => "Decimal",
        Type::DateTime => "DateTime",
        Type::TimeSpan => "TimeSpan",
        Type::Guid => "Guid",
        Type::String => "String",
        Type::Dynamic => "Dynamic",
    }
}
