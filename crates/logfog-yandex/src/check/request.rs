use logfog_model::{Finding, Report};

use super::{
    Bounds,
    bounds::{Field, Sent},
};
use crate::{
    level::level,
    refusal::{Flaw, Refusal},
    rules::Rule,
    wire::{Destination, LogEntryDefaults, LogEntryResource, WriteRequest},
};

/// Checks everything but the entries, and names all that is wrong at once.
pub(crate) fn request(
    request: &WriteRequest<'_>,
    bounds: &Bounds,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refusal> {
    let mut found = Found {
        report,
        flaws: Vec::new(),
    };
    found.destination(request.destination, bounds);
    found.resource(request.resource, bounds);
    found.field(&bounds.entries, Sent::Elements(request.sent));
    found.defaults(&request.defaults, bounds);
    let flaws = found.flaws;
    match flaws.first().map(|first| first.rule) {
        None => Ok(()),
        Some(rule) => Err(Refusal {
            flaws,
            ..Refusal::new(rule, "")
        }),
    }
}

struct Found<'r, 'p> {
    report: &'r mut Report<'p, Rule>,
    flaws: Vec<Flaw>,
}

impl Found<'_, '_> {
    fn destination(&mut self, destination: Destination<'_>, bounds: &Bounds) {
        match destination {
            Destination::Absent => self.field(&bounds.destination, Sent::Nothing),
            Destination::Empty => self.field(&bounds.destination_member, Sent::Nothing),
            Destination::LogGroup(id) => self.field(&bounds.log_group_id, Sent::Text(id)),
            Destination::Folder(id) => self.field(&bounds.folder_id, Sent::Text(id)),
        }
    }

    fn resource(&mut self, resource: Option<LogEntryResource<'_>>, bounds: &Bounds) {
        let Some(resource) = resource else {
            // The service is known to take calls without.
            for bound in bounds.resource.broken(Sent::Nothing) {
                let found = bound.found(Sent::Nothing);
                self.report.note(bound.rule, "/resource", found);
            }
            return;
        };
        self.field(&bounds.resource_type, Sent::Text(resource.kind));
        self.field(&bounds.resource_id, Sent::Text(resource.id));
    }

    fn defaults(&mut self, defaults: &LogEntryDefaults<'_>, bounds: &Bounds) {
        if level(defaults.level).is_none() {
            let flaw = Flaw::new(Rule::Level, "defaults.level");
            self.add(flaw, defaults.level);
        }
        let pieces = defaults.payloads.iter();
        let bytes = pieces.map(|piece| piece.len()).sum();
        self.field(&bounds.defaults_json_payload, Sent::Bytes(bytes));
        let name = defaults.stream_name;
        if !bounds.profile.has_streams && !name.is_empty() {
            let at = "/defaults/stream_name";
            let _ = self.report.alter(Rule::StreamName, at, name.len());
        }
        self.field(&bounds.defaults_stream_name, Sent::Text(name));
    }

    /// Every bound that a field breaks.
    fn field(&mut self, field: &Field, sent: Sent<'_>) {
        for bound in field.broken(sent) {
            let found = match sent {
                Sent::Text(text) => quoted(text),
                Sent::Nothing | Sent::Bytes(_) | Sent::Elements(_) => bound.found(sent),
            };
            self.add(bound.flaw(field.path), found);
        }
    }

    fn add(&mut self, flaw: Flaw, found: impl Into<Finding>) {
        let at = format!("/{}", flaw.field.replace('.', "/"));
        if self.report.refuse(flaw.rule, at, found).is_err() {
            self.flaws.push(flaw);
        }
    }
}

/// The beginning of a text that there is only one of in a call.
fn quoted(text: &str) -> Finding {
    let short: String = text.chars().take(80).collect();
    Finding::new(format_args!("`{short}`, {} bytes", text.len()))
}
