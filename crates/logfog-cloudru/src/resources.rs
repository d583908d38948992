//! What a session can be declared to have besides the well-known projects and keys.

use std::collections::BTreeSet;

use jiff::Timestamp;
use logfog_kit::{BadResource, Registry, resources};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    destination::{self, Group, WellKnown},
    keys::Key,
};

/// Projects with their log groups, and API keys that are good for all of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Resources {
    /// Projects besides the well-known ones, or more log groups of those.
    #[serde(default)]
    projects: Vec<DeclaredProject>,
    /// Keys besides the well-known ones.
    #[serde(default)]
    api_keys: Vec<DeclaredKey>,
}

/// A project.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeclaredProject {
    /// Its id, as `project_id` names it.
    #[schemars(length(min = 1))]
    id: String,
    /// Its log groups. The first is the default one, which takes the entries that name no group; one
    /// is made up when there is none.
    #[serde(default)]
    log_groups: Vec<DeclaredGroup>,
}

/// A log group.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeclaredGroup {
    /// Its id, as `log_group_id` names it.
    #[schemars(length(min = 1))]
    id: String,
    /// Whether it takes entries; it does when left out.
    active: Option<bool>,
}

/// A static API key of a service account.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeclaredKey {
    /// A UUID in base64, a dot, and a secret.
    #[schemars(regex(pattern = r"^[A-Za-z0-9+/]+=*\..+$"))]
    key: String,
    /// Whether its account has the role `logaas.writer`; it has when left out.
    writes: Option<bool>,
    /// When it is no longer good, as in `2026-11-01T12:00:00Z`; never when left out.
    #[serde(default, deserialize_with = "resources::time")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    expires_at: Option<Timestamp>,
}

/// The JSON Schema of a declaration.
pub(crate) fn schema() -> serde_json::Value {
    schemars::schema_for!(Resources).into()
}

/// Keeps what is declared, unless something is wrong with any of it.
pub(crate) fn declare(
    declared: &serde_json::Value,
    registry: &Registry<'_>,
) -> Result<(), BadResource> {
    let Resources { projects, api_keys } = resources::read(declared)?;
    let mut seen = BTreeSet::new();
    for (number, project) in projects.iter().enumerate() {
        let at = format!("projects[{number}]");
        project.check(&at)?;
        if !seen.insert(&project.id) {
            let problem = format!("`{}` is declared already", project.id);
            return Err(BadResource::new(format!("{at}.id"), problem));
        }
    }
    let keys = api_keys.into_iter().enumerate();
    let keys = keys.map(|(number, key)| key.read(&format!("api_keys[{number}]")));
    let keys: Vec<_> = keys.collect::<Result<_, _>>()?;
    for project in &projects {
        project.keep(registry);
    }
    for key in &keys {
        key.keep(registry);
    }
    Ok(())
}

impl DeclaredProject {
    fn check(&self, at: &str) -> Result<(), BadResource> {
        if self.id.is_empty() {
            return Err(BadResource::new(format!("{at}.id"), "an id is not empty"));
        }
        let mut seen = BTreeSet::new();
        for (number, group) in self.log_groups.iter().enumerate() {
            let bad = |problem: String| {
                let at = format!("{at}.log_groups[{number}].id");
                Err(BadResource::new(at, problem))
            };
            if group.id.is_empty() {
                return bad("an id is not empty".into());
            }
            let known = WellKnown::find(&self.id).and_then(|known| known.group(&group.id));
            if known.is_some() {
                return bad(format!("`{}` is well known: choose another id", group.id));
            }
            if !seen.insert(&group.id) {
                return bad(format!("`{}` is declared already", group.id));
            }
        }
        Ok(())
    }

    fn keep(&self, registry: &Registry<'_>) {
        for DeclaredGroup { id, active } in &self.log_groups {
            let group = Group {
                active: active.unwrap_or(true),
            };
            destination::keep_group(&self.id, id, group, registry);
        }
        if WellKnown::find(&self.id).is_some() {
            return;
        }
        if let Some(first) = self.log_groups.first() {
            destination::keep_project(&self.id, &first.id, registry);
        } else {
            let made = registry.world().ids.uuid().to_string();
            destination::keep_group(&self.id, &made, Group { active: true }, registry);
            destination::keep_project(&self.id, &made, registry);
        }
    }
}

impl DeclaredKey {
    fn read(&self, at: &str) -> Result<Key, BadResource> {
        let bad = |problem: String| Err(BadResource::new(format!("{at}.key"), problem));
        // A key is not repeated: it may be one of a real account.
        let key = match Key::read(&self.key) {
            Ok(key) if key.is_well_known() => {
                return bad("the UUID is that of a well-known key: choose another".into());
            }
            Ok(key) => key,
            Err(found) => {
                let problem = format!("a key is a UUID in base64, a dot and a secret; got {found}");
                return bad(problem);
            }
        };
        Ok(Key {
            writes: self.writes.unwrap_or(true),
            expires_at: self.expires_at,
            ..key
        })
    }
}
