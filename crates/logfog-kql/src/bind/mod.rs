//! From a tree to a plan: what each name stands for, and which type each part has.

mod auto_name;
mod call;
mod expr;
mod infix;
mod literal;
mod messages;
mod scope;
mod statement;

pub use self::{
    auto_name::{Names as AutoNames, implied_name},
    messages::{unknown_column, unknown_table},
    scope::{Column, Definition, Names, Scope},
};
use crate::{Error, Kind, Scalar, Span, Type, Value, ast::Expr, scalar::TooComplex};

/// As many errors as anyone reads.
const MAX_ERRORS: usize = 20;

/// Which functions and operators there are, and how it is said that one is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Transformations, with what is documented for them and what official samples use.
    Documented,
    /// Transformations, with everything that queries have and the service was not seen to refuse.
    /// What is not documented gives a warning.
    #[default]
    Lenient,
    /// Queries.
    Query,
}

/// Something that works here and may not work everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where.
    pub at: Span,
    /// What is to be known.
    pub message: String,
}

/// The tables that a scalar expression can speak of.
pub trait Tables {
    /// Whether a lone expression is a table rather than a scalar.
    fn is_table(&self, expr: &Expr, names: &Names) -> bool;

    /// The type and the values of a table's first column, for `in (T)` and `toscalar(T)`.
    fn first_column(
        &self,
        table: &Expr,
        names: &Names,
    ) -> Result<(Type, Vec<Value<'static>>), Error>;
}

/// There are no tables, as in a transformation and where one expression stands alone.
#[derive(Clone, Copy, Debug)]
pub struct NoTables;

impl Tables for NoTables {
    fn is_table(&self, _: &Expr, _: &Names) -> bool {
        false
    }

    fn first_column(&self, table: &Expr, _: &Names) -> Result<(Type, Vec<Value<'static>>), Error> {
        Err(Error::semantic(
            table.span,
            "A tabular expression is not expected here",
        ))
    }
}

/// Binds expressions, and collects what is wrong with them.
///
/// ```
/// use logfog_kql::bind::{Binder, Column, Dialect, NoTables, Scope};
/// use logfog_kql::{Type, parse_expression};
///
/// let scope = Scope::of(vec![Column::new("Size", Type::Int)]);
/// let mut binder = Binder::new(Dialect::Query, &NoTables);
/// let bound = binder.scalar(&parse_expression("Size / 2.0")?, &scope);
/// assert_eq!(bound.expect("it is right").ty(), Type::Real);
/// assert!(binder.scalar(&parse_expression("Sise")?, &scope).is_none());
/// assert_eq!(binder.errors()[0].hint, "Size is meant, perhaps.");
/// # Ok::<(), Vec<logfog_kql::Error>>(())
/// ```
#[expect(
    missing_debug_implementations,
    reason = "nothing is known of the tables"
)]
pub struct Binder<'t> {
    dialect: Dialect,
    tables: &'t dyn Tables,
    errors: Vec<Error>,
    warnings: Vec<Warning>,
    /// How many calls of functions that `let` defined are being bound.
    calls: usize,
    /// How many expressions have been bound.
    bound: usize,
}

impl<'t> Binder<'t> {
    /// One that has found nothing yet.
    pub const fn new(dialect: Dialect, tables: &'t dyn Tables) -> Self {
        Self {
            dialect,
            tables,
            errors: Vec::new(),
            warnings: Vec::new(),
            calls: 0,
            bound: 0,
        }
    }

    /// Which functions there are.
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What is wrong with all that was bound so far.
    pub fn errors(&self) -> &[Error] {
        &self.errors
    }

    /// What is to be known of all that was bound so far.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Everything that was found, in the order of the text.
    pub fn finish(self) -> (Vec<Error>, Vec<Warning>) {
        let Self {
            mut errors,
            mut warnings,
            ..
        } = self;
        errors.sort_by_key(|error| error.at.start);
        errors.dedup();
        errors.truncate(MAX_ERRORS);
        warnings.sort_by_key(|warning| warning.at.start);
        warnings.dedup();
        (errors, warnings)
    }

    /// Adds something that is wrong.
    pub fn report(&mut self, error: Error) {
        if self.errors.len() < 4 * MAX_ERRORS {
            self.errors.push(error);
        }
    }

    /// Adds something that is to be known.
    pub fn warn(&mut self, at: Span, message: impl Into<String>) {
        if self.warnings.len() < 4 * MAX_ERRORS {
            let message = message.into();
            self.warnings.push(Warning { at, message });
        }
    }

    fn refuse<T>(&mut self, error: Error) -> Option<T> {
        self.report(error);
        None
    }

    fn settle(&mut self, at: Span, made: Result<Scalar, TooComplex>) -> Option<Scalar> {
        match made {
            Ok(scalar) => Some(scalar),
            Err(TooComplex) => self.refuse(too_complex(at)),
        }
    }
}

fn too_complex(at: Span) -> Error {
    Error::new(
        Kind::Limit,
        at,
        "The expression is too complex: with all that let defines in its place, it is too long or \
         too deep",
    )
}
