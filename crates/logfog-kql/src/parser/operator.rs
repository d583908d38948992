//! One function an operator.

use super::{Parsed, Parser};
use crate::{
    Error, Kind,
    ast::{
        Direction, Expr, Name, NamedExpr, Operator, OperatorKind, ParseColumns, ParseKind,
        ParsePart, Rename, Reorder,
    },
    lexer::TokenKind,
};

/// Operators of the language that are known by name only, each with a meaning that nothing here has.
const OTHERS: [&str; 27] = [
    "assert-schema",
    "consume",
    "evaluate",
    "execute-and-cache",
    "externaldata",
    "facet",
    "find",
    "fork",
    "graph-mark-components",
    "graph-match",
    "graph-shortest-paths",
    "graph-to-table",
    "graph-where-edges",
    "graph-where-nodes",
    "invoke",
    "macro-expand",
    "make-graph",
    "make-series",
    "mv-apply",
    "partition",
    "project-by-names",
    "reduce",
    "sample-distinct",
    "scan",
    "search",
    "top-hitters",
    "top-nested",
];

/// Operators that are read into a shape of their own, for a hint to whoever mistypes one.
const NAMED: [&str; 26] = [
    "as",
    "count",
    "distinct",
    "extend",
    "getschema",
    "join",
    "limit",
    "lookup",
    "mv-expand",
    "order",
    "parse",
    "parse-kv",
    "parse-where",
    "project",
    "project-away",
    "project-keep",
    "project-rename",
    "project-reorder",
    "render",
    "sample",
    "serialize",
    "sort",
    "summarize",
    "take",
    "top",
    "where",
];

/// Operators that nothing can be piped into.
const ONLY_FIRST: [&str; 4] = ["externaldata", "find", "print", "range"];

/// What the name of an operator with a hyphen starts with.
const STEMS: [&str; 10] = [
    "assert", "execute", "graph", "macro", "make", "mv", "parse", "project", "sample", "top",
];

impl Parser<'_> {
    /// An operator, up to what does not belong to it.
    pub(super) fn operator(&mut self, piped: bool) -> Parsed<Operator> {
        let start = self.peek().span.start;
        let name = self.operator_name()?;
        if piped && ONLY_FIRST.contains(&name.text.as_str()) {
            return Err(unknown_operator(&name));
        }
        self.height = 0;
        let kind = match reader(&name.text) {
            Some(read) => read(self)?,
            None if OTHERS.contains(&name.text.as_str()) => OperatorKind::Other {
                text: self.rest_of_operator()?,
                name,
            },
            None => return Err(unknown_operator(&name)),
        };
        Ok(Operator {
            kind,
            span: self.from(start),
        })
    }

    /// The words of a name, with the hyphens between them.
    fn operator_name(&mut self) -> Parsed<Name> {
        if self.peek().kind != TokenKind::Word {
            return Err(self.no_alternative());
        }
        let first = self.advance();
        let mut span = first.span;
        if STEMS.contains(&self.text_of(first)) {
            while self.is("-")
                && self.peek().span.start == span.end
                && self.nth(1).kind == TokenKind::Word
                && self.nth(1).span.start == self.peek().span.end
            {
                self.advance();
                span = span.to(self.advance().span);
            }
        }
        Ok(Name {
            text: span.of(self.text).to_owned(),
            span,
        })
    }

    /// What belongs to an operator that is not looked into.
    fn rest_of_operator(&mut self) -> Parsed<String> {
        let start = self.peek().span.start;
        self.skip_balanced(&["|", ";"])?;
        Ok(self.from(start).of(self.text).to_owned())
    }

    fn predicate(&mut self) -> Parsed<Expr> {
        self.properties(&[])?;
        self.expr()
    }

    fn optional_list<T>(&mut self, read: fn(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        if self.ends_here() && !self.is(",") {
            return Ok(Vec::new());
        }
        self.list(read)
    }

    /// `value`, `Name = value` or `(First, Second) = value`
    pub(super) fn named_expr(&mut self) -> Parsed<NamedExpr> {
        let mut names = Vec::new();
        let length = self.name_length(0);
        if length > 0 && self.nth_is(length, "=") {
            names.push(self.name()?);
            self.expect("=")?;
        } else if self.starts_names() {
            self.expect("(")?;
            names = self.list(Self::name)?;
            self.expect(")")?;
            self.expect("=")?;
        }
        Ok(NamedExpr {
            names,
            value: self.expr()?,
        })
    }

    /// Whether names in parentheses come here, with `=` behind them.
    fn starts_names(&self) -> bool {
        let mut n = 0;
        if !self.is("(") {
            return false;
        }
        loop {
            let length = self.name_length(n + 1);
            n += 1 + length;
            match length {
                0 => return false,
                _ if self.nth_is(n, ",") => {}
                _ => return self.nth_is(n, ")") && self.nth_is(n + 1, "="),
            }
        }
    }

    fn rename(&mut self) -> Parsed<Rename> {
        let to = self.name()?;
        self.expect("=")?;
        Ok(Rename {
            to,
            from: self.name()?,
        })
    }

    fn reorder(&mut self) -> Parsed<Reorder> {
        let columns = self.column_ref()?;
        let granny = self.is("granny") && self.nth_is(1, "-");
        if granny {
            self.at += 2;
        }
        let direction = self.direction();
        if granny && direction.is_none() {
            return Err(self.unexpected(&["'asc'", "'desc'"]));
        }
        Ok(Reorder {
            columns,
            direction,
            granny,
        })
    }

    pub(super) fn direction(&mut self) -> Option<Direction> {
        if self.eat("asc") {
            Some(Direction::Asc)
        } else if self.eat("desc") {
            Some(Direction::Desc)
        } else {
            None
        }
    }

    fn parse_columns(&mut self, filter: bool) -> Parsed<ParseColumns> {
        let mut kind = ParseKind::Simple;
        let mut flags = None;
        if self.is("kind") && self.nth_is(1, "=") {
            self.at += 2;
            kind = self.one_of(&[
                ("simple", ParseKind::Simple),
                ("regex", ParseKind::Regex),
                ("relaxed", ParseKind::Relaxed),
            ])?;
        }
        if self.is("flags") && self.nth_is(1, "=") {
            self.at += 2;
            flags = Some(self.name()?);
        }
        let value = self.expr()?;
        let height = self.height;
        self.expect("with")?;
        let mut pattern = Vec::new();
        while let Some(part) = self.parse_part()? {
            pattern.push(part);
        }
        if pattern.is_empty() {
            return Err(self.unexpected(&["'*'", "STRINGLITERAL", "IDENTIFIER"]));
        }
        self.height = height;
        Ok(ParseColumns {
            kind,
            flags,
            filter,
            value,
            pattern,
        })
    }

    fn parse_part(&mut self) -> Parsed<Option<ParsePart>> {
        if self.eat("*") {
            return Ok(Some(ParsePart::Star));
        }
        if self.peek().kind == TokenKind::String {
            let (text, span) = self.string()?;
            return Ok(Some(ParsePart::Text { text, span }));
        }
        if self.name_length(0) == 0 {
            return Ok(None);
        }
        let name = self.name()?;
        let ty = if self.eat(":") {
            Some(self.ty()?)
        } else {
            None
        };
        Ok(Some(ParsePart::Column { name, ty }))
    }

    fn as_name(&mut self) -> Parsed<Name> {
        self.properties(&[])?;
        self.name()
    }
}

