//! What a session can be declared to have besides the well-known rule and applications.

use logfog_kit::{BadResource, Registry, resources};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    connection, dcr,
    entra::{
        Principal,
        registration::{ManagedIdentity, Registration, are_distinct},
    },
    stream::{Kind, TIME},
    transform::{self, Language, Transform},
};

/// Streams that a rule may declare.
const STREAMS: usize = 10;
/// Characters that a column's name may have.
const COLUMN_NAME: usize = 45;
/// Columns that every table fills itself.
const RESERVED: [&str; 8] = [
    "_ResourceId",
    "id",
    "_SubscriptionId",
    "TenantId",
    "Type",
    "UniqueId",
    "Title",
    "Tenant",
];

/// Data collection rules, and who may sign in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Resources {
    /// Rules besides the well-known one.
    #[serde(default)]
    data_collection_rules: Vec<DataCollectionRule>,
    /// Applications of the tenant besides the well-known ones.
    #[serde(default)]
    clients: Vec<Registration>,
    /// Managed identities besides the system's own.
    #[serde(default)]
    managed_identities: Vec<ManagedIdentity>,
}

/// A data collection rule. Its tables are in the well-known workspace.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DataCollectionRule {
    /// `dcr-` and 32 hexadecimal digits in lower case: what the path of a call names.
    #[schemars(regex(pattern = r"^dcr-[0-9a-f]{32}$"))]
    pub(crate) immutable_id: String,
    /// The last part of its resource id; its immutable id when left out.
    pub(crate) name: Option<String>,
    /// What can be sent to it.
    #[schemars(length(min = 1, max = 10))]
    pub(crate) streams: Vec<Stream>,
    /// Client ids of the declared applications that may write. All of them when left out. The
    /// well-known application and those that were made for the session may write in any case.
    pub(crate) writers: Option<Vec<String>>,
}

/// A stream and the table behind it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stream {
    /// `Custom-` and a name of your own.
    #[schemars(regex(pattern = r"^Custom-."))]
    pub(crate) name: String,
    /// The columns of its rows; `TimeGenerated` of type `datetime` is one of them.
    pub(crate) columns: Vec<Column>,
    /// The table that its rows end up in. The stream's name when left out, without `Custom-` and
    /// with `_CL`.
    pub(crate) table: Option<String>,
    /// What happens to its rows on their way into the table, whose columns are then those that come out;
    /// nothing when left out.
    #[serde(default, skip_serializing)]
    pub(crate) transform_kql: Option<String>,
}

/// A column of a stream, and of its table.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    /// A letter and up to 44 letters, digits and underscores.
    #[schemars(regex(pattern = r"^[A-Za-z][A-Za-z0-9_]{0,44}$"))]
    pub(crate) name: String,
    /// What its values become.
    pub(crate) r#type: Kind,
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
    let rules = &resources.data_collection_rules;
    for (number, rule) in rules.iter().enumerate() {
        let at = format!("data_collection_rules[{number}]");
        rule.check(&at)?;
        let before = rules[..number].iter().map(|rule| &*rule.immutable_id);
        is_new(&rule.immutable_id, before, &at, "immutable_id")?;
    }
    for (number, client) in resources.clients.iter().enumerate() {
        client.check(&format!("clients[{number}]"))?;
    }
    for (number, identity) in resources.managed_identities.iter().enumerate() {
        identity.check(&format!("managed_identities[{number}]"))?;
    }
    let clients = resources.clients.iter().map(|client| &*client.client_id);
    are_distinct(&clients, "clients")?;
    let identities = resources.managed_identities.iter();
    let identities = identities.map(|identity| &*identity.client_id);
    are_distinct(&identities, "managed_identities")?;
    for rule in &resources.data_collection_rules {
        dcr::keep(rule, registry);
    }
    for client in resources.clients {
        client.keep(registry);
    }
    for identity in resources.managed_identities {
        identity.keep(registry);
    }
    Ok(())
}

impl DataCollectionRule {
    fn check(&self, at: &str) -> Result<(), BadResource> {
        let id = &self.immutable_id;
        let digits = id.strip_prefix("dcr-").unwrap_or_default();
        let hexadecimal = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() != 32 || !digits.bytes().all(hexadecimal) {
            let problem = format!("`{id}` is not `dcr-` and 32 hexadecimal digits in lower case");
            return Err(bad(at, "immutable_id", problem));
        }
        if id == connection::RULE {
            let problem = format!("`{id}` is the well-known rule: choose another id");
            return Err(bad(at, "immutable_id", problem));
        }
        if self.streams.is_empty() || self.streams.len() > STREAMS {
            let problem = format!("a rule has 1 to {STREAMS} streams");
            return Err(bad(at, "streams", problem));
        }
        for (number, stream) in self.streams.iter().enumerate() {
            let at = format!("{at}.streams[{number}]");
            stream.check(&at)?;
            let before = self.streams[..number].iter().map(|stream| &*stream.name);
            is_new(&stream.name, before, &at, "name")?;
        }
        for (number, writer) in self.writers.iter().flatten().enumerate() {
            is_uuid(writer, at, &format!("writers[{number}]"))?;
        }
        Ok(())
    }
}

