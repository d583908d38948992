use super::{
    Column, Plan, Table,
    asked::{Asked, Properties},
    azure::AzureTable,
    check::{self, Kept},
};
use crate::arm::{
    Refusal, Rule, body,
    call::{Call, Reply},
    envelope::{Common, Envelope},
    pages, refusal,
    routes::Verb,
    target::key,
    workspaces::Workspace,
};

pub(in crate::arm) fn serve(call: &mut Call<'_>, verb: &Verb) -> Result<Reply, Refusal> {
    let workspace = workspace(call)?;
    match verb {
        Verb::List => {
            let all = all(call, &workspace);
            let views = all.iter().map(|table| table.view(call, &workspace));
            Ok(Reply::Done(pages::whole(views.collect())))
        }
        Verb::Get => Ok(Reply::Done(there(call, &workspace)?.json(call, &workspace))),
        Verb::Put => put(call, &workspace),
        Verb::Patch => patch(call, &workspace),
        Verb::Delete => delete(call),
        Verb::Action(action) if action.eq_ignore_ascii_case("migrate") => {
            // There are none of the kind that would have to be.
            there(call, &workspace)?;
            Ok(Reply::Empty)
        }
        Verb::Head | Verb::Action(_) => Err(call.no_method()),
    }
}

/// The workspace that the table is in.
fn workspace(call: &mut Call<'_>) -> Result<Workspace, Refusal> {
    call.group()?;
    let id = call.target.parent();
    let found = call.documents().get(&key(&id));
    found.ok_or_else(|| {
        let message = refusal::parent(&call.target, &id);
        call.insist(Rule::Parent, "path", &id, message)
    })
}

/// All tables of a workspace, by name.
fn all(call: &Call<'_>, workspace: &Workspace) -> Vec<Table> {
    let stored = call.documents().all::<Table>().into_iter();
    let mut all: Vec<Table> = stored
        .map(|(_, table)| table)
        .filter(|table| pages::is_in(&table.envelope.id, &workspace.envelope.id))
        .collect();
    for azure in AzureTable::all() {
        if !all.iter().any(|table| table.envelope.name == azure.name) {
            all.push(Table::untouched(azure, workspace));
        }
    }
    all.sort_by(|one, other| one.envelope.name.cmp(&other.envelope.name));
    all
}

/// The table that the path names, if there is one.
fn find(call: &Call<'_>, workspace: &Workspace) -> Option<Table> {
    let azure = || AzureTable::find(call.target.name());
    call.find()
        .or_else(|| azure().map(|azure| Table::untouched(azure, workspace)))
}

/// The table that the path names, which must be there.
fn there(call: &mut Call<'_>, workspace: &Workspace) -> Result<Table, Refusal> {
    find(call, workspace).ok_or_else(|| {
        let message = missing(call);
        let name = call.target.name().to_owned();
        call.insist(Rule::Resource, "path", &name, message)
    })
}

fn missing(call: &Call<'_>) -> String {
    let operation = call.received.world.ids.uuid().simple().to_string();
    refusal::table(call.target.name(), &operation)
}

fn put(call: &mut Call<'_>, workspace: &Workspace) -> Result<Reply, Refusal> {
    let before = find(call, workspace);
    if before.is_none() && !Table::is_custom(call.target.name()) {
        let name = call.target.name().to_owned();
        let message = missing(call);
        // Nobody would find its rows: no rule can name it.
        return Err(call.insist(Rule::TableName, "path", &name, message));
    }
    let Asked { properties: asked } = body::read(call)?;
    let mut table = match &before {
        Some(before) => before.clone(),
        None => Table::new(envelope(call, workspace, None)?),
    };
    // What is not said is as if it had never been said, but for what would be lost with it.
    table.retention_days = asked.retention_in_days.flatten();
    table.total_retention_days = asked.total_retention_in_days.flatten();
    table.display_name = None;
    table.description = None;
    if asked.schema.columns.is_some() {
        table.columns.clear();
    }
    keep(call, workspace, before.as_ref(), table, asked)
}

fn patch(call: &mut Call<'_>, workspace: &Workspace) -> Result<Reply, Refusal> {
    let before = there(call, workspace)?;
    let Asked { properties: asked } = body::read(call)?;
    let mut table = before.clone();
    table.retention_days = asked.retention_in_days.unwrap_or(table.retention_days);
    let total = asked.total_retention_in_days;
    table.total_retention_days = total.unwrap_or(table.total_retention_days);
    // A column that is named again takes the place of the one that was there.
    for asking in asked.schema.columns.iter().flatten() {
        table.columns.retain(|column| column.name != asking.name);
    }
    keep(call, workspace, Some(&before), table, asked)
}

/// Keeps a table, changed as was asked.
fn keep(
    call: &mut Call<'_>,
    workspace: &Workspace,
    before: Option<&Table>,
    mut table: Table,
    asked: Properties,
) -> Result<Reply, Refusal> {
    let added = asked.schema.columns.into_iter().flatten();
    table.columns.extend(added.map(Column::from));
    table.display_name = asked.schema.display_name.or(table.display_name);
    table.description = asked.schema.description.or(table.description);
    table.plan = asked.plan.unwrap_or(table.plan);
    let kept = Kept {
        workspace,
        table: &table,
        before,
    };
    check::kept(call, &kept)?;
    if before.is_some_and(|before| before.plan != table.plan) {
        table.plan_changed_at = Some(call.now());
    }
    let envelope_before = before.map(|before| &before.envelope);
    table.envelope = envelope(call, workspace, envelope_before)?;
    call.put(&table);
    Ok(call.changed(table.json(call, workspace)))
}

fn envelope(
    call: &mut Call<'_>,
    workspace: &Workspace,
    before: Option<&Envelope>,
) -> Result<Envelope, Refusal> {
    let common = Common {
        location: Some(workspace.envelope.location.clone()),
        ..Common::default()
    };
    call.envelope(before, common, call.delay)
}

fn delete(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    let name = call.target.name().to_owned();
    if AzureTable::find(&name).is_some() {
        return Err(call.insist(
            Rule::TableDelete,
            "path",
            &name,
            refusal::table_delete(&name),
        ));
    }
    let removed = call.documents().remove::<Table>(&key(&call.target.id()));
    Ok(match removed {
        Some(_) => call.deleted(),
        None => Reply::Nothing,
    })
}

impl Table {
    /// A table of which nothing but its name is said.
    pub(in crate::arm) fn new(envelope: Envelope) -> Self {
        Self {
            envelope,
            plan: Plan::Analytics,
            columns: Vec::new(),
            display_name: None,
            description: None,
            retention_days: None,
            total_retention_days: None,
            plan_changed_at: None,
        }
    }

    /// A table of Azure's that nobody has changed.
    fn untouched(azure: AzureTable, workspace: &Workspace) -> Self {
        let id = format!("{}/tables/{}", workspace.envelope.id, azure.name);
        Self::new(Envelope {
            id,
            name: azure.name.to_owned(),
            tags: None,
            identity: None,
            ..workspace.envelope.clone()
        })
    }
}
