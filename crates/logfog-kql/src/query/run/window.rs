//! What a row knows of its neighbours.

use super::{Run, Stream};
use crate::{
    Scalar, Type, Value,
    functions::convert,
    operators::Arithmetic,
    query::{meter::Excess, plan::Window, source::Row},
};

/// Appends a column for each window.
pub(super) fn window<'q>(
    run: Run<'q>,
    rows: Stream<'q>,
    windows: &'q [Window],
) -> Result<Stream<'q>, Excess> {
    let mut kept = Vec::new();
    for row in rows {
        let row = row?;
        run.meter.hold_row(&row)?;
        kept.push(row);
    }
    for window in windows {
        let column = column(run, &kept, window);
        for (row, value) in kept.iter_mut().zip(column) {
            row.push(value);
        }
    }
    Ok(Box::new(kept.into_iter().map(Ok)))
}

fn column<'q>(run: Run<'q>, rows: &[Row<'q>], window: &'q Window) -> Vec<Value<'q>> {
    match window {
        Window::Number { start, restart } => numbers(run, rows, *start, restart.as_ref()),
        Window::Neighbour {
            value,
            distance,
            otherwise,
        } => (0..rows.len())
            .map(|place| match neighbour(rows, place, *distance) {
                Some(row) => value.eval(row, run.context),
                None => fitting(otherwise.eval(&rows[place], run.context), value.ty()),
            })
            .collect(),
        Window::Sum { value, restart } => sums(run, rows, value, restart.as_ref()),
    }
}

/// A value of the column's type.
fn fitting(value: Value<'_>, ty: Type) -> Value<'_> {
    if value.fits(ty) {
        value
    } else {
        convert(value, ty)
    }
}

fn neighbour<'r, 'q>(rows: &'r [Row<'q>], place: usize, distance: i64) -> Option<&'r Row<'q>> {
    let place = i64::try_from(place).ok()?.checked_add(distance)?;
    rows.get(usize::try_from(place).ok()?)
}

fn numbers<'q>(
    run: Run<'q>,
    rows: &[Row<'q>],
    start: i64,
    restart: Option<&Scalar>,
) -> Vec<Value<'q>> {
    let mut number = start;
    let mut column = Vec::with_capacity(rows.len());
    for row in rows {
        if restart.is_some_and(|restart| restart.is_true(row, run.context)) {
            number = start;
        }
        column.push(Value::Long(number));
        number = number.wrapping_add(1);
    }
    column
}

/// The sum of all rows so far. A null adds nothing.
fn sums<'q>(
    run: Run<'q>,
    rows: &[Row<'q>],
    value: &'q Scalar,
    restart: Option<&Scalar>,
) -> Vec<Value<'q>> {
    let ty = Arithmetic::Add
        .returns(value.ty(), value.ty())
        .unwrap_or(Type::Long);
    let mut sum = Value::Null;
    let mut column = Vec::with_capacity(rows.len());
    for row in rows {
        if restart.is_some_and(|restart| restart.is_true(row, run.context)) {
            sum = Value::Null;
        }
        let more = fitting(value.eval(row, run.context), ty);
        if sum.is_null() {
            sum = more;
        } else if !more.is_null() {
            sum = Arithmetic::Add.apply(ty, &sum, &more);
        }
        column.push(sum.clone());
    }
    column
}
