//! `project-away`, `project-keep`, `project-rename` and `project-reorder`.

use std::cmp::Ordering;

use super::Step;
use crate::{
    Error, Span,
    ast::{ColumnRef, Direction, Name, Rename, Reorder},
    bind::{Binder, Column, Scope, unknown_column},
};

pub(super) fn away(binder: &mut Binder<'_>, refs: &[ColumnRef], scope: &Scope, at: Span) -> Step {
    let gone = all_of(binder, refs, scope);
    choose(scope, at, |place| !gone.contains(&place))
}

pub(super) fn keep(binder: &mut Binder<'_>, refs: &[ColumnRef], scope: &Scope, at: Span) -> Step {
    let kept = all_of(binder, refs, scope);
    choose(scope, at, |place| kept.contains(&place))
}

fn choose(scope: &Scope, at: Span, is_chosen: impl Fn(usize) -> bool) -> Step {
    let columns = scope.columns.iter().cloned().enumerate();
    Step::choice(at, columns.filter(|(place, _)| is_chosen(*place)).collect())
}

fn all_of(binder: &mut Binder<'_>, refs: &[ColumnRef], scope: &Scope) -> Vec<usize> {
    let mut places = Vec::new();
    for column in refs {
        places.extend(places_of(binder, column, scope));
    }
    places
}

/// The columns that a name or a pattern means. A name has to be one; a pattern can mean none.
fn places_of(binder: &mut Binder<'_>, column: &ColumnRef, scope: &Scope) -> Vec<usize> {
    match column {
        ColumnRef::Name(name) => place(binder, name, scope).into_iter().collect(),
        ColumnRef::Pattern(pattern) => {
            let columns = scope.columns.iter().enumerate();
            columns
                .filter(|(_, column)| matches(&pattern.text, &column.name))
                .map(|(place, _)| place)
                .collect()
        }
    }
}

fn place(binder: &mut Binder<'_>, name: &Name, scope: &Scope) -> Option<usize> {
    let place = scope.place(&name.text);
    if place.is_none() {
        binder.report(unknown_column(
            binder.dialect(),
            &name.text,
            name.span,
            scope,
        ));
    }
    place
}

/// Whether a name is of a pattern, where `*` is any text.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(start) else {
        return false;
    };
    let Some((middle, end)) = rest.rsplit_once('*') else {
        return name.ends_with(rest);
    };
    for part in middle.split('*') {
        match name.find(part) {
            Some(at) => name = &name[at + part.len()..],
            None => return false,
        }
    }
    name.ends_with(end)
}

/// A renamed column stays where it is.
pub(super) fn rename(binder: &mut Binder<'_>, renames: &[Rename], scope: &Scope, at: Span) -> Step {
    let mut columns = scope.columns.clone();
    for Rename { to, from } in renames {
        if let Some(place) = place(binder, from, scope) {
            columns[place].name.clone_from(&to.text);
        }
    }
    for Rename { to, from: _ } in renames {
        let same = columns.iter().filter(|column| column.name == to.text);
        if same.count() > 1 {
            binder.report(
                Error::semantic(
                    to.span,
                    format!("A column named '{}' is already defined", to.text),
                )
                .with_hint("Remove the other one first, with project-away."),
            );
        }
    }
    Step::choice(at, columns.into_iter().enumerate().collect())
}

/// What is named comes first, in that order; everything else follows as it was.
pub(super) fn reorder(binder: &mut Binder<'_>, order: &[Reorder], scope: &Scope, at: Span) -> Step {
    let mut places: Vec<usize> = Vec::new();
    for one in order {
        let mut group = places_of(binder, &one.columns, scope);
        group.retain(|place| !places.contains(place));
        if let Some(direction) = one.direction {
            let name = |place: &usize| scope.columns[*place].name.as_str();
            group.sort_by(|a, b| {
                let order = if one.granny {
                    by_numbers(name(a), name(b))
                } else {
                    name(a).cmp(name(b))
                };
                match direction {
                    Direction::Asc => order,
                    Direction::Desc => order.reverse(),
                }
            });
        }
        places.extend(group);
    }
    let rest = (0..scope.columns.len()).filter(|place| !places.contains(place));
    let all: Vec<usize> = places.iter().copied().chain(rest).collect();
    let chosen: Vec<(usize, Column)> = all
        .into_iter()
        .map(|place| (place, scope.columns[place].clone()))
        .collect();
    Step::choice(at, chosen)
}

/// The order of names in which digits count as numbers: `a2` comes before `a10`.
fn by_numbers(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        let text = |name: &str| {
            name.find(|c: char| c.is_ascii_digit())
                .unwrap_or(name.len())
        };
        let (a, b) = (left.split_at(text(left)), right.split_at(text(right)));
        let number = |name: &str| {
            let length = name
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(name.len());
            let digits = name[..length].trim_start_matches('0');
            (length, (digits.len(), digits.to_owned()))
        };
        let ((a_length, a_number), (b_length, b_number)) = (number(a.1), number(b.1));
        let order = a.0.cmp(b.0).then(a_number.cmp(&b_number));
        (left, right) = (&a.1[a_length..], &b.1[b_length..]);
        if order.is_ne() || (left.is_empty() && right.is_empty()) {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, name, expected) in [
            ("a*", "a", true),
            ("a*", "ab", true),
            ("a*", "ba", false),
            ("*a", "ba", true),
            ("*a*", "bab", true),
            ("a*c*e", "abcde", true),
            ("a*c*e", "ace", true),
            ("a*c*e", "ae", false),
            ("a*a", "a", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn digits_count_as_numbers() {
        assert_eq!(by_numbers("a2", "a10"), Ordering::Less);
        assert_eq!(by_numbers("a10b", "a10a"), Ordering::Greater);
        assert_eq!(by_numbers("a", "a1"), Ordering::Less);
        assert_eq!(by_numbers("a007", "a7"), Ordering::Equal);
    }
}
