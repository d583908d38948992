//! Flows: which streams go into which tables.

use logfog_kql::{
    Type,
    bind::Column,
    transform::{Misfit, check_output},
};
use logfog_model::Finding;

use super::{
    super::{Rule, call::Call, target::key, workspaces::Workspace},
    DataFlow, LogAnalytics, StreamDeclaration,
    asked::Properties,
    built_in,
    faults::{Faults, detail},
    tables::{self, Found},
    transform,
};
use crate::stream::{Kind as ColumnType, TIME};

/// Names that tables keep for columns of their own: those of rows go nowhere.
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

/// Judges the flows of a rule, one after the other.
pub(super) fn check(
    call: &mut Call<'_>,
    asked: &Properties,
    declared: &[StreamDeclaration],
    faults: &mut Faults,
) {
    let rule = Rules {
        asked,
        declared,
        others: other_names(asked),
    };
    for (index, flow) in asked.data_flows.iter().enumerate() {
        Rules::shape(call, index, flow, faults);
        rule.streams(call, index, flow, faults);
        rule.destinations(call, index, flow, faults);
        rule.tables(call, index, flow, faults);
    }
    rule.one_workspace(call, faults);
}

/// The own id of the workspace that a destination names, `None` when there is no such workspace.
pub(super) fn workspace(call: &Call<'_>, named: &LogAnalytics) -> Option<String> {
    let id = key(&named.workspace_resource_id);
    let found = call.documents().get::<Workspace>(&id);
    found.map(|workspace| workspace.customer_id)
}

/// What flows can refer to.
#[derive(Debug)]
struct Rules<'a> {
    asked: &'a Properties,
    declared: &'a [StreamDeclaration],
    /// Names of destinations that are no workspaces.
    others: Vec<String>,
}

impl Rules<'_> {
    fn shape(call: &mut Call<'_>, index: usize, flow: &DataFlow, faults: &mut Faults) {
        let target = format!("Properties.DataFlows[{index}]");
        for (empty, what) in [
            (flow.streams.is_empty(), "Streams"),
            (flow.destinations.is_empty(), "Destinations"),
        ] {
            if empty {
                let target = format!("{target}.{what}");
                let told = detail(
                    "InvalidDataFlow",
                    &target,
                    format!("'{what}' cannot be empty."),
                );
                faults.add(call, Rule::RuleFlow, "nothing", [told]);
            }
        }
        if flow.streams.len() > 1 && flow.transform_kql.is_some() {
            let target = format!("{target}.TransformKql");
            let told = detail("InvalidDataFlow", &target, GROUP);
            faults.add(
                call,
                Rule::RuleFlow,
                Finding::over(1, flow.streams.len()),
                [told],
            );
        }
    }

    fn streams(&self, call: &mut Call<'_>, index: usize, flow: &DataFlow, faults: &mut Faults) {
        for stream in &flow.streams {
            if self.columns(stream).is_some() || built_in::is_known(stream) {
                continue;
            }
            let target = format!("Properties.DataFlows[{index}].Streams");
            let message = if stream.starts_with("Custom-") {
                format!("'Streams' stream '{stream}' is not declared in 'StreamDeclarations'.")
            } else {
                let known = built_in::STREAMS.join(", ");
                format!("'Streams' stream '{stream}' must be a custom stream or one of: {known}.")
            };
            let told = detail("InvalidStream", &target, message);
            faults.add(call, Rule::RuleStream, &**stream, [told]);
        }
    }

    fn destinations(
        &self,
        call: &mut Call<'_>,
        index: usize,
        flow: &DataFlow,
        faults: &mut Faults,
    ) {
        let target = format!("Properties.DataFlows[{index}]");
        for name in &flow.destinations {
            if self.log_analytics(name).is_none() && !self.others.contains(name) {
                let message = format!("'DataFlows' destination name is unknown: {name}.");
                let told = detail("InvalidDataFlow", &target, message);
                faults.add(call, Rule::RuleDestination, &**name, [told]);
            }
        }
    }

    /// Each stream arrives in a table of each workspace, in columns of the same types.
    fn tables(&self, call: &mut Call<'_>, index: usize, flow: &DataFlow, faults: &mut Faults) {
        let target = format!("properties.dataFlows[{index}]");
        let workspaces: Vec<_> = flow
            .destinations
            .iter()
            .filter_map(|name| self.log_analytics(name))
            .collect();
        if workspaces.is_empty() {
            return;
        }
        for stream in &flow.streams {
            let Some(columns) = self.transformed(call, stream, flow, &target, faults) else {
                continue;
            };
            let output = flow.output_stream.as_deref().unwrap_or(stream);
            for destination in &workspaces {
                let Some(found) = table(call, destination, output, &target, faults) else {
                    continue;
                };
                if let Some(columns) = &columns {
                    arrive(call, columns, found, &target, faults);
                }
            }
        }
    }

    /// The columns that come out of a flow: `None` of an agent's stream, which are not known here;
    /// nothing when the transformation is no good.
    #[expect(clippy::option_option, reason = "unknown columns are not wrong ones")]
    fn transformed(
        &self,
        call: &mut Call<'_>,
        stream: &str,
        flow: &DataFlow,
        target: &str,
        faults: &mut Faults,
    ) -> Option<Option<Vec<Column>>> {
        if let Some(named) = &flow.transform {
            let message = "Transformations by name are not served by this emulator.";
            let told = detail("InvalidTransform", target, message);
            faults.add(call, Rule::RuleTransform, &**named, [told]);
            return None;
        }
        let Some(inputs) = transform::inputs(self.columns(stream), stream) else {
            return Some(None);
        };
        let text = flow.transform_kql.as_deref();
        match transform::transform(text, &inputs, call.dialect, target) {
            Ok(columns) => Some(Some(columns)),
            Err(told) => {
                let found = told.first().map_or("", |detail| &detail.message).to_owned();
                faults.add(call, Rule::RuleTransform, found, told);
                None
            }
        }
    }

    /// What one stream carries ends in one workspace.
    fn one_workspace(&self, call: &mut Call<'_>, faults: &mut Faults) {
        for StreamDeclaration { name, .. } in self.declared {
            let mut first = None;
            for (index, flow) in self.asked.data_flows.iter().enumerate() {
                if !flow.streams.contains(name) {
                    continue;
                }
                let named = flow.destinations.iter();
                for destination in named.filter_map(|name| self.log_analytics(name)) {
                    let id = key(&destination.workspace_resource_id);
                    if *first.get_or_insert_with(|| id.clone()) == id {
                        continue;
                    }
                    let target = format!("Properties.DataFlows[{index}]");
                    let message = format!("Stream '{name}' is sent to more than one workspace.");
                    let told = detail("InvalidDataFlow", &target, message);
                    faults.add(call, Rule::RuleOneWorkspace, id, [told]);
                }
            }
        }
    }

    fn columns(&self, stream: &str) -> Option<&[(String, ColumnType)]> {
        let mut all = self.declared.iter();
        let found = all.find(|declared| declared.name == stream);
        found.map(|declared| &*declared.columns)
    }

    fn log_analytics(&self, name: &str) -> Option<&LogAnalytics> {
        let mut all = self.asked.destinations.log_analytics.iter();
        all.find(|destination| destination.name == name)
    }
}

