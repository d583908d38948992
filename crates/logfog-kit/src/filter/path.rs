use std::fmt;

use super::{
    BadFilter,
    error::{did_you_mean, shown},
    parse::is_word,
    value::quote,
};

/// A field that a path may begin with.
#[derive(Debug)]
pub struct Root<F: 'static> {
    /// Its steps, joined by dots.
    pub name: &'static str,
    /// What may follow.
    pub then: Then,
    /// Which one it is.
    pub field: F,
}

/// A line of a table of roots.
pub(super) const fn root<F: Copy>(name: &'static str, then: Then, field: F) -> Root<F> {
    Root { name, then, field }
}

/// What follows the root of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Nothing,
    /// Steps into JSON, or nothing.
    Json,
    /// A name.
    Name,
    /// A name, and perhaps steps into its JSON.
    NameAndJson,
}

impl Then {
    /// How it is written in a list of fields.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Json => "[.STEP…]",
            Self::Name => ".NAME",
            Self::NameAndJson => ".NAME[.STEP…]",
        }
    }
}

/// Where to look.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path<F> {
    pub(super) field: F,
    steps: Vec<String>,
    /// How many of the steps are the root's.
    root: usize,
}

impl<F: Copy> Path<F> {
    /// Finds the root of a path that was written in `text` at `at`.
    pub(super) fn resolve(
        roots: &'static [Root<F>],
        steps: Vec<String>,
        text: &str,
        at: usize,
    ) -> Result<Self, BadFilter> {
        let begins = |root: &&Root<F>| {
            let mut steps = steps.iter();
            root.name
                .split('.')
                .all(|name| steps.next().is_some_and(|step| step == name))
        };
        let bad = |expected: String| BadFilter::new(text, at, shown(&steps.join(".")), expected);
        let Some(root) = roots.iter().find(begins) else {
            return Err(bad(known(roots, &steps)).suggest(meant(roots, &steps)));
        };
        let length = root.name.split('.').count();
        let more = steps.len() - length;
        match root.then {
            Then::Nothing if more > 0 => Err(bad(format!("`{}`, which has no parts", root.name))),
            Then::Name | Then::NameAndJson if more == 0 => Err(bad(format!(
                "a name after it: `{}{}`",
                root.name,
                root.then.as_str()
            ))),
            Then::Nothing | Then::Json | Then::Name | Then::NameAndJson => Ok(Self {
                field: root.field,
                steps,
                root: length,
            }),
        }
    }

    /// The steps after the root.
    pub(super) fn rest(&self) -> &[String] {
        &self.steps[self.root..]
    }
}

impl<F> fmt::Display for Path<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            if at > 0 {
                f.write_str(".")?;
            }
            if !step.is_empty() && step.chars().all(|c| is_word(c) && c != '.') {
                f.write_str(step)?;
            } else {
                quote(step, f)?;
            }
        }
        Ok(())
    }
}

/// The fields that there are: those that begin alike if any do, else all.
fn known<F>(roots: &[Root<F>], steps: &[String]) -> String {
    let first = |root: &Root<F>| root.name.split('.').next() == steps.first().map(String::as_str);
    let alike = roots.iter().any(first);
    let names = roots.iter().filter(|root| !alike || first(root));
    let names: Vec<_> = names
        .map(|root| format!("{}{}", root.name, root.then.as_str()))
        .collect();
    format!("a field: {}", names.join(", "))
}

fn meant<F>(roots: &[Root<F>], steps: &[String]) -> Option<String> {
    let written = steps.join(".");
    let words = ["and", "or", "not"].into_iter();
    let near = did_you_mean(&written, roots.iter().map(|root| root.name).chain(words));
    let first = steps.first()?;
    near.or_else(|| {
        did_you_mean(
            first,
            roots.iter().filter_map(|root| root.name.split('.').next()),
        )
    })
    .or_else(|| {
        let holds_names = |root: &&Root<F>| root.then == Then::NameAndJson;
        let root = roots.iter().find(holds_names)?;
        Some(format!(
            "is it `{}.{written}`, or `body.{written}`?",
            root.name
        ))
    })
}
