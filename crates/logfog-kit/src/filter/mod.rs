//! The one language in which entries and exchanges are asked for.
//!
//! ```text
//! attributes.Level = Error and (body ~ "time.*out" or severity.number >= 17)
//! ```
//!
//! # What is written
//!
//! ```text
//! filter     = and ("or" and)*
//! and        = not ("and" not)*
//! not        = "not" not | "(" filter ")" | comparison
//! comparison = PATH [OP VALUE]          without OP: the field is there
//! OP         = "=" | "!=" | "~" | ">" | "<" | ">=" | "<="
//! PATH       = STEP ("." STEP)*         each step bare or in quotes
//! ```
//!
//! Nothing at all is a filter too, and holds for everything. Words are bare, or in `"…"` or `'…'`; within
//! quotes `\" \' \\ \n \r \t \u{HEX}` are escapes. A bare word ends at a blank and has no quotes,
//! parentheses or characters of an operator. `and`, `or` and `not` are lower case, and need quotes to be
//! anything else.
//!
//! # What it means
//!
//! - A JSON string is compared by its text, anything else in JSON by its text without blanks.
//! - If both sides are numbers, as JSON writes them, they are compared as numbers, exactly. A value in
//!   quotes is no number: `attributes.version = "1.10"`.
//! - If both sides are RFC 3339 instants they are compared by time.
//! - Anything else is compared as text, byte by byte. `~` looks for a regular expression in the text.
//! - If the field is an array, the comparison holds when it holds for any element.
//! - If the field is missing, `= ~ > < >= <=` do not hold. `!=` is exactly `not … =`: it holds for a field
//!   that is missing, and for an array when no element is equal.
//!
//! # Fields
//!
//! Of an [`Entry`]: `id`, `vendor`, `session`, `exchange`, `received_at`, `time`, `severity.text`,
//! `severity.number`, `scope.NAME`, `body`, `attributes.NAME`, `raw`. Steps after `body`, `raw` and an
//! attribute lead into JSON, a number being the index of an array. A name of an attribute may have dots:
//! the longest that fits is tried first.
//!
//! Of an [`Exchange`]: `id`, `vendor`, `session`, `operation`, `wire`, `at`, `took_us`, `target`,
//! `status`, `rule` (any that was broken), `fate` (of any that was), `stored`, `fault`,
//! `request.headers.NAME`, `request.body`, `answer.headers.NAME`, `answer.body`, with steps into the
//! bodies' JSON.
//!
//! A word that is empty (no `operation` took it, no `severity.text` was given) counts as missing.
//!
//! # Limits
//!
//! A filter has at most [`MAX_BYTES`], and `not` and parentheses nest at most [`MAX_DEPTH`] deep.

mod entry;
mod error;
mod exchange;
mod expr;
mod json;
mod parse;
mod path;
#[cfg(test)]
mod tests;
mod value;

use std::{borrow::Cow, fmt, str::FromStr};

#[doc(hidden)]
pub use entry::{EntryField, Reading};
pub use error::BadFilter;
#[doc(hidden)]
pub use exchange::ExchangeField;
use expr::{Expr, Op, Test};
use logfog_model::Entry;
#[doc(hidden)]
pub use path::{Root, Then};
pub use value::Value;

use crate::journal::Exchange;

/// The longest filter that is read: 8 KiB.
pub const MAX_BYTES: usize = 8 << 10;
/// How deep `not` and parentheses may nest.
pub const MAX_DEPTH: usize = 64;

/// A filter over entries.
pub type EntryFilter = Filter<Entry>;
/// A filter over exchanges.
pub type ExchangeFilter = Filter<Exchange>;

/// What a filter may be asked about: [`Entry`] and [`Exchange`].
pub trait Subject: Fields {
    /// The fields that a path may begin with, as a page would list them.
    fn fields() -> impl Iterator<Item = String> {
        Self::ROOTS
            .iter()
            .map(|root| format!("{}{}", root.name, root.then.as_str()))
    }
}

impl Subject for Entry {}
impl Subject for Exchange {}

/// How the fields of a subject are found. Only this crate has subjects.
#[doc(hidden)]
pub trait Fields: Sized {
    type Field: Copy + fmt::Debug + PartialEq + Send + Sync + 'static;
    /// A subject while it is being looked at.
    type Reading<'a>
    where
        Self: 'a;

    const ROOTS: &'static [Root<Self::Field>];

    fn read(&self) -> Self::Reading<'_>;

    fn find<'r>(reading: &'r Self::Reading<'_>, field: Self::Field, rest: &[String]) -> Found<'r>;
}

