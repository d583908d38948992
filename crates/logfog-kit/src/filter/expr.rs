use std::{cmp::Ordering, fmt};

use regex::Regex;

use super::{
    Clause, Found,
    path::Path,
    value::{Value, can_be_bare, quote},
};

/// How much of a field is shown in a clause, in characters.
const SHOWN: usize = 200;

/// A filter as a tree. A list has two members at least, or its text would not lead back to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr<F> {
    /// Only alone.
    All,
    Compare(Comparison<F>),
    Not(Box<Self>),
    And(Vec<Self>),
    Or(Vec<Self>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Comparison<F> {
    pub(super) path: Path<F>,
    pub(super) test: Test,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    There,
    Is(Op, Value),
    Matches(Pattern),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Equal,
    Unequal,
    Greater,
    Less,
    AtLeast,
    AtMost,
}

/// A regular expression; two are the same when they are written alike.
#[derive(Clone, Debug)]
pub(super) struct Pattern(pub(super) Regex);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

/// Finds what a path leads to.
pub(super) type Find<'f, F> = dyn Fn(&Path<F>) -> Found<'f> + 'f;

impl<F> Expr<F> {
    pub(super) fn holds(&self, find: &Find<'_, F>) -> bool {
        match self {
            Self::All => true,
            Self::Compare(comparison) => comparison.holds(&find(&comparison.path)),
            Self::Not(inner) => !inner.holds(find),
            Self::And(all) => all.iter().all(|one| one.holds(find)),
            Self::Or(any) => any.iter().any(|one| one.holds(find)),
        }
    }

    /// How many comparisons must turn out differently for it to be `wanted`.
    pub(super) fn misses(&self, find: &Find<'_, F>, wanted: bool) -> usize {
        let each = |all: &[Self]| {
            all.iter()
                .map(|one| one.misses(find, wanted))
                .collect::<Vec<_>>()
        };
        match self {
            Self::All => usize::from(!wanted),
            Self::Compare(comparison) => {
                usize::from(comparison.holds(&find(&comparison.path)) != wanted)
            }
            Self::Not(inner) => inner.misses(find, !wanted),
            Self::And(all) if wanted => each(all).iter().sum(),
            Self::Or(all) if !wanted => each(all).iter().sum(),
            Self::And(all) | Self::Or(all) => each(all).into_iter().min().unwrap_or(0),
        }
    }

    /// Appends every comparison, each turned round where an odd number of `not` stands before it.
    pub(super) fn explain(&self, find: &Find<'_, F>, wanted: bool, clauses: &mut Vec<Clause>) {
        match self {
            Self::All => {}
            Self::Compare(comparison) => {
                let found = find(&comparison.path);
                let not = if wanted { "" } else { "not " };
                clauses.push(Clause {
                    text: format!("{not}{comparison}"),
                    held: comparison.holds(&found) == wanted,
                    got: got(&found),
                });
            }
            Self::Not(inner) => inner.explain(find, !wanted, clauses),
            Self::And(all) | Self::Or(all) => {
                for one in all {
                    one.explain(find, wanted, clauses);
                }
            }
        }
    }
}

impl<F> Comparison<F> {
    fn holds(&self, found: &Found<'_>) -> bool {
        match &self.test {
            Test::There => !matches!(found, Found::Missing),
            Test::Matches(Pattern(regex)) => found.texts().any(|text| regex.is_match(text)),
            Test::Is(op, value) => {
                let any = |good: fn(Ordering) -> bool| {
                    found.texts().any(|text| good(value.compare(text)))
                };
                match op {
                    Op::Equal => any(Ordering::is_eq),
                    Op::Unequal => !any(Ordering::is_eq),
                    Op::Greater => any(Ordering::is_gt),
                    Op::Less => any(Ordering::is_lt),
                    Op::AtLeast => any(Ordering::is_ge),
                    Op::AtMost => any(Ordering::is_le),
                }
            }
        }
    }
}

fn got(found: &Found<'_>) -> Option<String> {
    let whole = match found {
        Found::Missing => return None,
        Found::One(text) => text.clone().into_owned(),
        Found::Many(texts) => format!("any of [{}]", texts.join(", ")),
    };
    match whole.char_indices().nth(SHOWN) {
        Some((end, _)) => Some(format!("{}…", &whole[..end])),
        None => Some(whole),
    }
}

impl Op {
    pub(super) const ALL: [Self; 6] = [
        Self::Equal,
        Self::Unequal,
        Self::Greater,
        Self::Less,
        Self::AtLeast,
        Self::AtMost,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Greater => ">",
            Self::Less => "<",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
        }
    }
}

impl<F> fmt::Display for Expr<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::Compare(comparison) => comparison.fmt(f),
            Self::Not(inner) => {
                f.write_str("not ")?;
                match **inner {
                    Self::And(_) | Self::Or(_) => write!(f, "({inner})"),
                    Self::All | Self::Compare(_) | Self::Not(_) => inner.fmt(f),
                }
            }
            Self::And(all) => list(all, " and ", f),
            Self::Or(any) => list(any, " or ", f),
        }
    }
}

/// Members that are lists themselves are put in parentheses, but for an `and` within an `or`.
fn list<F>(members: &[Expr<F>], between: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, member) in members.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        match member {
            Expr::And(_) if between == " or " => write!(f, "{member}")?,
            Expr::And(_) | Expr::Or(_) => write!(f, "({member})")?,
            Expr::All | Expr::Compare(_) | Expr::Not(_) => write!(f, "{member}")?,
        }
    }
    Ok(())
}

impl<F> fmt::Display for Comparison<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match &self.test {
            Test::There => path.fmt(f),
            Test::Is(op, value) => write!(f, "{path} {} {value}", op.as_str()),
            Test::Matches(Pattern(regex)) => {
                write!(f, "{path} ~ ")?;
                if can_be_bare(regex.as_str()) {
                    f.write_str(regex.as_str())
                } else {
                    quote(regex.as_str(), f)
                }
            }
        }
    }
}
