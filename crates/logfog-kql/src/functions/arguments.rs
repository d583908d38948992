use std::{borrow::Cow, fmt};

use crate::{Type, Value, operators::is_number};

/// What is known of an argument before any row is.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Its type.
    pub ty: Type,
    /// Its value, where that is the same for every row.
    pub constant: Option<Value<'static>>,
    /// The type that a `typeof(…)` names.
    pub type_name: Option<Type>,
}

impl Argument {
    /// One that differs from row to row.
    pub const fn of(ty: Type) -> Self {
        Self {
            ty,
            constant: None,
            type_name: None,
        }
    }

    /// One that is always the same.
    pub const fn constant(ty: Type, value: Value<'static>) -> Self {
        Self {
            ty,
            constant: Some(value),
            type_name: None,
        }
    }

    /// `typeof(…)`. What is passed for it when the function is called does not matter.
    pub const fn type_of(ty: Type) -> Self {
        Self {
            ty: Type::String,
            constant: None,
            type_name: Some(ty),
        }
    }

    pub(super) fn constant_text(&self) -> Option<Cow<'_, str>> {
        self.constant.as_ref().map(Value::text)
    }
}

/// What a function takes at a place.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// What it is called.
    pub name: &'static str,
    /// What it can be.
    pub accepts: Accepts,
    /// How often it can be there.
    pub times: Times,
}

/// How often an argument can be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Times {
    /// Exactly once.
    Once,
    /// Once or not at all.
    Optional,
    /// Up to 64 times in all, at least once.
    Repeated,
}

/// What an argument can be. A dynamic can be anything: it is converted row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Accepts {
    /// Anything.
    Any,
    /// A bool.
    Bool,
    /// A text.
    Text,
    /// An int or a long.
    Whole,
    /// A number.
    Number,
    /// A number, a time or a duration.
    Quantity,
    /// A time.
    DateTime,
    /// A duration.
    TimeSpan,
    /// A dynamic.
    Dynamic,
    /// `typeof(…)`.
    TypeOf,
}

impl Accepts {
    const fn takes(self, argument: &Argument) -> bool {
        if argument.type_name.is_some() {
            return matches!(self, Self::TypeOf);
        }
        let ty = argument.ty;
        if matches!(ty, Type::Dynamic) {
            return !matches!(self, Self::TypeOf);
        }
        match self {
            Self::Any => true,
            Self::Bool => matches!(ty, Type::Bool),
            Self::Text => matches!(ty, Type::String),
            Self::Whole => matches!(ty, Type::Int | Type::Long),
            Self::Number => is_number(ty),
            Self::Quantity => is_number(ty) || matches!(ty, Type::DateTime | Type::TimeSpan),
            Self::DateTime => matches!(ty, Type::DateTime),
            Self::TimeSpan => matches!(ty, Type::TimeSpan),
            Self::Dynamic | Self::TypeOf => false,
        }
    }

    /// As it is printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any type",
            Self::Bool => "bool",
            Self::Text => "string",
            Self::Whole => "int or long",
            Self::Number => "a number",
            Self::Quantity => "a number, datetime or timespan",
            Self::DateTime => "datetime",
            Self::TimeSpan => "timespan",
            Self::Dynamic => "dynamic",
            Self::TypeOf => "typeof(…)",
        }
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, accepts) = (self.name, self.accepts.as_str());
        match self.times {
            Times::Once => write!(f, "{name}: {accepts}"),
            Times::Optional => write!(f, "[{name}: {accepts}]"),
            Times::Repeated => write!(f, "{name}: {accepts}, …"),
        }
    }
}

pub(super) const fn one(name: &'static str, accepts: Accepts) -> Parameter {
    Parameter {
        name,
        accepts,
        times: Times::Once,
    }
}

pub(super) const fn optional(name: &'static str, accepts: Accepts) -> Parameter {
    Parameter {
        name,
        accepts,
        times: Times::Optional,
    }
}

pub(super) const fn repeated(name: &'static str, accepts: Accepts) -> Parameter {
    Parameter {
        name,
        accepts,
        times: Times::Repeated,
    }
}

/// Why a function cannot be called with some arguments. Places count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// There are too few or too many.
    Count {
        /// At least so many.
        least: usize,
        /// At most so many.
        most: usize,
    },
    /// One has the wrong type.
    Type {
        /// Which one.
        argument: usize,
        /// What it can be.
        expected: &'static str,
    },
    /// One must be the same for every row.
    NotConstant {
        /// Which one.
        argument: usize,
    },
    /// One is constant, and wrong.
    Invalid {
        /// Which one.
        argument: usize,
        /// Why.
        reason: String,
    },
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count { least, most } if least == most => {
                write!(f, "expects {least} argument(s)")
            }
            Self::Count { least, most } => write!(f, "expects {least} to {most} arguments"),
            Self::Type { argument, expected } => {
                write!(f, "argument #{} is expected to be {expected}", argument + 1)
            }
            Self::NotConstant { argument } => {
                write!(f, "argument #{} is expected to be a constant", argument + 1)
            }
            Self::Invalid { argument, reason } => {
                write!(f, "argument #{} is not valid: {reason}", argument + 1)
            }
        }
    }
}

impl std::error::Error for Misfit {}

const MOST_ARGUMENTS: usize = 64;

/// Whether the arguments are as many and of such types as the parameters say.
pub(super) fn check(parameters: &[Parameter], arguments: &[Argument]) -> Result<(), Misfit> {
    let least = parameters
        .iter()
        .filter(|one| one.times != Times::Optional)
        .count();
    let repeats = parameters
        .last()
        .is_some_and(|last| last.times == Times::Repeated);
    let most = if repeats {
        MOST_ARGUMENTS
    } else {
        parameters.len()
    };
    if !(least..=most).contains(&arguments.len()) {
        return Err(Misfit::Count { least, most });
    }
    for (place, argument) in arguments.iter().enumerate() {
        let parameter = parameters.get(place).or(parameters.last());
        if let Some(Parameter {
            accepts,
            name: _,
            times: _,
        }) = parameter
            && !accepts.takes(argument)
        {
            return Err(Misfit::Type {
                argument: place,
                expected: accepts.as_str(),
            });
        }
    }
    Ok(())
}