/// What is at the end of a path.
#[doc(hidden)]
#[derive(Debug)]
pub enum Found<'a> {
    Missing,
    One(Cow<'a, str>),
    Many(Vec<Cow<'a, str>>),
}

impl<'a> Found<'a> {
    /// A word; an empty one stands for none.
    fn text(text: &'a str) -> Self {
        if text.is_empty() {
            return Self::Missing;
        }
        Self::One(text.into())
    }

    fn shown(value: impl fmt::Display) -> Self {
        Self::One(value.to_string().into())
    }

    /// Several texts; none of them is as good as nothing there.
    fn any(texts: impl Iterator<Item = &'a str>) -> Self {
        let texts: Vec<_> = texts.map(Cow::from).collect();
        if texts.is_empty() {
            return Self::Missing;
        }
        Self::Many(texts)
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let texts = match self {
            Found::Missing => &[],
            Found::One(text) => std::slice::from_ref(text),
            Found::Many(texts) => &texts[..],
        };
        texts.iter().map(|text| &**text)
    }
}

/// A condition on entries or on exchanges; see the [module](self) for the language.
///
/// ```
/// use logfog_kit::filter::{EntryFilter, Filter};
///
/// let filter: EntryFilter = "attributes.Level = Error and not body ~ ^retry".parse()?;
/// assert_eq!(filter.to_string(), "attributes.Level = Error and not body ~ ^retry");
///
/// let bad = EntryFilter::parse("attributes.Level == Error").expect_err("it is not `=`");
/// assert_eq!(
///     bad.to_string(),
///     "at column 18 of the filter: found `==`, expected one of = != ~ > < >= <=; write `=`",
/// );
/// # Ok::<(), logfog_kit::filter::BadFilter>(())
/// ```
pub struct Filter<T: Subject>(Expr<T::Field>);

/// One comparison of a filter, and how it turned out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The comparison as it is written, with `not` in front if it was wanted not to hold.
    pub text: String,
    /// Whether that held.
    pub held: bool,
    /// What was there, its beginning if it is long; `None` when nothing was.
    pub got: Option<String>,
}

impl<T: Subject> Filter<T> {
    /// Holds for everything.
    pub fn all() -> Self {
        Self(Expr::All)
    }

    /// Reads a filter.
    ///
    /// # Errors
    ///
    /// It is not one, begins a path with a field that there is not, is too long or too deep.
    pub fn parse(text: &str) -> Result<Self, BadFilter> {
        parse::parse(text, T::ROOTS).map(Self)
    }

    /// Holds where the field at `path` is there.
    pub fn has(path: &str) -> Result<Self, BadFilter> {
        parse::comparison(path, T::ROOTS, Test::There).map(Self)
    }

    /// Holds where the field at `path` equals the value.
    pub fn equals(path: &str, value: impl Into<Value>) -> Result<Self, BadFilter> {
        let test = Test::Is(Op::Equal, value.into());
        parse::comparison(path, T::ROOTS, test).map(Self)
    }

    /// Holds where the regular expression is found in the field at `path`.
    pub fn matches(path: &str, regex: &str) -> Result<Self, BadFilter> {
        let pattern = parse::pattern(regex).map_err(|wrong| {
            let expected = format!("a regular expression ({wrong})");
            BadFilter::new(regex, 0, error::shown(regex), expected)
        })?;
        parse::comparison(path, T::ROOTS, Test::Matches(pattern)).map(Self)
    }

    /// Holds where both do.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(match (self.0, other.0) {
            (Expr::All, one) | (one, Expr::All) => one,
            (Expr::And(mut all), one) => {
                all.push(one);
                Expr::And(all)
            }
            (one, other) => Expr::And(vec![one, other]),
        })
    }

    /// Holds where one of them does.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(match (self.0, other.0) {
            (Expr::All, _) | (_, Expr::All) => Expr::All,
            (Expr::Or(mut any), one) => {
                any.push(one);
                Expr::Or(any)
            }
            (one, other) => Expr::Or(vec![one, other]),
        })
    }

    /// Whether it holds for everything because it asks nothing.
    pub fn is_all(&self) -> bool {
        matches!(self.0, Expr::All)
    }

    /// Whether it holds for the subject. What it does not ask about is not computed.
    pub fn holds(&self, subject: &T) -> bool {
        let reading = subject.read();
        self.0
            .holds(&|path| T::find(&reading, path.field, path.rest()))
    }

    /// How many of its comparisons would have to turn out differently for it to hold.
    pub fn misses(&self, subject: &T) -> usize {
        let reading = subject.read();
        self.0
            .misses(&|path| T::find(&reading, path.field, path.rest()), true)
    }

    /// Every comparison in the order in which they are written, and how it turned out.
    pub fn explain(&self, subject: &T) -> Vec<Clause> {
        let reading = subject.read();
        let mut clauses = Vec::new();
        let find = |path: &path::Path<T::Field>| T::find(&reading, path.field, path.rest());
        self.0.explain(&find, true, &mut clauses);
        clauses
    }
}

impl<T: Subject> FromStr for Filter<T> {
    type Err = BadFilter;

    fn from_str(text: &str) -> Result<Self, BadFilter> {
        Self::parse(text)
    }
}

/// The filter's text; [`Filter::parse`] makes the same filter of it, unless quotes and escapes have
/// made it longer than [`MAX_BYTES`].
impl<T: Subject> fmt::Display for Filter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Subject> fmt::Debug for Filter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter")
            .field(&format_args!("{self}"))
            .finish()
    }
}

impl<T: Subject> Clone for Filter<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Subject> PartialEq for Filter<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: Subject> Default for Filter<T> {
    fn default() -> Self {
        Self::all()
    }
}
