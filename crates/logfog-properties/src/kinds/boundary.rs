use logfog_conform::Over;
use logfog_kit::Settings;
use proptest::prelude::*;

use crate::{Config, Kind, Limit, Property, Subject};

use super::{numbered, probe, same, send};

/// For every number of every profile: up to L breaks no rule, beyond it breaks just that one.
pub(super) fn properties(subject: &'static dyn Subject) -> Vec<Property> {
    let mut names = Vec::new();
    let properties = subject.limits().into_iter().map(|limit| {
        let name = numbered(&mut names, format!("boundary/{}", limit.number));
        Property::new(name, Kind::Boundary, Some(limit.rule), move |config| {
            let mut shown = 0;
            let default =
                (subject.make())(&Settings::default()).map_err(|error| error.to_string())?;
            for profile in default.profile().known {
                if limit.except.iter().any(|(name, _)| name == profile) {
                    continue;
                }
                shown += usize::from(
                    in_profile(subject, limit, profile, config)
                        .map_err(|error| format!("profile {profile}: {error}"))?,
                );
            }
            if shown == 0 {
                return Err("no profile has this number".into());
            }
            Ok(())
        })
    });
    properties.collect()
}

/// Whether the profile has the number at all.
fn in_profile(
    subject: &'static dyn Subject,
    limit: Limit,
    profile: &str,
    config: Config,
) -> Result<bool, String> {
    let settings = Settings {
        profile: Some(profile.to_owned()),
        set: Vec::new(),
    };
    let probe = probe(subject, &settings, Over::Memory)?;
    let values = probe.vendor().profile().values;
    let value = values.into_iter().find(|(name, _)| *name == limit.number);
    let (_, text) = value.ok_or_else(|| format!("there is no value {}", limit.number))?;
    let Some(most) = (limit.read)(&text) else {
        return Ok(false);
    };
    let holds = |count: u64| {
        let sent = (limit.request)(&probe, count);
        let shown = send(&probe, &sent)?;
        if count <= most {
            return same(
                &format!("{count} of {most}, rules broken"),
                &Vec::new(),
                &shown.broken,
            );
        }
        if shown.broke_just(limit.rule) {
            return Ok(());
        }
        Err(format!(
            "{count} of {most}: expected just {} to be broken, got {:?}",
            limit.rule, shown.broken
        ))
    };
    for count in [most, most + 1] {
        holds(count)?;
    }
    // A request of megabytes costs as much as thousands of small ones.
    let config = if most > 100_000 {
        config.fewer(24)
    } else {
        config.fewer(4)
    };
    let around = prop_oneof![1..=most, most + 1..=most.saturating_add(most / 8 + 3)];
    config.all(around, holds)?;
    Ok(true)
}
