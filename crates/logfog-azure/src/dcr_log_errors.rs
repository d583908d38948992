//! The table `DCRLogErrors`: where the service says what was lost after it had answered 204. Its rows go to
//! the workspaces that a diagnostic setting of the rule names.

use std::sync::Arc;

use bytes::Bytes;
use logfog_kit::{Ctx, Documents, Received};
use logfog_model::{Broken, Draft, Fate, Scope, Severity, Verdict};
use serde::Serialize;

use crate::{ID, arm, dcr::DataCollectionRule, lens::RowLens, profile::Profile, stream::Stream};

/// The table's name, and that of its stream.
const TABLE: &str = "DCRLogErrors";

/// A row of it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Row<'a> {
    time_generated: String,
    operation_name: &'static str,
    input_stream_id: &'a str,
    message: String,
    correlation_id: String,
    client_request_id: &'a str,
    #[serde(rename = "_ResourceId")]
    resource_id: &'a str,
}

/// Keeps what became of the rows of a call that was accepted, where somebody wants to know. The service
/// writes fewer rows when one error follows the other; chosen here: as many as the explanation has.
pub(crate) fn keep(
    ctx: &Ctx,
    profile: &Profile,
    received: &Received,
    (rule, stream): (&DataCollectionRule, &str),
    verdict: &Verdict,
) {
    let errors: Vec<&Broken> = verdict
        .broken
        .iter()
        .filter(|broken| matches!(broken.fate, Fate::Lost | Fate::Altered))
        .collect();
    if errors.is_empty()
        || verdict
            .worst()
            .is_some_and(|worst| worst.fate == Fate::Refused)
    {
        return;
    }
    let documents = Documents::new(&*ctx.store, received.session());
    let workspaces = arm::log_errors(documents, &rule.arm_id);
    if workspaces.is_empty() {
        return;
    }
    let mut messages: Vec<String> = errors.into_iter().map(message).collect();
    if verdict.unlisted > 0 {
        messages.push(format!(
            "{} more errors of this call are not listed.",
            verdict.unlisted
        ));
    }
    let row = |message: String| {
        let row = Row {
            time_generated: received.at.to_string(),
            operation_name: "Ingestion",
            input_stream_id: stream,
            message,
            correlation_id: received.world.ids.uuid().to_string(),
            client_request_id: received
                .header("x-ms-client-request-id")
                .unwrap_or_default(),
            resource_id: &rule.arm_id,
        };
        Bytes::from(serde_json::to_vec(&row).expect("texts are JSON"))
    };
    let rows: Vec<Bytes> = messages.into_iter().map(row).collect();
    let held = rows.iter().map(Bytes::len).sum();
    for workspace in workspaces {
        let scope = Scope::new([
            ("table", TABLE.into()),
            ("dcr_arm_id", rule.arm_id.as_str().into()),
            ("workspace_id", workspace.into()),
        ]);
        let draft = |raw: &Bytes| Draft {
            time: Some(received.at),
            severity: Severity::NONE,
            scope: scope.clone(),
            raw: raw.clone(),
        };
        let open = Arc::new(Stream::open(TABLE));
        let lens = RowLens::new(open, TABLE.into(), profile, &received.world.policy);
        let drafts = rows.iter().map(draft).collect();
        // They are nobody's records: the call has said how many of those were stored.
        let _ = ctx.commit(ID, received, held, Arc::new(lens), drafts);
    }
}

fn message(broken: &Broken) -> String {
    let place = if broken.at.is_empty() {
        "/"
    } else {
        &broken.at
    };
    let became = match broken.fate {
        Fate::Lost => "was lost",
        Fate::Altered => "was changed",
        Fate::Refused | Fate::Rejected | Fate::Noted => "was noted",
    };
    format!(
        "{place} {became}: expected {}; got {}",
        broken.expected(),
        broken.finding.got
    )
}
