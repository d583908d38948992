use super::{Expr, Name};
use crate::{Span, Type};

/// One step of a pipeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Operator {
    /// What it does.
    pub kind: OperatorKind,
    /// From its name to its end, without the `|`.
    pub span: Span,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum OperatorKind {
    /// `where` and `filter`
    Where(Expr),
    /// `extend`
    Extend(Vec<NamedExpr>),
    /// `project`
    Project(Vec<NamedExpr>),
    /// `project-away`
    ProjectAway(Vec<ColumnRef>),
    /// `project-keep`
    ProjectKeep(Vec<ColumnRef>),
    /// `project-rename`
    ProjectRename(Vec<Rename>),
    /// `project-reorder`
    ProjectReorder(Vec<Reorder>),
    /// `parse` and `parse-where`
    Parse(ParseColumns),
    /// `parse-kv`
    ParseKv(ParseKv),
    /// `print`
    Print(Vec<NamedExpr>),
    /// `range x from 1 to 9 step 2`
    Range(Box<Range>),
    /// `summarize`
    Summarize(Summarize),
    /// `sort by` and `order by`
    Sort(Vec<SortKey>),
    /// `take` and `limit`
    Take(Expr),
    /// `top 5 by x`
    Top {
        /// How many.
        count: Expr,
        /// The first of what order.
        by: Vec<SortKey>,
    },
    /// `distinct a, b` and `distinct *`
    Distinct(Vec<Expr>),
    /// `count`
    Count,
    /// `union`
    Union(Union),
    /// `join`
    Join(Join),
    /// `lookup`
    Lookup(Join),
    /// `mv-expand`
    MvExpand(MvExpand),
    /// `sample 5`
    Sample(Expr),
    /// `getschema`
    GetSchema,
    /// `serialize`
    Serialize(Vec<NamedExpr>),
    /// `as Name`
    As(Name),
    /// `render`: a word to whoever draws the answer, who may read the text.
    Render(String),
    /// An operator of the language that is known by name only.
    Other {
        /// Which.
        name: Name,
        /// What comes behind the name.
        text: String,
    },
}

impl OperatorKind {
    /// The word that it is written with.
    pub fn name(&self) -> &str {
        match self {
            Self::Where(_) => "where",
            Self::Extend(_) => "extend",
            Self::Project(_) => "project",
            Self::ProjectAway(_) => "project-away",
            Self::ProjectKeep(_) => "project-keep",
            Self::ProjectRename(_) => "project-rename",
            Self::ProjectReorder(_) => "project-reorder",
            Self::Parse(parse) if parse.filter => "parse-where",
            Self::Parse(_) => "parse",
            Self::ParseKv(_) => "parse-kv",
            Self::Print(_) => "print",
            Self::Range(_) => "range",
            Self::Summarize(_) => "summarize",
            Self::Sort(_) => "sort",
            Self::Take(_) => "take",
            Self::Top { .. } => "top",
            Self::Distinct(_) => "distinct",
            Self::Count => "count",
            Self::Union(_) => "union",
            Self::Join(_) => "join",
            Self::Lookup(_) => "lookup",
            Self::MvExpand(_) => "mv-expand",
            Self::Sample(_) => "sample",
            Self::GetSchema => "getschema",
            Self::Serialize(_) => "serialize",
            Self::As(_) => "as",
            Self::Render(_) => "render",
            Self::Other { name, text: _ } => &name.text,
        }
    }
}

/// `Name = value`, `(First, Second) = value`, or a value alone.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedExpr {
    /// None, one, or as many as the value has columns.
    pub names: Vec<Name>,
    /// The value.
    pub value: Expr,
}

/// A column, or all columns of such a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnRef {
    /// `Name`
    Name(Name),
    /// `Name*`, where `*` is any text.
    Pattern(Name),
}

/// `New = Old`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The name that it gets.
    pub to: Name,
    /// The name that it has.
    pub from: Name,
}

/// What comes first in `project-reorder`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reorder {
    /// Which columns.
    pub columns: ColumnRef,
    /// In which order, when there are several.
    pub direction: Option<Direction>,
    /// Whether numbers within the names count as numbers: `granny-asc`.
    pub granny: bool,
}

/// `Name: type`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnDecl {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
}

/// `parse kind=regex flags=i value with * "literal" Name:type *`
#[derive(Clone, Debug, PartialEq)]
pub struct ParseColumns {
    /// How the literals are read, and what one that does not match means.
    pub kind: ParseKind,
    /// `flags=…`
    pub flags: Option<Name>,
    /// `parse-where`: a row that does not match is dropped.
    pub filter: bool,
    /// What is taken apart.
    pub value: Expr,
    /// How.
    pub pattern: Vec<ParsePart>,
}

/// How `parse` reads its pattern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParseKind {
    /// Literals are texts, and everything must match.
    #[default]
    Simple,
    /// Literals are regular expressions.
    Regex,
    /// Literals are texts, and a column that does not fit its type is null.
    Relaxed,
}

impl ParseKind {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Regex => "regex",
            Self::Relaxed => "relaxed",
        }
    }
}

