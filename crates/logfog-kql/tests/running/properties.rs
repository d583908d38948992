//! What holds for every expression and for every text.

use logfog_kql::{
    Scalar, Transformation, Type, Value,
    bind::{Binder, Column, Definition, Dialect, NoTables, Scope},
    coerce,
    functions::Context,
    parse_expression,
    value::{DateTime, Decimal, Guid, TimeSpan, canonical, json},
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::generator::{Generator, TYPES};

fn context() -> Context {
    Context::new(DateTime::UNIX_EPOCH, 1)
}

/// A few values of a type, the odd ones among them.
fn value(ty: Type, place: usize) -> Value<'static> {
    let texts = [
        "",
        "a",
        "a b-C",
        "{\"a\":[1]}",
        "42",
        "2024-01-02",
        "(",
        "é",
    ];
    let longs = [0, 1, -1, 7, i64::MAX, i64::MIN, 64, 3];
    let text = texts[place % 8];
    let long = longs[place % 8];
    let small = i32::try_from(long % 100).unwrap();
    match ty {
        _ if place == 8 => Value::missing(ty),
        Type::Bool => Value::Bool(place % 2 == 1),
        Type::Int => Value::Int(small),
        Type::Long => Value::Long(long),
        Type::Real => Value::Real([0.0, f64::NAN, 1.5, f64::INFINITY][place % 4]),
        Type::Decimal => Value::Decimal(Decimal::new(long, 2)),
        Type::DateTime => {
            Value::DateTime([DateTime::MIN, DateTime::MAX, DateTime::UNIX_EPOCH][place % 3])
        }
        Type::TimeSpan => Value::TimeSpan(TimeSpan(long)),
        Type::Guid => Value::Guid(Guid(u128::from(long.unsigned_abs()))),
        Type::String => Value::string(text),
        Type::Dynamic => json::lazy(text).unwrap_or(Value::string(text)),
    }
}

/// The columns, and a row of them.
fn rows() -> impl Strategy<Value = (Vec<Column>, Vec<Value<'static>>)> {
    vec(0_usize..9, 2 * TYPES.len()).prop_map(|places| {
        let types = TYPES.iter().flat_map(|ty| [(ty, 0), (ty, 1)]);
        types
            .zip(places)
            .map(|((ty, n), place)| (Column::new(format!("{ty}{n}"), *ty), value(*ty, place)))
            .unzip()
    })
}

fn bound(text: &str, scope: &Scope) -> Result<Scalar, String> {
    let expr = parse_expression(text).map_err(|errors| format!("{errors:?}"))?;
    let mut binder = Binder::new(Dialect::Query, &NoTables);
    let scalar = binder.scalar(&expr, scope);
    scalar.ok_or_else(|| format!("{text}: {:?}", binder.errors()))
}

/// The same names, as constants instead of columns.
fn constants(columns: &[Column], row: &[Value<'static>]) -> Scope {
    let mut scope = Scope::default();
    for (column, value) in columns.iter().zip(row) {
        let constant = Scalar::constant(column.ty, value.clone());
        scope
            .names
            .set(column.name.as_str(), Definition::Scalar(constant));
    }
    scope
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn an_expression_has_the_type_that_it_says(
        bytes in vec(any::<u8>(), 0..120),
        (columns, row) in rows(),
    ) {
        let mut generator = Generator::new(&bytes);
        let ty = generator.ty();
        let text = generator.expr(ty);
        let scalar = match bound(&text, &Scope::of(columns)) {
            Ok(scalar) => scalar,
            Err(error) => return Err(TestCaseError::fail(error)),
        };
        prop_assert_eq!(scalar.ty(), ty, "{}", text);
        let context = context();
        let value = scalar.eval(&row, &context);
        prop_assert!(value.fits(ty), "{} is {:?}", text, value);
        prop_assert_eq!(canonical(&scalar.look(&row, &context)), canonical(&value));
    }

    #[test]
    fn a_call_of_any_function_has_the_type_that_it_says(
        bytes in vec(any::<u8>(), 0..60),
        (columns, row) in rows(),
    ) {
        let text = Generator::new(&bytes).call();
        if let Ok(scalar) = bound(&text, &Scope::of(columns)) {
            let context = context();
            let value = scalar.eval(&row, &context);
            prop_assert!(value.fits(scalar.ty()), "{} is {:?}", text, value);
        }
    }

    #[test]
    fn what_is_constant_is_what_it_would_be_for_a_row(
        bytes in vec(any::<u8>(), 0..80),
        (columns, row) in rows(),
    ) {
        let mut generator = Generator::new(&bytes);
        let ty = generator.ty();
        for text in [generator.call(), generator.expr(ty)] {
            let folded = bound(&text, &constants(&columns, &row));
            let by_row = bound(&text, &Scope::of(columns.clone()));
            if let (Ok(folded), Ok(by_row)) = (folded, by_row) {
                prop_assert_eq!(folded.ty(), by_row.ty(), "{}", text);
                let expected = canonical(&by_row.eval(&row, &context()));
                prop_assert_eq!(canonical(&folded.eval(&[], &context())), expected, "{}", text);
            }
        }
    }

    #[test]
    fn no_text_is_too_odd(
        words in vec(select(vec![
            "source", "|", "where", "extend", "project", "parse", "with", "*", "'a'", "x", "y", "=",
            "(", ")", ",", ";", "let", "f", "{", "}", "1", "1d", ".a", "[0]", "+", "==", "in", "s",
            "x:long", "kind=regex", "print", "project-away", "iff(s, 1, 2)", "d", "strcat(s, s)",
            "project-rename", "datatable(a:int)[1]", "has", "dynamic([1])", "typeof(int)",
        ]), 0..20),
        record in "\\PC{0,20}",
    ) {
        let text = words.join(" ");
        let columns = [Column::new("s", Type::String), Column::new("d", Type::Dynamic)];
        if let Ok(transformation) = Transformation::compile(&text, &columns, Dialect::Lenient) {
            let row = vec![Value::string(record.as_str()), Value::Null];
            let context = context();
            let _ = transformation.run(&row, &context);
            let _ = transformation.steps(&row, &context);
        }
        let _ = coerce::row(&record, &columns);
    }
}
