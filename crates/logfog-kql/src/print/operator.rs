use std::fmt::{Display, Formatter, Result};

use super::{commas, separated, string};
use crate::ast::{
    ColumnDecl, ColumnRef, Join, MvExpand, MvExpandColumn, NamedExpr, Operator, OperatorKind,
    ParseColumns, ParseKind, ParseKv, ParsePart, Property, Range, Rename, Reorder, SortKey,
    Summarize, Union,
};

impl Display for Operator {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.kind {
            OperatorKind::Where(predicate) => write!(f, "where {predicate}"),
            OperatorKind::Extend(columns) => named(f, "extend", columns),
            OperatorKind::Project(columns) => named(f, "project", columns),
            OperatorKind::ProjectAway(columns) => named(f, "project-away", columns),
            OperatorKind::ProjectKeep(columns) => named(f, "project-keep", columns),
            OperatorKind::ProjectRename(columns) => named(f, "project-rename", columns),
            OperatorKind::ProjectReorder(columns) => named(f, "project-reorder", columns),
            OperatorKind::Parse(parse) => parse.fmt(f),
            OperatorKind::ParseKv(parse) => parse.fmt(f),
            OperatorKind::Print(columns) => named(f, "print", columns),
            OperatorKind::Range(range) => range.fmt(f),
            OperatorKind::Summarize(summarize) => summarize.fmt(f),
            OperatorKind::Sort(keys) => named(f, "sort by", keys),
            OperatorKind::Take(count) => write!(f, "take {count}"),
            OperatorKind::Top { count, by } => {
                write!(f, "top {count} by ")?;
                commas(f, by)
            }
            OperatorKind::Distinct(columns) => named(f, "distinct", columns),
            OperatorKind::Count => f.write_str("count"),
            OperatorKind::Union(union) => union.fmt(f),
            OperatorKind::Join(join) => {
                f.write_str("join")?;
                join.fmt(f)
            }
            OperatorKind::Lookup(join) => {
                f.write_str("lookup")?;
                join.fmt(f)
            }
            OperatorKind::MvExpand(expand) => expand.fmt(f),
            OperatorKind::Sample(count) => write!(f, "sample {count}"),
            OperatorKind::GetSchema => f.write_str("getschema"),
            OperatorKind::Serialize(columns) => named(f, "serialize", columns),
            OperatorKind::As(name) => write!(f, "as {name}"),
            OperatorKind::Render(text) => followed(f, "render", text),
            OperatorKind::Other { name, text } => followed(f, &name.text, text),
        }
    }
}

impl Display for ParseKv {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "parse-kv {} as (", self.value)?;
        commas(f, &self.keys)?;
        f.write_str(")")?;
        if self.properties.is_empty() {
            return Ok(());
        }
        for (place, Property { name, value }) in self.properties.iter().enumerate() {
            f.write_str(if place == 0 { " with (" } else { ", " })?;
            write!(f, "{name}={value}")?;
        }
        f.write_str(")")
    }
}

/// The name of an operator and a list, which may be empty.
fn named<T: Display>(f: &mut Formatter<'_>, name: &str, items: &[T]) -> Result {
    f.write_str(name)?;
    if !items.is_empty() {
        f.write_str(" ")?;
    }
    commas(f, items)
}

fn followed(f: &mut Formatter<'_>, name: &str, text: &str) -> Result {
    f.write_str(name)?;
    if text.is_empty() {
        return Ok(());
    }
    write!(f, " {text}")
}

impl Display for NamedExpr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.names.as_slice() {
            [] => {}
            [name] => write!(f, "{name} = ")?,
            names => {
                f.write_str("(")?;
                commas(f, names)?;
                f.write_str(") = ")?;
            }
        }
        self.value.fmt(f)
    }
}

impl Display for ColumnRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Name(name) => name.fmt(f),
            Self::Pattern(pattern) => f.write_str(&pattern.text),
        }
    }
}

impl Display for ColumnDecl {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}: {}", self.name, self.ty)
    }
}

impl Display for Rename {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} = {}", self.to, self.from)
    }
}

impl Display for Reorder {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.columns.fmt(f)?;
        let Some(direction) = self.direction else {
            return Ok(());
        };
        let granny = if self.granny { "granny-" } else { "" };
        write!(f, " {granny}{}", direction.as_str())
    }
}

impl Display for ParseColumns {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(if self.filter { "parse-where" } else { "parse" })?;
        if self.kind != ParseKind::Simple {
            write!(f, " kind={}", self.kind.as_str())?;
        }
        if let Some(flags) = &self.flags {
            write!(f, " flags={flags}")?;
        }
        write!(f, " {} with ", self.value)?;
        separated(f, &self.pattern, " ")
    }
}

impl Display for ParsePart {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Star => f.write_str("*"),
            Self::Text { text, span: _ } => string(f, text),
            Self::Column { name, ty: None } => name.fmt(f),
            Self::Column { name, ty: Some(ty) } => write!(f, "{name}: {ty}"),
        }
    }
}

impl Display for Range {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Self {
            column,
            from,
            to,
            step,
        } = self;
        write!(f, "range {column} from {from} to {to} step {step}")
    }
}

impl Display for Summarize {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str("summarize")?;
        properties(f, &self.properties)?;
        if !self.aggregates.is_empty() {
            f.write_str(" ")?;
            commas(f, &self.aggregates)?;
        }
        if !self.by.is_empty() {
            f.write_str(" by ")?;
            commas(f, &self.by)?;
        }
        Ok(())
    }
}

impl Display for SortKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.value.fmt(f)?;
        if let Some(direction) = self.direction {
            write!(f, " {}", direction.as_str())?;
        }
        if let Some(nulls) = self.nulls {
            write!(f, " nulls {}", nulls.as_str())?;
        }
        Ok(())
    }
}

fn properties(f: &mut Formatter<'_>, properties: &[Property]) -> Result {
    for Property { name, value } in properties {
        write!(f, " {}={value}", name.text)?;
    }
    Ok(())
}

impl Display for Union {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str("union")?;
        if let Some(kind) = self.kind {
            write!(f, " kind={}", kind.as_str())?;
        }
        if let Some(column) = &self.with_source {
            write!(f, " withsource={column}")?;
        }
        if let Some(is_fuzzy) = self.is_fuzzy {
            write!(f, " isfuzzy={is_fuzzy}")?;
        }
        properties(f, &self.properties)?;
        f.write_str(" ")?;
        commas(f, &self.tables)
    }
}

impl Display for Join {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if let Some(kind) = self.kind {
            write!(f, " kind={}", kind.as_str())?;
        }
        properties(f, &self.properties)?;
        write!(f, " {} on ", self.right)?;
        commas(f, &self.on)
    }
}

impl Display for MvExpand {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str("mv-expand")?;
        properties(f, &self.properties)?;
        f.write_str(" ")?;
        commas(f, &self.columns)?;
        if let Some(limit) = &self.limit {
            write!(f, " limit {limit}")?;
        }
        Ok(())
    }
}

impl Display for MvExpandColumn {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.value.fmt(f)?;
        if let Some(to) = &self.to {
            write!(f, " to typeof({to})")?;
        }
        Ok(())
    }
}
