//! What is demanded of a table before it is kept.

use std::collections::HashSet;

use jiff::SignedDuration;
use logfog_model::Finding;

use super::{ColumnType, Plan, STANDARD, Table, azure::AzureTable};
use crate::{
    arm::{Refusal, Rule, call::Call, refusal, workspaces::Workspace},
    stream::TIME,
};

/// Names that a custom column cannot have, besides those of the standard columns.
const RESERVED: [&str; 7] = [
    "id",
    "BilledSize",
    "IsBillable",
    "InvalidTimeGenerated",
    "Title",
    "UniqueId",
    "_ResourceGroup",
];
/// What columns that were added to an Azure table are called in the end.
const ADDED: &str = "_CF";
/// Total retentions of more than 730 days, which are whole years.
const YEARS: [i32; 10] = [1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, 4018, 4383];
/// How long a plan stays at least.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A table that is to be kept, instead of another.
pub(super) struct Kept<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) table: &'a Table,
    /// `None` for one that is made.
    pub(super) before: Option<&'a Table>,
}

/// All that is demanded of it.
pub(super) fn kept(call: &mut Call<'_>, kept: &Kept<'_>) -> Result<(), Refusal> {
    let azure = AzureTable::find(&kept.table.envelope.name);
    columns(call, kept, azure.is_some())?;
    plan(call, kept, azure)?;
    retention(call, kept.table)
}

fn columns(call: &mut Call<'_>, kept: &Kept<'_>, is_azure: bool) -> Result<(), Refusal> {
    const AT: &str = "/properties/schema/columns";
    let Kept { table, before, .. } = kept;
    let told = |problem: String| {
        refusal::schema(&kept.workspace.customer_id, &table.envelope.name, &problem)
    };
    let time = table.columns.iter().find(|column| column.name == TIME);
    if !is_azure && time.is_none_or(|time| time.r#type != ColumnType::DateTime) {
        let missing = || told(refusal::NO_TIME.to_owned());
        call.refuse(Rule::TableTime, AT, "no such column", missing)?;
    }
    let mut seen = HashSet::new();
    for (index, column) in table.columns.iter().enumerate() {
        let name = column.name.as_str();
        let at = format!("{AT}/{index}/name");
        if !seen.insert(name) {
            let twice = || told(format!("Column '{name}' is defined more than once"));
            call.refuse(Rule::ColumnTwice, &at, name, twice)?;
        }
        if is_reserved(name) {
            let reserved = || told(format!("Column name '{name}' is reserved"));
            call.refuse(Rule::ColumnReserved, &at, name, reserved)?;
        } else if !is_name(name) {
            let wrong = || told(format!("Column name '{name}' is invalid"));
            call.refuse(Rule::ColumnName, &at, name, wrong)?;
        }
        if is_azure && !name.ends_with(ADDED) {
            let suffix = || told(format!("Column name '{name}' must end with '{ADDED}'"));
            call.refuse(Rule::ColumnAdded, &at, name, suffix)?;
        }
        let there =
            before.and_then(|before| before.columns.iter().find(|other| other.name == name));
        if let Some(there) = there.filter(|there| there.r#type != column.r#type) {
            let (was, is) = (there.r#type.as_str(), column.r#type.as_str());
            let changed = || {
                told(format!(
                    "The type of column '{name}' cannot be changed from '{was}' to '{is}'"
                ))
            };
            let at = format!("{AT}/{index}/type");
            call.refuse(
                Rule::ColumnType,
                &at,
                Finding::new(is).expected(was),
                changed,
            )?;
        }
    }
    Ok(())
}

fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || STANDARD.iter().any(|(standard, _)| *standard == name)
}

/// 2 to 45 letters, digits and underscores, the first of them a letter.
fn is_name(name: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (2..=45).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(known)
}

fn plan(call: &mut Call<'_>, kept: &Kept<'_>, azure: Option<AzureTable>) -> Result<(), Refusal> {
    const AT: &str = "/properties/plan";
    let (plan, name) = (kept.table.plan, &kept.table.envelope.name);
    let before = kept.before.map_or(plan, |before| before.plan);
    let is_possible = match azure {
        Some(azure) => azure.takes(plan),
        // One that was made with the plan Auxiliary keeps it, and no other gets it.
        None => plan == before || ![plan, before].contains(&Plan::Auxiliary),
    };
    if !is_possible {
        let (is, was) = (plan.as_str(), before.as_str());
        call.refuse(Rule::TablePlan, AT, is, || {
            format!("The plan of table '{name}' cannot be changed from '{was}' to '{is}'.")
        })?;
    }
    let changed_at = kept.before.and_then(|before| before.plan_changed_at);
    if plan != before && changed_at.is_some_and(|at| call.now().duration_since(at) < WEEK) {
        call.refuse(Rule::TablePlanChange, AT, plan.as_str(), || {
            format!("The plan of table '{name}' can be changed once a week.")
        })?;
    }
    Ok(())
}

fn retention(call: &mut Call<'_>, table: &Table) -> Result<(), Refusal> {
    const AT: &str = "/properties/retentionInDays";
    const TOTAL_AT: &str = "/properties/totalRetentionInDays";
    let (days, total) = (table.retention_days, table.total_retention_days);
    let allowed = match table.plan {
        Plan::Analytics => 4..=730,
        Plan::Basic | Plan::Auxiliary => 30..=30,
    };
    if let Some(days) = days.filter(|days| !allowed.contains(days)) {
        let (from, to) = (allowed.start(), allowed.end());
        call.refuse(Rule::TableRetention, AT, days.to_string(), || {
            refusal::retention("retentionInDays", days, *from, *to)
        })?;
    }
    let is_whole = |total: i32| (4..=730).contains(&total) || YEARS.contains(&total);
    let is_long_enough = |total: i32| days.is_none_or(|days| days <= total);
    if let Some(total) = total.filter(|total| !is_whole(*total) || !is_long_enough(*total)) {
        call.refuse(Rule::TableRetention, TOTAL_AT, total.to_string(), || {
            refusal::retention("totalRetentionInDays", total, days.unwrap_or(4), 4383)
        })?;
    }
    Ok(())
}