const GROUP: &str = "Data flows containing stream groups cannot have custom transformation.";

/// The table behind an output stream, in the workspace of a destination.
fn table(
    call: &mut Call<'_>,
    destination: &LogAnalytics,
    output: &str,
    target: &str,
    faults: &mut Faults,
) -> Option<Found> {
    let LogAnalytics {
        workspace_resource_id: id,
        name,
        ..
    } = destination;
    if workspace(call, destination).is_none() {
        let message = format!("Workspace '{id}' of destination '{name}' was not found.");
        let told = detail("InvalidDestination", target, message);
        faults.add(call, Rule::RuleWorkspace, &**id, [told]);
        return None;
    }
    let found = tables::behind(call.documents(), id, output);
    if !matches!(found, Found::Missing) {
        return Some(found);
    }
    let is = format!("stream '{output}' is not available for destination '{name}'.");
    let mut told = vec![detail(
        "InvalidOutputTable",
        target,
        format!("Table for output {is}"),
    )];
    if output.starts_with("Custom-") {
        told.push(detail(
            "InvalidOutputTable",
            target,
            format!("Custom table for {is}"),
        ));
    }
    faults.add(call, Rule::RuleOutputTable, output, told);
    None
}

/// Columns fit those of the table, and the time is among them.
fn arrive(
    call: &mut Call<'_>,
    columns: &[Column],
    table: Found,
    target: &str,
    faults: &mut Faults,
) {
    for column in columns {
        if RESERVED.contains(&&*column.name) {
            call.report.note(Rule::RuleReserved, target, &*column.name);
        }
    }
    let of_table = match table {
        Found::Columns(columns) => columns,
        Found::Missing | Found::Any => Vec::new(),
    };
    let mut of_table: Vec<Column> = of_table
        .into_iter()
        .map(|(name, kind)| Column::new(name, kind.into()))
        .collect();
    // Every table has it.
    if !of_table.iter().any(|column| column.name == TIME) {
        of_table.push(Column::new(TIME, Type::DateTime));
    }
    let (rule, code, message) = match check_output(columns, &of_table) {
        Ok(_dropped) => return,
        Err(Misfit::NoTime) => (Rule::RuleTime, "InvalidTransformQuery", NO_TIME.to_owned()),
        Err(misfit @ Misfit::Types(_)) => (
            Rule::RuleTransformOutput,
            "InvalidTransformOutput",
            misfit.to_string(),
        ),
    };
    let told = detail(code, target, message.clone());
    faults.add(call, rule, message, [told]);
}

const NO_TIME: &str =
    "The transformation has no column 'TimeGenerated' of type 'datetime' in its output.";

/// Names of destinations that are no workspaces.
fn other_names(asked: &Properties) -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Named {
        name: String,
    }
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Written {
        One(Named),
        Several(Vec<Named>),
    }
    let mut names = Vec::new();
    for written in asked.destinations.others().values() {
        match serde_json::from_str(written.get()) {
            Ok(Written::One(one)) => names.push(one.name),
            Ok(Written::Several(all)) => names.extend(all.into_iter().map(|one| one.name)),
            Err(_) => {}
        }
    }
    names
}
