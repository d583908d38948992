//! What names stand for.

use std::{collections::HashMap, sync::Arc};

use crate::{
    Scalar, Type,
    ast::{Function, Pipeline},
};

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
}

impl Column {
    /// A column of that name and type.
    pub fn new(name: impl Into<String>, ty: Type) -> Self {
        Self {
            name: name.into(),
            ty,
        }
    }
}

/// Where an expression stands: in a row of these columns, behind these definitions.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The columns, in the order in which a row has them.
    pub columns: Vec<Column>,
    /// What `let` defined.
    pub names: Names,
}

impl Scope {
    /// One with columns and no definitions.
    pub fn of(columns: Vec<Column>) -> Self {
        Self {
            columns,
            names: Names::default(),
        }
    }

    /// One without columns, behind definitions.
    pub const fn behind(names: Names) -> Self {
        Self {
            columns: Vec::new(),
            names,
        }
    }

    /// The place of a column. Upper and lower case differ.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    pub(super) fn column(&self, name: &str) -> Option<Scalar> {
        let place = self.place(name)?;
        Some(Scalar::column(place, self.columns[place].ty))
    }
}

/// What `let` defined so far. It is cheap to clone: whatever is defined keeps the names that it saw.
#[derive(Clone, Debug, Default)]
pub struct Names(Arc<HashMap<String, Definition>>);

/// What a name was given to.
#[derive(Clone, Debug)]
pub enum Definition {
    /// A calculation, or the parameter of a function.
    Scalar(Scalar),
    /// A tabular expression, and the names that it sees.
    Tabular(Arc<Pipeline>, Names),
    /// A function, and the names that it sees.
    Function(Arc<Function>, Names),
}

impl Names {
    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<&Definition> {
        self.0.get(name)
    }

    /// Defines a name; what it stood for is forgotten.
    pub fn set(&mut self, name: impl Into<String>, definition: Definition) {
        Arc::make_mut(&mut self.0).insert(name.into(), definition);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Definition)> {
        self.0
            .iter()
            .map(|(name, definition)| (name.as_str(), definition))
    }
}
