mod boundary;
mod bytes;
mod defect;
mod faults;
mod model;
mod oracle;
mod same;
mod valid;

use std::collections::BTreeSet;

use anyhow::Result;
use logfog_conform::{Over, Probe, Sent, Shown};
use logfog_kit::Settings;
use logfog_model::{Basis, Fate};
use serde_json::Value;

use crate::{Property, Subject, subject};

/// Every property of a subject.
pub(crate) fn all(subject: &'static dyn Subject) -> Vec<Property> {
    let mut all = vec![valid::property(subject), oracle::property(subject)];
    all.extend(same::properties(subject));
    all.push(bytes::property(subject));
    all.push(faults::property(subject));
    all.push(model::property(subject));
    all.extend(boundary::properties(subject));
    all.extend(defect::properties(subject));
    all
}

/// Documented rules and numbers of profiles that no property is about, and reasons that are none.
pub(crate) fn unproven(subject: &'static dyn Subject) -> Result<Vec<String>> {
    let vendor = (subject.make())(&Settings::default())?;
    let (limits, defects) = (subject.limits(), subject.defects());
    let mut proven: BTreeSet<_> = limits.iter().map(|limit| limit.rule).collect();
    proven.extend(defects.iter().map(|defect| defect.rule));
    let exempt: BTreeSet<_> = subject.exempt().iter().map(|(rule, _)| *rule).collect();
    let rules = vendor.rules();
    let mut missing = Vec::new();
    for rule in &rules {
        let named = proven.contains(rule.id) || exempt.contains(rule.id);
        if rule.basis == Basis::Documented && !named {
            missing.push(format!(
                "{}: documented, and no property breaks it",
                rule.id
            ));
        }
    }
    for id in proven.iter().chain(&exempt).chain(subject.beyond_oracle()) {
        if !rules.iter().any(|rule| rule.id == *id) {
            missing.push(format!("{}: there is no rule {id}", subject.vendor()));
        }
    }
    for both in proven.intersection(&exempt) {
        missing.push(format!("{both}: exempt, and yet a property breaks it"));
    }
    let numbers = vendor.profile().values.into_iter();
    for (name, value) in numbers.filter(|(_, value)| subject::number(value).is_some()) {
        let limited = limits.iter().any(|limit| limit.number == name);
        if !limited && !subject.no_limits().iter().any(|(known, _)| *known == name) {
            missing.push(format!(
                "{}: no property is about {name} = {value}",
                subject.vendor()
            ));
        }
    }
    Ok(missing)
}

/// A probe of the subject in memory, in its default profile.
fn in_memory(subject: &dyn Subject) -> Result<Probe, String> {
    probe(subject, &Settings::default(), Over::Memory)
}

fn probe(subject: &dyn Subject, settings: &Settings, over: Over) -> Result<Probe, String> {
    Probe::new(subject.make(), settings, over).map_err(|error| format!("{error:#}"))
}

fn send(probe: &Probe, sent: &Sent) -> Result<Shown, String> {
    probe.send(sent).map_err(|error| format!("{error:#}"))
}

/// The name, with a number behind it where others had it before.
fn numbered(names: &mut Vec<String>, name: String) -> String {
    let before = names.iter().filter(|known| **known == name).count();
    names.push(name.clone());
    match before {
        0 => name,
        _ => format!("{name}/{}", before + 1),
    }
}

/// What a request came to, without what differs from one request to the next.
fn outcome(
    subject: &dyn Subject,
    shown: &Shown,
) -> (String, Vec<(&'static str, Fate)>, Vec<Value>) {
    let records = shown.stored.iter().map(|entry| subject.record(entry));
    (
        shown.answer.status.clone(),
        shown.broken.clone(),
        records.collect(),
    )
}

/// Fails unless both are equal.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, wanted: &T, got: &T) -> Result<(), String> {
    if wanted == got {
        return Ok(());
    }
    Err(format!("{what}: expected {wanted:?}, got {got:?}"))
}
