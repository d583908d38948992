//! The three levels that need nothing but this workspace.

use std::{
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::Result;
use clap::ValueEnum;
use logfog_conform::{Case, Gaps, perform};
use logfog_properties::{Config, Property};

use crate::vendors::Known;

/// How something is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    /// Cases answer as the documentation says
    Doc,
    /// Answers are as their schemas say
    Schema,
    /// Properties hold
    Property,
}

/// What one level found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) passed: usize,
    /// A line for each thing that failed and is not a known gap.
    pub(super) failed: Vec<String>,
    /// How many failures are known gaps.
    pub(super) gaps: usize,
}

impl Found {
    fn add(&mut self, known: Known, gaps: &Gaps, name: &str, failure: Option<String>) {
        let is_gap = failure.is_some() && gaps.of(name).is_some();
        match gaps.judge(name, failure) {
            Some(failure) => self
                .failed
                .push(format!("{}/{name}: {failure}", known.name)),
            None if is_gap => self.gaps += 1,
            None => self.passed += 1,
        }
    }
}

/// Plays the cases: what the documentation promises, and what the schemas say.
pub(super) fn cases(known: Known, cases: &[(PathBuf, Case)], gaps: &Gaps) -> Result<[Found; 2]> {
    let schemas = known.schemas()?;
    let found = each(cases, |(path, case)| {
        match perform(path, case, known.make, &schemas) {
            Ok(outcome) => (outcome.difference, outcome.violation),
            Err(error) => (Some(format!("{error:#}")), None),
        }
    });
    let [mut doc, mut schema] = [Found::default(), Found::default()];
    for ((_, case), (difference, violation)) in cases.iter().zip(found) {
        let name = format!("{}/{}", case.operation, case.name);
        // A gap is one of what is promised; what is answered instead has its schema all the same.
        doc.add(known, gaps, &name, difference);
        schema.add(known, &Gaps::default(), &name, violation);
    }
    Ok([doc, schema])
}

/// Tries to refute the properties.
pub(super) fn properties(known: Known, all: &[Property], config: Config, gaps: &Gaps) -> Found {
    let failures = each(all, |property| property.run(config).err());
    let mut found = Found::default();
    for (property, failure) in all.iter().zip(failures) {
        found.add(known, gaps, &property.name, failure);
    }
    found
}

/// Works on all of them, on every core, and keeps their order.
fn each<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(all.len()));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(one) = all.get(at) else {
                        return;
                    };
                    let result = work(one);
                    let mut done = done.lock().expect("nobody panics while holding it");
                    done.push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("nobody panicked while holding it");
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
