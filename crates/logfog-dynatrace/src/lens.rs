use std::{borrow::Cow, sync::Arc};

use logfog_kit::json::quote;
use logfog_model::{Entry, Lens, Policy, Report, View};

use crate::{
    at::At,
    attributes::{self, Normal},
    check,
    envelope::Envelope,
    head::Format,
    keys,
    rules::Rule,
    severity::Level,
    timestamp::{self, When},
    wire,
};

/// Reads the records of one request as the profile keeps them.
pub(crate) struct Reader {
    pub(crate) envelope: Envelope,
    pub(crate) policy: Arc<Policy>,
}

impl Lens for Reader {
    fn view(&self, entry: &Entry) -> View {
        let raw = String::from_utf8_lossy(&entry.draft.raw);
        // What is altered was reported when the record came in.
        let mut report = Report::new(&self.policy);
        let (mut normal, level) = if self.envelope.format == Format::Text {
            let normal = attributes::text_event(&self.envelope, &raw, &mut report);
            (normal, Level::NONE)
        } else {
            self.record(&raw, entry, &mut report)
        };
        self.complete(&mut normal, level, raw.len());
        View {
            body: normal.content,
            attributes: normal.attributes,
        }
    }
}

impl Reader {
    fn record(&self, raw: &str, entry: &Entry, report: &mut Report<'_, Rule>) -> (Normal, Level) {
        let envelope = &self.envelope;
        let profile = envelope.environment.profile;
        let members = wire::members(raw);
        let chosen = keys::choose(&members, profile, envelope.structure);
        let mut normal = attributes::normalise(envelope, raw, &members, chosen, At::Body, report);
        let time = chosen.time.map(|at| &members[at]);
        let now = entry.batch.received_at;
        match timestamp::judge(time, now, profile, At::Body, report) {
            When::Unread => {
                let text = time.map_or(Cow::Borrowed(""), |time| wire::text(time.value));
                let unparsed = ("unparsed_timestamp".into(), quote(&text));
                normal.attributes.push(unparsed);
            }
            When::Corrected => normal.warnings.push("timestamp_corrected"),
            When::Absent | When::At(_) | When::Outside => {}
        }
        (normal, check::level(&members, chosen, envelope))
    }

    /// Adds what Dynatrace says of every record. What it alone can know, a record cannot say.
    fn complete(&self, normal: &mut Normal, level: Level, bytes: usize) {
        let profile = self.envelope.environment.profile;
        let mut add = |name: &str, value: String| {
            if name.starts_with("dt.") {
                normal.attributes.retain(|(taken, _)| taken != name);
            }
            if !normal.attributes.iter().any(|(taken, _)| taken == name) {
                normal.attributes.push((name.to_owned(), value));
            }
        };
        add("loglevel", quote(level.severity.text));
        add("status", quote(level.status));
        add("event.type", quote("LOG"));
        if !self.envelope.origin.is_empty() {
            add("dt.auth.origin", quote(&self.envelope.origin));
        }
        if profile.grail {
            let format = match self.envelope.format {
                Format::Text => "dtapi/plaintext",
                Format::Json | Format::JsonLines => "dtapi/json",
            };
            add("dt.ingest.format", quote(format));
            add("dt.ingest.size", bytes.to_string());
            add("dt.openpipeline.source", quote("/api/v2/logs/ingest"));
            add("dt.openpipeline.pipelines", r#"["logs:default"]"#.into());
            add("dt.system.bucket", quote("default_logs"));
        }
        if profile.warnings && !normal.warnings.is_empty() {
            let warnings: Vec<_> = normal.warnings.iter().map(|word| quote(word)).collect();
            add("dt.ingest.warnings", format!("[{}]", warnings.join(",")));
        }
    }
}
