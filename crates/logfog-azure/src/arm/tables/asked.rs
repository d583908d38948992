use serde::{Deserialize, Deserializer, de::Error};

use super::{Column, ColumnType, Plan};

/// What a request says of a table.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) properties: Properties,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Properties {
    pub(super) plan: Option<Plan>,
    /// Left out, or said to be as the workspace has it, or so many days.
    #[serde(deserialize_with = "days")]
    pub(super) retention_in_days: Option<Days>,
    #[serde(deserialize_with = "days")]
    pub(super) total_retention_in_days: Option<Days>,
    pub(super) schema: Schema,
}

/// A length of time: `None` by default.
pub(super) type Days = Option<i32>;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Schema {
    pub(super) display_name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) columns: Option<Vec<Asking>>,
}

/// A column that is asked for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asking {
    pub(super) name: String,
    #[serde(deserialize_with = "kind")]
    r#type: ColumnType,
    #[serde(default)]
    data_type_hint: Option<String>,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    description: Option<String>,
}

impl From<Asking> for Column {
    fn from(asking: Asking) -> Self {
        let Asking {
            name,
            r#type,
            data_type_hint,
            display_name,
            description,
        } = asking;
        Self {
            name,
            r#type,
            data_type_hint,
            display_name,
            description,
        }
    }
}

/// −1 and null both stand for the default.
fn days<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Days>, D::Error> {
    let days = Option::<i32>::deserialize(from)?;
    Ok(Some(days.filter(|days| *days != -1)))
}

fn kind<'de, D: Deserializer<'de>>(from: D) -> Result<ColumnType, D::Error> {
    let name = String::deserialize(from)?;
    ColumnType::parse(&name)
        .ok_or_else(|| D::Error::custom(format!("there is no column type {name}")))
}
