//! A filter's tree, spelled out: each condition as it is understood, and/or/not as functions.

use std::fmt::{self, Formatter};

use super::super::expr::{Expr, Literal, Moment, Op, Place, Property, Step};

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Or(any) => call(f, "or", any),
            Self::And(all) => call(f, "and", all),
            Self::Not(expr) => write!(f, "not({expr})"),
            Self::Occurs(place, needles) => {
                match place {
                    Place::Message => write!(f, "message")?,
                    Place::ResourceType => write!(f, "resource_type")?,
                    Place::ResourceId => write!(f, "resource_id")?,
                    Place::Payload => write!(f, "json_payload")?,
                    Place::Element(path) => steps(f, path)?,
                }
                needles.iter().try_for_each(|needle| write!(f, " {needle}"))
            }
            Self::Text(property, op, text) => {
                let name = match property {
                    Property::ResourceType => "resource_type",
                    Property::ResourceId => "resource_id",
                    Property::StreamName => "stream_name",
                };
                write!(f, "{name} {} {text:?}", sign(*op))
            }
            Self::Level(op, level) => write!(f, "level {} {level}", sign(*op)),
            Self::Time(moment, op, time) => {
                let name = match moment {
                    Moment::Timestamp => "timestamp",
                    Moment::IngestedAt => "ingested_at",
                    Moment::SavedAt => "saved_at",
                };
                write!(f, "{name} {} {time}", sign(*op))
            }
            Self::Element(path, op, literal) => {
                steps(f, path)?;
                match literal {
                    Literal::Boolean(bool) => write!(f, " {} {bool}", sign(*op)),
                    Literal::Text(text, None) => write!(f, " {} {text:?}", sign(*op)),
                    Literal::Text(text, Some(number)) => {
                        write!(f, " {} {text:?}|{number}", sign(*op))
                    }
                }
            }
            Self::Exists(path) => {
                steps(f, path)?;
                write!(f, " exists")
            }
        }
    }
}

fn call(f: &mut Formatter<'_>, name: &str, of: &[Expr]) -> fmt::Result {
    write!(f, "{name}(")?;
    for (at, expr) in of.iter().enumerate() {
        write!(f, "{}{expr}", if at == 0 { "" } else { ", " })?;
    }
    write!(f, ")")
}

fn steps(f: &mut Formatter<'_>, path: &[Step]) -> fmt::Result {
    path.iter().try_for_each(|step| write!(f, "[{}]", step.key))
}

/// How an operator is written.
pub(super) const fn sign(op: Op) -> &'static str {
    match op {
        Op::Eq => "=",
        Op::Ne => "<>",
        Op::Lt => "<",
        Op::Gt => ">",
        Op::Le => "<=",
        Op::Ge => ">=",
    }
}
