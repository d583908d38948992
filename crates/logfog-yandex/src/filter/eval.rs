use std::{cmp::Ordering, collections::BTreeMap, iter};

use super::{
    Record,
    expr::{Expr, Literal, Moment, Op, Place, Property, Step},
    search::Needle,
};
use crate::payload::{Json, elements, members, spelled};

/// Whether a filter holds for an entry.
pub(super) fn holds<R: Record>(expr: &Expr, record: &R) -> bool {
    match expr {
        Expr::Or(any) => any.iter().any(|expr| holds(expr, record)),
        Expr::And(all) => all.iter().all(|expr| holds(expr, record)),
        Expr::Not(expr) => !holds(expr, record),
        Expr::Occurs(place, needles) => occurs(place, needles, record),
        Expr::Text(property, op, value) => {
            let text = match property {
                Property::ResourceType => record.resource_type(),
                Property::ResourceId => record.resource_id(),
                Property::StreamName => record.stream_name(),
            };
            op.holds(Some(text.cmp(value)))
        }
        Expr::Level(op, level) => op.holds(Some(record.level().cmp(level))),
        Expr::Time(moment, op, value) => {
            let time = match moment {
                Moment::Timestamp => record.timestamp(),
                Moment::IngestedAt => record.ingested_at(),
                Moment::SavedAt => record.saved_at(),
            };
            op.holds(Some(time.cmp(value)))
        }
        Expr::Element(path, op, value) => {
            element(record.payloads(), path).is_some_and(|element| compares(element, *op, value))
        }
        Expr::Exists(path) => element(record.payloads(), path).is_some(),
    }
}

impl Op {
    /// Whether it holds for two values in that order; `None` is said of what has none.
    fn holds(self, order: Option<Ordering>) -> bool {
        match self {
            Self::Eq => order == Some(Ordering::Equal),
            Self::Ne => order != Some(Ordering::Equal),
            Self::Lt => order == Some(Ordering::Less),
            Self::Gt => order == Some(Ordering::Greater),
            Self::Le => order.is_some_and(Ordering::is_le),
            Self::Ge => order.is_some_and(Ordering::is_ge),
        }
    }
}

fn compares(element: Json<'_>, op: Op, value: &Literal) -> bool {
    let order = match (element, value) {
        (Json::Number(number), Literal::Text(_, Some(value))) => number.partial_cmp(value),
        (Json::Text(text), Literal::Text(value, _)) => Some(text.cmp(value)),
        (Json::Bool(bool), Literal::Boolean(value)) => Some(bool.cmp(value)),
        (
            Json::Number(_) | Json::Text(_) | Json::Bool(_),
            Literal::Boolean(_) | Literal::Text(..),
        ) => None,
        (Json::Null | Json::Object(_) | Json::List(_), _) => return false,
    };
    op.holds(order)
}

/// The element that a path leads to.
fn element<'a>(pieces: impl Iterator<Item = &'a [u8]>, path: &[Step]) -> Option<Json<'a>> {
    let (root, rest) = path.split_first()?;
    let mut at = member(pieces, &root.key)?;
    for step in rest {
        at = match at {
            Json::Object(object) => member(iter::once(object), &step.key)?,
            Json::List(list) => Json::read(elements(list).nth(step.index?)?),
            Json::Null | Json::Number(_) | Json::Text(_) | Json::Bool(_) => return None,
        };
    }
    Some(at)
}

fn member<'a>(pieces: impl Iterator<Item = &'a [u8]>, wanted: &str) -> Option<Json<'a>> {
    let found = members(pieces)
        .filter(|(key, _)| *key == wanted.as_bytes())
        .last();
    found.map(|(_, value)| Json::read(value))
}

fn occurs<R: Record>(place: &Place, needles: &[Needle], record: &R) -> bool {
    match place {
        Place::Message => any(needles, record.message()),
        Place::ResourceType => any(needles, record.resource_type()),
        Place::ResourceId => any(needles, record.resource_id()),
        Place::Payload => {
            let may = |piece| needles.iter().any(|needle| needle.may_be_in(piece));
            record.payloads().any(may) && occurs_in_object(&record.payloads(), needles)
        }
        Place::Element(path) => match element(record.payloads(), path) {
            Some(Json::Object(_) | Json::List(_)) | None => false,
            Some(scalar) => occurs_in(scalar, needles),
        },
    }
}

fn any(needles: &[Needle], text: &str) -> bool {
    needles.iter().any(|needle| needle.is_in(text))
}

fn occurs_in(value: Json<'_>, needles: &[Needle]) -> bool {
    match value {
        Json::Null => false,
        Json::Number(number) => {
            let mut needles = needles.iter().filter(|needle| needle.may_be_in_a_number());
            match needles.next() {
                Some(first) => {
                    let text = spelled(number);
                    first.is_in(&text) || needles.any(|needle| needle.is_in(&text))
                }
                None => false,
            }
        }
        Json::Text(text) => any(needles, text),
        Json::Bool(bool) => any(needles, if bool { "true" } else { "false" }),
        Json::Object(object) => occurs_in_object(&iter::once(object), needles),
        Json::List(list) => elements(list).any(|value| occurs_in(Json::read(value), needles)),
    }
}

/// Every value is looked at once, also those that a later one of the same key replaces: whether one
/// is replaced is asked only when something occurs in it.
fn occurs_in_object<'a>(
    pieces: &(impl Iterator<Item = &'a [u8]> + Clone),
    needles: &[Needle],
) -> bool {
    let all = || members(pieces.clone()).enumerate();
    // The place of each key's last value, once it takes more than a look at what follows.
    let mut last: Option<BTreeMap<&[u8], usize>> = None;
    all().any(|(at, (key, value))| {
        if !occurs_in(Json::read(value), needles) {
            return false;
        }
        if last.is_none() && all().skip(at + 1).all(|(_, (later, _))| later != key) {
            return true;
        }
        let last = last.get_or_insert_with(|| all().map(|(at, (key, _))| (key, at)).collect());
        last.get(key) == Some(&at)
    })
}