impl Stream {
    /// The table that its rows end up in.
    pub(crate) fn table(&self) -> String {
        let own = || {
            let name = self.name.trim_start_matches("Custom-");
            let suffix = if name.ends_with("_CL") { "" } else { "_CL" };
            format!("{name}{suffix}")
        };
        self.table.clone().unwrap_or_else(own)
    }

    fn check(&self, at: &str) -> Result<(), BadResource> {
        let own = self.name.strip_prefix("Custom-").unwrap_or_default();
        if own.is_empty() || own.contains('/') {
            let problem = format!(
                "`{}` is not `Custom-` and a name: built-in streams are not served yet",
                self.name
            );
            return Err(bad(at, "name", problem));
        }
        let arriving = match self.arriving() {
            Ok(columns) => columns,
            Err(problem) => return Err(bad(at, "transform_kql", problem)),
        };
        if let Some(table) = &self.table
            && (!table.ends_with("_CL") || !is_name(table.trim_end_matches("_CL"), usize::MAX))
        {
            let problem = format!(
                "`{table}` is not a custom table: letters, digits and underscores, then `_CL`"
            );
            return Err(bad(at, "table", problem));
        }
        for (number, column) in self.columns.iter().enumerate() {
            let at = format!("{at}.columns[{number}]");
            let name = &column.name;
            if !is_name(name, COLUMN_NAME) || RESERVED.contains(&name.as_str()) {
                let problem = format!(
                    "`{name}` is not a letter and at most {} letters, digits and underscores, or \
                     is the name of a column that tables fill themselves",
                    COLUMN_NAME - 1
                );
                return Err(bad(&at, "name", problem));
            }
            let before = self.columns[..number].iter().map(|column| &*column.name);
            is_new(name, before, &at, "name")?;
        }
        let time = arriving.iter().find(|(name, _)| name == TIME);
        if time.is_none_or(|(_, kind)| *kind != Kind::DateTime) {
            let problem = format!("`{TIME}` of type `datetime` has to be one of the columns");
            return Err(bad(at, "columns", problem));
        }
        Ok(())
    }

    /// The columns that rows have when they arrive in the table, or what is wrong with the transformation.
    pub(crate) fn arriving(&self) -> Result<Vec<(String, Kind)>, String> {
        let columns = self.columns.iter();
        let columns: Vec<_> = columns
            .map(|column| (column.name.clone(), column.r#type))
            .collect();
        let text = self.transform_kql.as_deref();
        let inputs = transform::columns(&columns);
        // What is declared may use whatever can be run.
        match Transform::compile(text, &inputs, Language::Lenient) {
            Ok(None) => Ok(columns),
            Ok(Some(by)) => {
                let columns = by.columns().iter();
                Ok(columns
                    .map(|column| (column.name.clone(), column.ty.into()))
                    .collect())
            }
            Err(errors) => {
                let told = errors
                    .iter()
                    .map(|error| error.in_service_words(text.unwrap_or_default()));
                Err(told.collect::<Vec<_>>().join("; "))
            }
        }
    }
}

/// Nothing before it has the same name.
pub(crate) fn is_new<'a>(
    name: &str,
    mut before: impl Iterator<Item = &'a str>,
    at: &str,
    member: &str,
) -> Result<(), BadResource> {
    if before.any(|earlier| earlier == name) {
        return Err(bad(at, member, format!("there is `{name}` already")));
    }
    Ok(())
}

/// It is a UUID, with dashes.
pub(crate) fn is_uuid(text: &str, at: &str, member: &str) -> Result<(), BadResource> {
    let parsed = text.parse::<uuid::Uuid>();
    let dashed = parsed.is_ok_and(|id| id.to_string().eq_ignore_ascii_case(text));
    if dashed {
        return Ok(());
    }
    let problem = format!(
        "`{text}` is not a UUID as in `{}`",
        Principal::WELL_KNOWN.client_id
    );
    Err(bad(at, member, problem))
}

/// A letter, then letters, digits and underscores.
fn is_name(text: &str, most: usize) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= most
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(word)
}

/// Something is wrong with a member of what is at this place.
pub(crate) fn bad(at: &str, member: &str, problem: impl Into<String>) -> BadResource {
    BadResource::new(format!("{at}.{member}"), problem)
}
