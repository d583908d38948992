//! The aggregates by their names.

use super::{Planned, Planner, wrong};
use crate::{
    Error, Scalar, Type,
    ast::{Call, Expr, ExprKind},
    bind::{Column, Names, Scope, implied_name},
    operators::is_number,
    query::aggregate::{Aggregate, BinaryFold, Kind},
};

/// How many elements a list, a set or a bag has when nothing is said.
const MOST_ELEMENTS: usize = 1 << 20;

/// What a name says of an aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Count,
    Sum,
    Average,
    Min,
    Max,
    DistinctCount,
    Set,
    List,
    ListWithNulls,
    Bag,
    ArgMax,
    ArgMin,
    Any,
    Percentile,
    PercentilesArray,
    Stdev,
    StdevOfAll,
    Variance,
    VarianceOfAll,
    BinaryAnd,
    BinaryOr,
    BinaryXor,
    /// A part of the language that is not here.
    Missing,
}

/// What an aggregate is, whether it takes a condition behind its argument, and what its column's name
/// starts with.
fn known(name: &str) -> Option<(Known, bool, &'static str)> {
    Some(match name {
        "count" => (Known::Count, false, "count"),
        "countif" => (Known::Count, true, "countif"),
        "sum" => (Known::Sum, false, "sum"),
        "sumif" => (Known::Sum, true, "sumif"),
        "avg" => (Known::Average, false, "avg"),
        "avgif" => (Known::Average, true, "avgif"),
        "min" => (Known::Min, false, "min"),
        "minif" => (Known::Min, true, "minif"),
        "max" => (Known::Max, false, "max"),
        "maxif" => (Known::Max, true, "maxif"),
        "dcount" => (Known::DistinctCount, false, "dcount"),
        "dcountif" => (Known::DistinctCount, true, "dcountif"),
        "count_distinct" => (Known::DistinctCount, false, "count_distinct"),
        "count_distinctif" => (Known::DistinctCount, true, "count_distinctif"),
        "make_set" | "makeset" => (Known::Set, false, "set"),
        "make_set_if" => (Known::Set, true, "set"),
        "make_list" | "makelist" => (Known::List, false, "list"),
        "make_list_if" => (Known::List, true, "list"),
        "make_list_with_nulls" => (Known::ListWithNulls, false, "list"),
        "make_bag" | "make_dictionary" => (Known::Bag, false, "bag"),
        "make_bag_if" => (Known::Bag, true, "bag"),
        "arg_max" | "argmax" => (Known::ArgMax, false, "max"),
        "arg_min" | "argmin" => (Known::ArgMin, false, "min"),
        "take_any" | "any" => (Known::Any, false, "any"),
        "take_anyif" | "anyif" => (Known::Any, true, "any"),
        "percentile" | "percentiles" => (Known::Percentile, false, "percentile"),
        "percentiles_array" => (Known::PercentilesArray, false, "percentiles"),
        "stdev" => (Known::Stdev, false, "stdev"),
        "stdevif" => (Known::Stdev, true, "stdevif"),
        "stdevp" => (Known::StdevOfAll, false, "stdevp"),
        "variance" => (Known::Variance, false, "variance"),
        "varianceif" => (Known::Variance, true, "varianceif"),
        "variancep" => (Known::VarianceOfAll, false, "variancep"),
        "binary_all_and" => (Known::BinaryAnd, false, "binary_all_and"),
        "binary_all_or" => (Known::BinaryOr, false, "binary_all_or"),
        "binary_all_xor" => (Known::BinaryXor, false, "binary_all_xor"),
        "buildschema" | "covariance" | "covarianceif" | "covariancep" | "covariancepif" | "hll"
        | "hll_if" | "hll_merge" | "percentilesw" | "percentilew" | "percentilesw_array"
        | "tdigest" | "tdigest_merge" => (Known::Missing, false, ""),
        _ => return None,
    })
}

/// Whether a call is of an aggregate.
pub(super) fn is_aggregate(call: &Call, names: &Names) -> bool {
    let name = call.function.text.as_str();
    known(name).is_some() && names.get(name).is_none()
}

/// An aggregate, and the columns that it gives.
pub(super) struct Bound {
    pub aggregate: Aggregate,
    pub columns: Vec<Column>,
}

/// What an aggregate computes, of what, and into which columns.
type Parts = (Kind, Vec<Scalar>, Vec<Column>);

