//! The scalar functions: what each takes, gives and does, and what is said of it.

mod arguments;
mod array;
mod array_order;
mod bag;
mod bits;
mod calendar;
mod cef;
mod conditional;
mod context;
mod convert;
mod datetime;
mod doc;
mod encoding;
mod format;
mod geo;
mod hash;
mod ip;
mod math;
mod numbers;
mod parse_text;
mod pattern;
mod replace;
mod search;
mod sets;
mod split;
mod string;
#[cfg(test)]
mod tests;
mod types;
mod unicode;
mod url;
mod xml;
mod xxhash;

use std::fmt;

pub use self::{
    arguments::{Accepts, Argument, Misfit, Parameter, Times},
    context::Context,
    convert::convert,
    doc::{Doc, Evidence},
};
use crate::{Type, Value};

/// A scalar function.
#[derive(Debug)]
pub struct Function {
    /// How it is called.
    pub name: &'static str,
    /// Who knows it.
    pub listed: Listed,
    /// What it takes.
    pub parameters: &'static [Parameter],
    /// What is said of it.
    pub doc: Doc,
    make: Make,
}

/// Who knows a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Listed {
    /// The documented list for transformations has it.
    Documented,
    /// Official samples and shipped connectors use it in transformations, though the list does not
    /// have it.
    Sampled,
    /// Only queries.
    Query,
    /// Only queries: the service was seen to refuse it in a transformation.
    Refused,
}

/// What a function does with the arguments of a row. It may take what it needs out of them.
pub type Run = Box<dyn for<'a> Fn(&Context, &mut [Value<'a>]) -> Value<'a> + Send + Sync>;

type Plain = for<'a> fn(&Context, &mut [Value<'a>]) -> Value<'a>;

#[derive(Clone, Copy, Debug)]
enum Make {
    /// The same for all arguments.
    Fixed(Type, Plain),
    /// By the types and constants of the arguments.
    By(fn(&[Argument]) -> Result<Bound, Misfit>),
}

/// A function, ready to be called with arguments of the types that it was bound to.
pub struct Bound {
    /// The type of what it gives. Null fits every type but string.
    pub returns: Type,
    run: Run,
}

impl Bound {
    fn new<F>(returns: Type, run: F) -> Self
    where
        F: for<'a> Fn(&Context, &mut [Value<'a>]) -> Value<'a> + Send + Sync + 'static,
    {
        Self {
            returns,
            run: Box::new(run),
        }
    }

    /// Calls it. There have to be as many arguments as it was bound to; a constant one is passed
    /// like any other.
    pub fn call<'a>(&self, context: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
        (self.run)(context, arguments)
    }
}

impl fmt::Debug for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bound")
            .field("returns", &self.returns)
            .finish_non_exhaustive()
    }
}

impl Function {
    const fn new(name: &'static str, parameters: &'static [Parameter], make: Make) -> Self {
        Self {
            name,
            listed: Listed::Query,
            parameters,
            doc: Doc::EMPTY,
            make,
        }
    }

    const fn fixed(
        name: &'static str,
        parameters: &'static [Parameter],
        returns: Type,
        run: Plain,
    ) -> Self {
        Self::new(name, parameters, Make::Fixed(returns, run))
    }

    const fn by(
        name: &'static str,
        parameters: &'static [Parameter],
        make: fn(&[Argument]) -> Result<Bound, Misfit>,
    ) -> Self {
        Self::new(name, parameters, Make::By(make))
    }

    /// It is on the documented list for transformations.
    const fn documented(self) -> Self {
        Self {
            listed: Listed::Documented,
            ..self
        }
    }

    const fn listed(self, listed: Listed) -> Self {
        Self { listed, ..self }
    }

    const fn doc(self, doc: Doc) -> Self {
        Self { doc, ..self }
    }

    /// How it is called, with the optional parameters in brackets.
    pub fn signature(&self) -> String {
        let parameters: Vec<_> = self.parameters.iter().map(ToString::to_string).collect();
        format!("{}({})", self.name, parameters.join(", "))
    }

    /// The type of what it gives, if that is the same for all arguments.
    pub const fn returns(&self) -> Option<Type> {
        match self.make {
            Make::Fixed(returns, _) => Some(returns),
            Make::By(_) => None,
        }
    }

    /// Checks a call and prepares for it what does not change from row to row.
    pub fn bind(&self, arguments: &[Argument]) -> Result<Bound, Misfit> {
        arguments::check(self.parameters, arguments)?;
        match self.make {
            Make::Fixed(returns, run) => Ok(Bound {
                returns,
                run: Box::new(run),
            }),
            Make::By(make) => make(arguments),
        }
    }
}

const FAMILIES: &[&[Function]] = &[
    array::FUNCTIONS,
    array_order::FUNCTIONS,
    bag::FUNCTIONS,
    bits::FUNCTIONS,
    calendar::FUNCTIONS,
    cef::FUNCTIONS,
    conditional::FUNCTIONS,
    convert::FUNCTIONS,
    datetime::FUNCTIONS,
    encoding::FUNCTIONS,
    format::FUNCTIONS,
    geo::FUNCTIONS,
    hash::FUNCTIONS,
    ip::FUNCTIONS,
    math::FUNCTIONS,
    numbers::FUNCTIONS,
    parse_text::FUNCTIONS,
    pattern::FUNCTIONS,
    replace::FUNCTIONS,
    search::FUNCTIONS,
    sets::FUNCTIONS,
    split::FUNCTIONS,
    string::FUNCTIONS,
    types::FUNCTIONS,
    unicode::FUNCTIONS,
    url::FUNCTIONS,
    xml::FUNCTIONS,
];

/// All of them, by family.
pub fn all() -> impl Iterator<Item = &'static Function> {
    FAMILIES.iter().copied().flatten()
}

/// The one that is called so.
pub fn find(name: &str) -> Option<&'static Function> {
    all().find(|function| function.name == name)
}
