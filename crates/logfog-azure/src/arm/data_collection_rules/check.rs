//! What must hold of a rule before it is kept.

use std::collections::BTreeMap;

use logfog_model::Finding;
use serde::de::IgnoredAny;

use super::{
    super::{Refusal, Rule, call::Call},
    StreamDeclaration,
    asked::Properties,
    faults::{Faults, detail},
    flows, streams,
};

/// Streams, flows, workspaces and data sources that a rule can have, of each.
const AT_MOST: usize = 10;

/// Judges a rule. The streams that it declares.
pub(super) fn rule(
    call: &mut Call<'_>,
    asked: &Properties,
) -> Result<Vec<StreamDeclaration>, Refusal> {
    let mut faults = Faults::default();
    let counted = [
        ("streamDeclarations", asked.stream_declarations.0.len()),
        ("dataSources", data_sources(asked)),
        (
            "destinations.logAnalytics",
            asked.destinations.log_analytics.len(),
        ),
        ("dataFlows", asked.data_flows.len()),
    ];
    for (member, count) in counted {
        if count > AT_MOST {
            let target = format!("properties.{member}");
            let message = format!("'{member}' has {count} items, and can have at most {AT_MOST}.");
            let told = detail("InvalidPayload", &target, message);
            faults.add(call, Rule::RuleLimit, Finding::over(AT_MOST, count), [told]);
        }
    }
    let declared = streams::check(call, asked, &mut faults);
    flows::check(call, asked, &declared, &mut faults);
    faults.end()?;
    Ok(declared)
}

/// How many there are, of all kinds.
fn data_sources(asked: &Properties) -> usize {
    let others = asked.others();
    let Some(written) = others.get("dataSources") else {
        return 0;
    };
    let kinds: BTreeMap<&str, Vec<IgnoredAny>> =
        serde_json::from_str(written.get()).unwrap_or_default();
    kinds.values().map(Vec::len).sum()
}