impl Planner<'_> {
    /// Binds an aggregate. `grouped` are the columns that rows are grouped by, which a `*` leaves out.
    pub(super) fn aggregate(
        &self,
        call: &Call,
        scope: &Scope,
        grouped: &[usize],
    ) -> Planned<Bound> {
        let name = call.function.text.as_str();
        let Some((known, conditional, prefix)) = known(name).filter(|(k, ..)| *k != Known::Missing)
        else {
            let message = format!("The aggregate '{name}' is not available here");
            return wrong(call.function.span, message);
        };
        let mut exprs: Vec<&Expr> = call.args.iter().map(|arg| &arg.value).collect();
        let condition = if conditional {
            let place = usize::from(known != Known::Count);
            if place >= exprs.len() {
                return Err(vec![too_few(call)]);
            }
            let condition = exprs.remove(place);
            Some(self.bind(|binder| binder.predicate(condition, scope))?)
        } else {
            None
        };
        let (kind, arguments, columns) = match known {
            // The argument of a count says nothing: nulls count as well.
            Known::Count => {
                let column = Column::new(format!("{prefix}_"), Type::Long);
                (Kind::Count, Vec::new(), vec![column])
            }
            Known::ArgMax => self.arg(Kind::ArgGreatest, prefix, &exprs, call, scope, grouped)?,
            Known::ArgMin => self.arg(Kind::ArgLeast, prefix, &exprs, call, scope, grouped)?,
            Known::Any => {
                let (arguments, columns) = self.several(&exprs, "any_", scope, grouped)?;
                (Kind::Any, arguments, columns)
            }
            Known::Percentile | Known::PercentilesArray => {
                let array = known == Known::PercentilesArray;
                self.percentiles(array, prefix, &exprs, call, scope)?
            }
            Known::Sum
            | Known::Average
            | Known::Min
            | Known::Max
            | Known::DistinctCount
            | Known::Set
            | Known::List
            | Known::ListWithNulls
            | Known::Bag
            | Known::Stdev
            | Known::StdevOfAll
            | Known::Variance
            | Known::VarianceOfAll
            | Known::BinaryAnd
            | Known::BinaryOr
            | Known::BinaryXor
            | Known::Missing => self.of_one(known, prefix, &exprs, call, scope)?,
        };
        Ok(Bound {
            aggregate: Aggregate {
                kind,
                condition,
                arguments,
            },
            columns,
        })
    }

    /// An aggregate of one value, with at most a limit behind it.
    fn of_one(
        &self,
        known: Known,
        prefix: &str,
        exprs: &[&Expr],
        call: &Call,
        scope: &Scope,
    ) -> Planned<Parts> {
        let Some((first, rest)) = exprs.split_first() else {
            return Err(vec![too_few(call)]);
        };
        let value = self.scalar(first, scope)?;
        let limit = match rest.first() {
            Some(limit) if matches!(known, Known::Set | Known::List | Known::Bag) => {
                let limit = self.number_of_rows(limit, &scope.names)?;
                limit.min(MOST_ELEMENTS)
            }
            _ => MOST_ELEMENTS,
        };
        let Some((ty, kind)) = one_value(known, value.ty(), limit) else {
            let (name, ty) = (&call.function.text, value.ty());
            let message = format!("{name}(): argument #1 cannot be of type '{ty}'");
            return wrong(first.span, message);
        };
        let name = implied_name(first, scope).unwrap_or_default();
        let column = Column::new(format!("{prefix}_{name}"), ty);
        Ok((kind, vec![value], vec![column]))
    }

    fn percentiles(
        &self,
        array: bool,
        prefix: &str,
        exprs: &[&Expr],
        call: &Call,
        scope: &Scope,
    ) -> Planned<Parts> {
        let Some((first, rest)) = exprs.split_first() else {
            return Err(vec![too_few(call)]);
        };
        let value = self.scalar(first, scope)?;
        let points = self.points(rest, call, scope)?;
        let name = implied_name(first, scope).unwrap_or_default();
        let ty = if value.ty() == Type::Int {
            Type::Long
        } else {
            value.ty()
        };
        let columns = if array {
            vec![Column::new(format!("{prefix}_{name}"), Type::Dynamic)]
        } else {
            let column = |point: &f64| {
                let point = point.to_string().replace('.', "_");
                Column::new(format!("{prefix}_{name}_{point}"), ty)
            };
            points.iter().map(column).collect()
        };
        Ok((Kind::Percentiles { points, array }, vec![value], columns))
    }

    /// The least or the greatest value, and what else is in its row.
    fn arg(
        &self,
        kind: Kind,
        prefix: &str,
        exprs: &[&Expr],
        call: &Call,
        scope: &Scope,
        grouped: &[usize],
    ) -> Planned<Parts> {
        let Some((first, rest)) = exprs.split_first() else {
            return Err(vec![too_few(call)]);
        };
        let name = implied_name(first, scope).unwrap_or_else(|| format!("{prefix}_"));
        let value = self.scalar(first, scope)?;
        let mut left_out = grouped.to_vec();
        left_out.extend(value.as_column());
        let mut columns = vec![Column::new(name, value.ty())];
        let mut arguments = vec![value];
        let (more, named) = self.several(rest, "", scope, &left_out)?;
        arguments.extend(more);
        columns.extend(named);
        Ok((kind, arguments, columns))
    }

    /// Several values and `*`, each a column of its own.
    fn several(
        &self,
        exprs: &[&Expr],
        prefix: &str,
        scope: &Scope,
        left_out: &[usize],
    ) -> Planned<(Vec<Scalar>, Vec<Column>)> {
        let (mut arguments, mut columns) = (Vec::new(), Vec::new());
        for expr in exprs {
            if expr.kind == ExprKind::Star {
                for (place, column) in scope.columns.iter().enumerate() {
                    if !left_out.contains(&place) {
                        columns.push(column.clone());
                        arguments.push(Scalar::column(place, column.ty));
                    }
                }
                continue;
            }
            let scalar = self.scalar(expr, scope)?;
            let name = implied_name(expr, scope).unwrap_or_default();
            let name = if name.is_empty() && prefix.is_empty() {
                "Column1".to_owned()
            } else {
                format!("{prefix}{name}")
            };
            columns.push(Column::new(name, scalar.ty()));
            arguments.push(scalar);
        }
        Ok((arguments, columns))
    }

    /// The points of percentiles; an array stands for its elements.
    fn points(&self, exprs: &[&Expr], call: &Call, scope: &Scope) -> Planned<Vec<f64>> {
        let mut points = Vec::new();
        for expr in exprs {
            let (_, value) = self.constant(expr, &scope.names)?;
            let values = match value.elements() {
                Some(elements) => elements.to_vec(),
                None => vec![value],
            };
            for value in values {
                match value.real().filter(|point| (0.0..=100.0).contains(point)) {
                    Some(point) => points.push(point),
                    None => {
                        return wrong(expr.span, "A percentile is expected to be from 0 to 100");
                    }
                }
            }
        }
        if points.is_empty() {
            return Err(vec![too_few(call)]);
        }
        Ok(points)
    }
}

