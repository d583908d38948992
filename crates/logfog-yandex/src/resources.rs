//! What a session can be declared to have besides the well-known folder, group and tokens.

use logfog_kit::{BadResource, Registry, resources};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    groups::{self, FOLDER_ID, LOG_GROUP_ID, Status},
    principals::{Issued, Passport, ServiceAccount},
};

/// Folders, log groups, service accounts and tokens.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Resources {
    /// Folders besides the well-known one.
    #[serde(default)]
    folders: Vec<Folder>,
    /// Log groups besides the well-known one.
    #[serde(default)]
    log_groups: Vec<LogGroup>,
    /// Service accounts besides the well-known ones.
    #[serde(default)]
    service_accounts: Vec<ServiceAccount>,
    /// OAuth tokens besides the well-known ones.
    #[serde(default)]
    oauth_tokens: Vec<Passport>,
    /// IAM tokens besides the well-known ones.
    #[serde(default)]
    iam_tokens: Vec<Issued>,
}

/// A folder of the well-known cloud.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Folder {
    /// A letter and up to 63 letters, digits, `-`, `_` and `.`.
    #[schemars(regex(pattern = r"^[a-zA-Z][-a-zA-Z0-9_.]{0,63}$"))]
    id: String,
}

/// A log group.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LogGroup {
    /// A letter and up to 62 letters, digits, `-`, `_` and `.`.
    #[schemars(regex(pattern = r"^[a-zA-Z][-a-zA-Z0-9_.]{0,62}$"))]
    id: String,
    /// The folder that it is in, which need not be declared; the well-known one when left out.
    folder_id: Option<String>,
    /// What it is called in its folder; nothing when left out. The one called `default` takes what
    /// is written to the folder.
    #[schemars(regex(pattern = r"^([a-z]([-a-z0-9]{1,61}[a-z0-9])?)?$"))]
    #[serde(default)]
    name: String,
    /// Only an active group can be written to.
    #[serde(default)]
    status: Status,
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
    let resources: Resources = resources::read(declared)?;
    resources.check()?;
    for folder in resources.folders {
        groups::keep_folder(&folder.id, registry);
    }
    for group in resources.log_groups {
        let group = groups::LogGroup {
            folder_id: group.folder().to_owned(),
            id: group.id,
            name: group.name,
            status: group.status,
            ..groups::LogGroup::default()
        };
        groups::declare(&group, registry);
    }
    for account in resources.service_accounts {
        account.keep(registry);
    }
    for passport in resources.oauth_tokens {
        passport.keep(registry);
    }
    for issued in resources.iam_tokens {
        issued.keep(registry);
    }
    Ok(())
}

impl Resources {
    fn check(&self) -> Result<(), BadResource> {
        for (number, folder) in self.folders.iter().enumerate() {
            let at = format!("folders[{number}].id");
            is_id(&folder.id, 64, &at)?;
            is_unknown(&folder.id, &[FOLDER_ID], &at)?;
            let before = &self.folders[..number];
            is_new(
                &folder.id,
                before.iter().any(|other| other.id == folder.id),
                &at,
            )?;
        }
        for (number, group) in self.log_groups.iter().enumerate() {
            let at = format!("log_groups[{number}]");
            group.check(&at, &self.log_groups[..number])?;
        }
        ServiceAccount::check(&self.service_accounts)?;
        Passport::check(&self.oauth_tokens)?;
        Issued::check(&self.iam_tokens)
    }
}

impl LogGroup {
    fn folder(&self) -> &str {
        self.folder_id.as_deref().unwrap_or(FOLDER_ID)
    }

    fn check(&self, at: &str, before: &[Self]) -> Result<(), BadResource> {
        let id = format!("{at}.id");
        is_id(&self.id, 63, &id)?;
        is_unknown(&self.id, &[LOG_GROUP_ID], &id)?;
        is_new(
            &self.id,
            before.iter().any(|other| other.id == self.id),
            &id,
        )?;
        if let Some(folder) = &self.folder_id {
            is_id(folder, 64, &format!("{at}.folder_id"))?;
        }
        let name = format!("{at}.name");
        if !is_name(&self.name) {
            let problem = format!(
                "`{}` is not a name: nothing, a letter, or 3 to 63 lower-case letters, digits and \
                 `-`, a letter first and no `-` last",
                self.name
            );
            return Err(BadResource::new(name, problem));
        }
        let same = |other: &Self| {
            !self.name.is_empty() && other.name == self.name && other.folder() == self.folder()
        };
        is_new(&self.name, before.iter().any(same), &name)
    }
}

/// `[a-zA-Z][-a-zA-Z0-9_.]*`, of so many characters at most.
pub(crate) fn is_id(id: &str, most: usize, at: &str) -> Result<(), BadResource> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let first = id.starts_with(|first: char| first.is_ascii_alphabetic());
    if first && id.len() <= most && id.bytes().all(good) {
        return Ok(());
    }
    let problem = format!(
        "`{id}` is not a letter and at most {} letters, digits, `-`, `_` and `.`",
        most - 1
    );
    Err(BadResource::new(at, problem))
}

/// `([a-z]([-a-z0-9]{1,61}[a-z0-9])?)?`
fn is_name(name: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let first = name.starts_with(|first: char| first.is_ascii_lowercase());
    let length = matches!(name.len(), 1 | 3..=63);
    name.is_empty() || (length && first && !name.ends_with('-') && name.bytes().all(good))
}

pub(crate) fn is_unknown(name: &str, known: &[&str], at: &str) -> Result<(), BadResource> {
    if known.contains(&name) {
        let problem = format!("`{name}` is well known: choose another one");
        return Err(BadResource::new(at, problem));
    }
    Ok(())
}

pub(crate) fn is_new(name: &str, there: bool, at: &str) -> Result<(), BadResource> {
    if there {
        let problem = format!("there is `{name}` already");
        return Err(BadResource::new(at, problem));
    }
    Ok(())
}