/// A part of a pattern of `parse`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParsePart {
    /// `*`: anything, which is not kept.
    Star,
    /// What must be there.
    Text {
        /// The text, or the regular expression.
        text: String,
        /// Where it is written.
        span: Span,
    },
    /// What is kept.
    Column {
        /// As which column.
        name: Name,
        /// Of which type; a string when nothing is said.
        ty: Option<Type>,
    },
}

/// `parse-kv value as (a: long) with (pair_delimiter=',', kv_delimiter=':')`
#[derive(Clone, Debug, PartialEq)]
pub struct ParseKv {
    /// What is taken apart.
    pub value: Expr,
    /// Which keys become columns, and of which types.
    pub keys: Vec<ColumnDecl>,
    /// What stands between keys and values; nothing means whatever is no letter and no digit.
    pub properties: Vec<Property>,
}

/// `range Column from start to end step by`
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The column.
    pub column: Name,
    /// Its first value.
    pub from: Expr,
    /// What no value exceeds.
    pub to: Expr,
    /// What is between two values.
    pub step: Expr,
}

/// `summarize count() by x`
#[derive(Clone, Debug, PartialEq)]
pub struct Summarize {
    /// `hint.…`
    pub properties: Vec<Property>,
    /// What is computed for each group.
    pub aggregates: Vec<NamedExpr>,
    /// What makes a group.
    pub by: Vec<NamedExpr>,
}

/// `name=value` behind the name of an operator.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Its name, dots included.
    pub name: Name,
    /// A name or a literal.
    pub value: Expr,
}

/// `x desc nulls last`
#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    /// What rows are ordered by.
    pub value: Expr,
    /// `asc` or `desc`, which is what nothing means.
    pub direction: Option<Direction>,
    /// Where nulls go; when nothing is said, first if ascending and last if descending.
    pub nulls: Option<Nulls>,
}

/// In which direction rows are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The least first.
    Asc,
    /// The greatest first.
    Desc,
}

impl Direction {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asc => "asc",
            Self::Desc => "desc",
        }
    }
}

/// Where nulls go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// In front of everything.
    First,
    /// Behind everything.
    Last,
}

impl Nulls {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
        }
    }
}

/// `union kind=outer withsource=T isfuzzy=true A, (B | where x), C*`
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// Which columns there are; all of them when nothing is said.
    pub kind: Option<UnionKind>,
    /// The column that names the table of a row.
    pub with_source: Option<Name>,
    /// Whether tables that are not there are passed over.
    pub is_fuzzy: Option<bool>,
    /// `hint.…`
    pub properties: Vec<Property>,
    /// The tables.
    pub tables: Vec<Expr>,
}

/// Which columns a union has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnionKind {
    /// Those that all tables have.
    Inner,
    /// All.
    Outer,
}

impl UnionKind {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inner => "inner",
            Self::Outer => "outer",
        }
    }
}

/// `join kind=inner (T) on a, $left.b == $right.c`, and `lookup` in the same form.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Which rows there are; for nothing, `innerunique` in a join and `leftouter` in a lookup.
    pub kind: Option<JoinKind>,
    /// `hint.…`
    pub properties: Vec<Property>,
    /// The other table.
    pub right: Expr,
    /// What rows must agree in: a column of both, or an equality of `$left` and `$right`.
    pub on: Vec<Expr>,
}

/// Which rows a join has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinKind {
    /// Pairs, each key of the left side once.
    InnerUnique,
    /// Pairs.
    Inner,
    /// Pairs, and rows of the left without a match.
    LeftOuter,
    /// Pairs, and rows of the right without a match.
    RightOuter,
    /// Pairs, and rows of both sides without a match.
    FullOuter,
    /// Rows of the left with a match.
    LeftSemi,
    /// Rows of the right with a match.
    RightSemi,
    /// Rows of the left without a match.
    LeftAnti,
    /// Rows of the right without a match.
    RightAnti,
}

impl JoinKind {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InnerUnique => "innerunique",
            Self::Inner => "inner",
            Self::LeftOuter => "leftouter",
            Self::RightOuter => "rightouter",
            Self::FullOuter => "fullouter",
            Self::LeftSemi => "leftsemi",
            Self::RightSemi => "rightsemi",
            Self::LeftAnti => "leftanti",
            Self::RightAnti => "rightanti",
        }
    }
}

/// `mv-expand kind=array x = parse_json(a) to typeof(long), b limit 10`
#[derive(Clone, Debug, PartialEq)]
pub struct MvExpand {
    /// `kind=`, `bagexpansion=`, `with_itemindex=` and hints.
    pub properties: Vec<Property>,
    /// What is taken apart, side by side.
    pub columns: Vec<MvExpandColumn>,
    /// At most so many rows of one.
    pub limit: Option<Expr>,
}

/// A column that `mv-expand` takes apart.
#[derive(Clone, Debug, PartialEq)]
pub struct MvExpandColumn {
    /// The array or bag, and its new name.
    pub value: NamedExpr,
    /// `to typeof(…)`, with the text between the parentheses.
    pub to: Option<String>,
}
