//! One expression, without any rows.

use crate::{
    Error, Type, Value,
    bind::{Binder, Dialect, NoTables, Scope},
    functions::Context,
    parse_expression,
};

/// What an expression is that needs no row, and its type.
///
/// ```
/// use logfog_kql::{Type, evaluate, functions::Context, value::{DateTime, canonical}};
///
/// let context = Context::new(DateTime::UNIX_EPOCH, 0);
/// let (ty, value) = evaluate("bin(now() + 90m, 1h)", &context)?;
/// assert_eq!(ty, Type::DateTime);
/// assert_eq!(canonical(&value), r#""1970-01-01T01:00:00.0000000Z""#);
/// # Ok::<(), Vec<logfog_kql::Error>>(())
/// ```
pub fn evaluate(text: &str, context: &Context) -> Result<(Type, Value<'static>), Vec<Error>> {
    let expr = parse_expression(text)?;
    let mut binder = Binder::new(Dialect::Query, &NoTables);
    let Some(scalar) = binder.scalar(&expr, &Scope::default()) else {
        return Err(binder.finish().0);
    };
    Ok((scalar.ty(), scalar.eval(&[], context).into_owned()))
}
