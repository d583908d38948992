use logfog_model::{Finding, Report};

use super::{Named, letter, letter_or_digit};
use crate::{
    level::level,
    profile::{Profile, Text},
    refusal::{Flaw, Refusal},
    rules::Rule,
    wire::{Destination, WriteRequest},
};

/// Checks everything but the entries, and names all that is wrong at once.
pub(crate) fn request(
    request: &WriteRequest<'_>,
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refusal> {
    let mut found = Found {
        report,
        flaws: Vec::new(),
    };
    found.destination(request.destination, profile);
    found.resource(request, profile);
    found.size(request.sent, profile);
    found.defaults(request, profile);
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
    fn destination(&mut self, destination: Destination<'_>, profile: &Profile) {
        let group = Named {
            field: "destination.log_group_id",
            pattern: Rule::GroupIdPattern,
            length: Rule::GroupIdLength,
        };
        let folder = Named {
            field: "destination.folder_id",
            pattern: Rule::FolderIdPattern,
            length: Rule::FolderIdPattern,
        };
        match destination {
            Destination::Absent => {
                self.add(Flaw::new(Rule::Destination, "destination", 0), "nothing");
            }
            Destination::Empty => {
                let flaw = Flaw::new(Rule::DestinationMember, "destination", 0);
                self.add(flaw, "neither");
            }
            Destination::LogGroup(id) => {
                self.text(group, id, Text::Pattern, letter);
                if let Some(most) = profile.group_id_length {
                    self.text(group, id, Text::Length(most), letter);
                }
            }
            Destination::Folder(id) => self.text(folder, id, Text::Pattern, letter),
        }
    }

    fn resource(&mut self, request: &WriteRequest<'_>, profile: &Profile) {
        let Some(resource) = request.resource else {
            if profile.resource_required {
                self.report.note(Rule::Resource, "/resource", "nothing");
            }
            return;
        };
        let kind = Named {
            field: "resource.type",
            pattern: Rule::ResourceTypePattern,
            length: Rule::ResourceTypeLength,
        };
        let id = Named {
            field: "resource.id",
            pattern: Rule::ResourceIdPattern,
            length: Rule::ResourceIdLength,
        };
        self.text(kind, resource.kind, profile.resource, letter);
        self.text(id, resource.id, profile.resource, letter_or_digit);
    }

    fn size(&mut self, sent: usize, profile: &Profile) {
        if sent == 0 || sent > profile.entries {
            let flaw = Flaw::new(Rule::EntriesSize, "entries", profile.entries);
            let expected = format_args!("1 to {}", profile.entries);
            self.add(flaw, Finding::new(sent).expected(expected));
        }
    }

    fn defaults(&mut self, request: &WriteRequest<'_>, profile: &Profile) {
        let defaults = &request.defaults;
        if level(defaults.level).is_none() {
            let flaw = Flaw::new(Rule::Level, "defaults.level", 0);
            self.add(flaw, defaults.level);
        }
        let bytes = defaults
            .payloads
            .iter()
            .map(|piece| piece.len())
            .sum::<usize>();
        let limit = profile.defaults_payload_bytes;
        if bytes > limit {
            let rule = Rule::DefaultsPayloadBytes;
            let flaw = Flaw::new(rule, "defaults.json_payload", limit);
            self.add(flaw, Finding::over(limit, bytes));
        }
        match profile.stream_name {
            Some(wanted) => {
                let name = Named {
                    field: "defaults.stream_name",
                    pattern: Rule::StreamNamePattern,
                    length: Rule::StreamNameLength,
                };
                self.text(name, defaults.stream_name, wanted, letter);
            }
            None if defaults.stream_name.is_empty() => {}
            None => {
                let at = "/defaults/stream_name";
                let found = defaults.stream_name.len();
                let _ = self.report.alter(Rule::StreamName, at, found);
            }
        }
    }

    fn text(&mut self, named: Named, text: &str, wanted: Text, first: fn(u8) -> bool) {
        if let Some(flaw) = named.flaw(text, wanted, first) {
            let short: String = text.chars().take(80).collect();
            self.add(flaw, format!("`{short}`, {} bytes", text.len()));
        }
    }

    fn add(&mut self, flaw: Flaw, found: impl Into<Finding>) {
        let at = format!("/{}", flaw.field.replace('.', "/"));
        if self.report.refuse(flaw.rule, at, found).is_err() {
            self.flaws.push(flaw);
        }
    }
}