fn unknown_operator(name: &Name) -> Error {
    let text = name.text.as_str();
    let nearest = NAMED
        .iter()
        .chain(&OTHERS)
        .map(|known| (strsim::damerau_levenshtein(text, known), known))
        .filter(|(distance, _)| (1..=2).contains(distance))
        .min();
    let hint = if ONLY_FIRST.contains(&text) {
        format!("{text} starts a query: nothing can be piped into it.")
    } else if let Some((_, known)) = nearest {
        format!("There is no operator {text}: {known} is meant, perhaps.")
    } else {
        String::new()
    };
    Error {
        kind: Kind::Syntax,
        code: "",
        at: name.span,
        message: format!("no viable alternative at input '{text}'"),
        hint,
    }
}

type Reader = fn(&mut Parser<'_>) -> Parsed<OperatorKind>;

/// What reads the operator of that name, from behind the name. A function each, so that the stack of a
/// query within a query holds what one operator needs, and not what all of them do.
fn reader(name: &str) -> Option<Reader> {
    let read: Reader = match name {
        "where" | "filter" => |p| Ok(OperatorKind::Where(p.predicate()?)),
        "extend" => |p| Ok(OperatorKind::Extend(p.list(Parser::named_expr)?)),
        "project" => |p| Ok(OperatorKind::Project(p.optional_list(Parser::named_expr)?)),
        "project-away" => |p| Ok(OperatorKind::ProjectAway(p.list(Parser::column_ref)?)),
        "project-keep" => |p| Ok(OperatorKind::ProjectKeep(p.list(Parser::column_ref)?)),
        "project-rename" => |p| Ok(OperatorKind::ProjectRename(p.list(Parser::rename)?)),
        "project-reorder" => |p| Ok(OperatorKind::ProjectReorder(p.list(Parser::reorder)?)),
        "parse" => |p| Ok(OperatorKind::Parse(p.parse_columns(false)?)),
        "parse-where" => |p| Ok(OperatorKind::Parse(p.parse_columns(true)?)),
        "parse-kv" => |p| Ok(OperatorKind::ParseKv(p.parse_kv()?)),
        "print" => |p| Ok(OperatorKind::Print(p.list(Parser::named_expr)?)),
        "range" => |p| Ok(OperatorKind::Range(Box::new(p.range()?))),
        "summarize" => |p| Ok(OperatorKind::Summarize(p.summarize()?)),
        "sort" | "order" => |p| Ok(OperatorKind::Sort(p.sort()?)),
        "take" | "limit" => |p| Ok(OperatorKind::Take(p.expr()?)),
        "top" => |p| {
            let (count, by) = p.top()?;
            Ok(OperatorKind::Top { count, by })
        },
        "distinct" => |p| Ok(OperatorKind::Distinct(p.distinct()?)),
        "count" => |_| Ok(OperatorKind::Count),
        "union" => |p| Ok(OperatorKind::Union(p.union()?)),
        "join" => |p| Ok(OperatorKind::Join(p.join()?)),
        "lookup" => |p| Ok(OperatorKind::Lookup(p.join()?)),
        "mv-expand" | "mvexpand" => |p| Ok(OperatorKind::MvExpand(p.mv_expand()?)),
        "sample" => |p| Ok(OperatorKind::Sample(p.expr()?)),
        "getschema" => |_| Ok(OperatorKind::GetSchema),
        "serialize" => |p| {
            Ok(OperatorKind::Serialize(
                p.optional_list(Parser::named_expr)?,
            ))
        },
        "as" => |p| Ok(OperatorKind::As(p.as_name()?)),
        "render" => |p| Ok(OperatorKind::Render(p.rest_of_operator()?)),
        _ => return None,
    };
    Some(read)
}
