use logfog_conform::Shown;
use logfog_kit::Settings;
use logfog_model::Fate;
use proptest::{prelude::*, sample::Index};

use crate::{Defect, Kind, Property, Subject, property};

use super::{numbered, probe, send};

/// A valid payload with one demand broken breaks just that rule.
pub(super) fn properties(subject: &'static dyn Subject) -> Vec<Property> {
    let mut names = Vec::new();
    let properties = subject.defects().into_iter().map(|defect| {
        let name = numbered(&mut names, format!("defect/{}", defect.rule));
        let label = name.clone();
        Property::new(name, Kind::Defect, Some(defect.rule), move |config| {
            let schemas = subject.schemas()?;
            let settings = Settings {
                profile: defect.profile.map(str::to_owned),
                set: defect
                    .set
                    .iter()
                    .map(|(key, value)| ((*key).into(), (*value).into()))
                    .collect(),
            };
            let probe = probe(subject, &settings, defect.over)?;
            let payloads = (subject.valid(&schemas), any::<Index>());
            config.fewer(3).all(payloads, |(payload, index)| {
                let sent = (defect.request)(&probe, payload, index);
                let shown = send(&probe, &sent)?;
                let operation = defect.operation.unwrap_or(subject.operation());
                let shape = || subject.shape_of(operation, &schemas, &shown.answer);
                let wrong = wrong(subject, defect, &shown).or_else(shape);
                let Some(wrong) = wrong else {
                    return Ok(());
                };
                let vendor = subject.vendor();
                let kept = property::keep(vendor, operation, &label, &sent, &wrong);
                Err(format!("{wrong}; {kept}"))
            })
        })
    });
    properties.collect()
}

fn wrong(subject: &dyn Subject, defect: Defect, shown: &Shown) -> Option<String> {
    let mut wanted: Vec<_> = defect.beside.iter().copied().chain([defect.rule]).collect();
    wanted.sort_unstable();
    let mut broken: Vec<_> = shown.broken.iter().map(|(rule, _)| *rule).collect();
    broken.dedup();
    if wanted != broken {
        return Some(format!(
            "expected just {} to be broken, got {:?}",
            wanted.join(" and "),
            shown.broken
        ));
    }
    let has = |fate: Fate| shown.broken.iter().any(|(_, there)| *there == fate);
    if has(Fate::Refused) && !shown.stored.is_empty() {
        return Some(format!(
            "refused, and yet {} records were stored",
            shown.stored.len()
        ));
    }
    let told = subject.tells(&shown.answer);
    match has(Fate::Refused) || has(Fate::Rejected) {
        true if !told => Some("the answer does not tell the client".into()),
        false if told => Some("the answer tells the client, though nothing was refused".into()),
        _ => None,
    }
}