fn too_few(call: &Call) -> Error {
    let name = &call.function.text;
    Error::semantic(
        call.function.span,
        format!("{name}(): expects more arguments"),
    )
}

/// What an aggregate of one value gives; None if it does not take such a value.
fn one_value(known: Known, ty: Type, limit: usize) -> Option<(Type, Kind)> {
    let numeric = is_number(ty) || ty == Type::Dynamic;
    let spans = numeric || ty == Type::TimeSpan;
    let wide = match ty {
        Type::Int => Type::Long,
        Type::Dynamic => Type::Real,
        Type::Bool
        | Type::Long
        | Type::Real
        | Type::Decimal
        | Type::DateTime
        | Type::TimeSpan
        | Type::Guid
        | Type::String => ty,
    };
    let mean = if is_number(ty) && ty != Type::Decimal || ty == Type::Dynamic {
        Type::Real
    } else {
        ty
    };
    let moments = |sample, root| Some((Type::Real, Kind::Moments { sample, root }));
    let bits = |fold| Some((Type::Long, Kind::Binary(fold)));
    match known {
        Known::Sum if spans => Some((wide, Kind::Sum(wide))),
        Known::Average if spans || ty == Type::DateTime => Some((mean, Kind::Average(mean))),
        Known::Min => Some((ty, Kind::Least)),
        Known::Max => Some((ty, Kind::Greatest)),
        Known::DistinctCount => Some((Type::Long, Kind::DistinctCount)),
        Known::Set => Some((Type::Dynamic, Kind::Set { limit })),
        Known::List => Some((
            Type::Dynamic,
            Kind::List {
                limit,
                nulls: false,
            },
        )),
        Known::ListWithNulls => Some((Type::Dynamic, Kind::List { limit, nulls: true })),
        Known::Bag if ty == Type::Dynamic => Some((Type::Dynamic, Kind::Bag { limit })),
        Known::Stdev if numeric => moments(true, true),
        Known::StdevOfAll if numeric => moments(false, true),
        Known::Variance if numeric => moments(true, false),
        Known::VarianceOfAll if numeric => moments(false, false),
        Known::BinaryAnd if numeric => bits(BinaryFold::And),
        Known::BinaryOr if numeric => bits(BinaryFold::Or),
        Known::BinaryXor if numeric => bits(BinaryFold::Xor),
        Known::Sum
        | Known::Average
        | Known::Bag
        | Known::Stdev
        | Known::StdevOfAll
        | Known::Variance
        | Known::VarianceOfAll
        | Known::BinaryAnd
        | Known::BinaryOr
        | Known::BinaryXor
        | Known::Count
        | Known::ArgMax
        | Known::ArgMin
        | Known::Any
        | Known::Percentile
        | Known::PercentilesArray
        | Known::Missing => None,
    }
}
