//! Expressions that are bound: what they are for a row.

mod eval;
mod node;

use std::sync::Arc;

pub(crate) use self::node::Node;
use crate::{
    Type, Value,
    functions::Context,
    value::{DateTime, json},
};

/// How many steps an expression may take for a row.
const MAX_WEIGHT: u32 = 20_000;

/// How deep an expression may be, with what `let` gave a name to in its place.
const MAX_DEPTH: u32 = 200;

/// How much of a constant is worth keeping: what is longer is computed for each row again.
const MAX_CONSTANT: usize = 1 << 16;

/// An expression whose names and types are known.
///
/// It is cheap to clone. Columns are known by their places, so that a row is a slice of values.
#[derive(Clone, Debug)]
pub struct Scalar {
    pub(crate) node: Arc<Node>,
    ty: Type,
    weight: u32,
    depth: u32,
}

/// It would take too much to evaluate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TooComplex;

impl Scalar {
    /// A value that is the same for every row.
    pub fn constant(ty: Type, value: Value<'static>) -> Self {
        Self {
            node: Arc::new(Node::Constant(value)),
            ty,
            weight: 1,
            depth: 1,
        }
    }

    /// The column at a place of the row.
    pub fn column(place: usize, ty: Type) -> Self {
        Self {
            node: Arc::new(Node::Column(place)),
            ty,
            weight: 1,
            depth: 1,
        }
    }

    /// What is made of other expressions. It is computed at once if they are all constant.
    pub(crate) fn of(ty: Type, node: Node, parts: &[&Self]) -> Result<Self, TooComplex> {
        let is_constant = !parts.is_empty() && parts.iter().all(|part| part.value().is_some());
        if is_constant && let Some(value) = fold(&node) {
            return Ok(Self::constant(ty, value));
        }
        Self::of_row(ty, node, parts)
    }

    /// As [`Self::of`], for what is not the same for every row even if its parts are.
    pub(crate) fn of_row(ty: Type, node: Node, parts: &[&Self]) -> Result<Self, TooComplex> {
        let weight = parts
            .iter()
            .fold(1_u32, |sum, part| sum.saturating_add(part.weight));
        let depth = 1 + parts.iter().map(|part| part.depth).max().unwrap_or(0);
        if weight > MAX_WEIGHT || depth > MAX_DEPTH {
            return Err(TooComplex);
        }
        Ok(Self {
            node: Arc::new(node),
            ty,
            weight,
            depth,
        })
    }

    /// Its type.
    pub const fn ty(&self) -> Type {
        self.ty
    }

    /// Its value, where that is the same for every row.
    pub fn value(&self) -> Option<&Value<'static>> {
        if let Node::Constant(value) = &*self.node {
            Some(value)
        } else {
            None
        }
    }

    /// The place of the column that it is, if it is nothing else.
    pub fn as_column(&self) -> Option<usize> {
        if let Node::Column(place) = &*self.node {
            Some(*place)
        } else {
            None
        }
    }

    /// What it is for a row. Texts are borrowed from the row if the row borrows them.
    pub fn eval<'a>(&'a self, row: &[Value<'a>], context: &Context) -> Value<'a> {
        self.node.eval(row, context)
    }

    /// What it is for a row, for as long as the row is there: no column is copied.
    pub fn look<'r>(&'r self, row: &'r [Value<'r>], context: &Context) -> Value<'r> {
        self.node.look(row, context)
    }

    /// Whether it is true for a row: neither false nor null.
    pub fn is_true(&self, row: &[Value<'_>], context: &Context) -> bool {
        self.node.is_true(row, context)
    }

    /// The places of the columns that it reads, in no order and maybe several times.
    pub fn used_columns(&self) -> Vec<usize> {
        let mut places = Vec::new();
        let mut open = vec![&self.node];
        while let Some(node) = open.pop() {
            if let Node::Column(place) = &**node {
                places.push(*place);
            }
            open.extend(node.parts());
        }
        places
    }
}

/// What something is that no row and no time has a part in.
fn fold(node: &Node) -> Option<Value<'static>> {
    let context = Context::new(DateTime::UNIX_EPOCH, 0);
    let value = node.eval(&[], &context).into_owned();
    let is_small = match &value {
        Value::String(text) | Value::Json(text) => text.len() <= MAX_CONSTANT,
        Value::Array(_) | Value::Bag(_) => json::write(&value).len() <= MAX_CONSTANT,
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Long(_)
        | Value::Real(_)
        | Value::Decimal(_)
        | Value::DateTime(_)
        | Value::TimeSpan(_)
        | Value::Guid(_) => true,
    };
    is_small.then_some(value)
}
