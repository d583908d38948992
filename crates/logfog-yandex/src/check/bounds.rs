use std::ops::RangeInclusive;

use logfog_model::Finding;

use crate::{
    options::{self, Demand, Kind, Options},
    profile::Profile,
    refusal::{Flaw, demanded},
    rules::Rule,
};

/// What is demanded of a `WriteRequest`: the options, each where a check finds it that reads the message in
/// place, and what no option says.
#[derive(Debug)]
pub(crate) struct Bounds {
    pub(super) profile: &'static Profile,
    pub(super) destination: Field,
    pub(super) destination_member: Field,
    pub(super) log_group_id: Field,
    pub(super) folder_id: Field,
    pub(super) resource: Field,
    pub(super) resource_type: Field,
    pub(super) resource_id: Field,
    pub(super) entries: Field,
    pub(super) timestamp: Field,
    pub(super) message: Field,
    pub(super) json_payload: Field,
    pub(super) stream_name: Field,
    pub(super) defaults_json_payload: Field,
    pub(super) defaults_stream_name: Field,
}

impl Bounds {
    /// Those of one generation of the API.
    pub(crate) fn new(profile: &'static Profile, options: &Options) -> Self {
        let field = |name, path| Field::new(options, name, path);
        Self {
            profile,
            destination: field("WriteRequest.destination", "destination"),
            destination_member: field("Destination.destination", "destination"),
            log_group_id: field("Destination.log_group_id", "destination.log_group_id"),
            folder_id: field("Destination.folder_id", "destination.folder_id"),
            resource: field("WriteRequest.resource", "resource"),
            resource_type: field("LogEntryResource.type", "resource.type"),
            resource_id: field("LogEntryResource.id", "resource.id"),
            entries: field("WriteRequest.entries", "entries"),
            timestamp: field("IncomingLogEntry.timestamp", "timestamp"),
            message: field("IncomingLogEntry.message", "message"),
            json_payload: field("IncomingLogEntry.json_payload", "json_payload"),
            stream_name: field("IncomingLogEntry.stream_name", "stream_name"),
            defaults_json_payload: field("LogEntryDefaults.json_payload", "defaults.json_payload"),
            defaults_stream_name: field("LogEntryDefaults.stream_name", "defaults.stream_name"),
        }
    }

    /// Most entries of a call.
    pub(super) fn most_entries(&self) -> usize {
        let size = self.entries.of(Kind::Size);
        size.map_or(usize::MAX, |bound| bound.demand.most())
    }

    /// The numbers of these bounds, for people to read.
    pub(crate) fn view(&self) -> Vec<(&'static str, String)> {
        let Self {
            entries,
            message,
            json_payload,
            defaults_json_payload,
            log_group_id,
            resource,
            resource_type,
            stream_name,
            ..
        } = self;
        let most = |field: &Field, kind| {
            let most = field.of(kind).map(|bound| bound.demand.most());
            most.map_or_else(|| "none".to_owned(), |most| most.to_string())
        };
        let text = |field: &Field| match (field.of(Kind::Pattern), field.of(Kind::Length)) {
            (Some(_), _) => "pattern".to_owned(),
            (None, Some(length)) => format!("at most {} characters", length.demand.most()),
            (None, None) => "none".to_owned(),
        };
        vec![
            ("entries", most(entries, Kind::Size)),
            ("message_bytes", most(message, Kind::Bytes)),
            ("payload_bytes", most(json_payload, Kind::Bytes)),
            (
                "defaults_payload_bytes",
                most(defaults_json_payload, Kind::Bytes),
            ),
            ("group_id_length", most(log_group_id, Kind::Length)),
            ("resource", text(resource_type)),
            (
                "resource_required",
                resource.of(Kind::Required).is_some().to_string(),
            ),
            ("stream_name", text(stream_name)),
        ]
    }
}

/// The bounds of one field, or of a oneof.
#[derive(Debug)]
pub(super) struct Field {
    /// Its path in the request, or in an entry.
    pub(super) path: &'static str,
    bounds: Vec<Bound>,
}

impl Field {
    fn new(options: &Options, name: &'static str, path: &'static str) -> Self {
        let demands = options.of(&format!("yandex.cloud.logging.v1.{name}"));
        let mut bounds: Vec<_> = demands
            .iter()
            .map(|demand| Bound {
                rule: rule(name, demand.kind),
                counts: demand.least()..=demand.most(),
                demand: demand.clone(),
            })
            .collect();
        // What a text looks like is said before how long it is.
        bounds.sort_by_key(|bound| bound.demand.kind != Kind::Pattern);
        Self { path, bounds }
    }

    pub(super) fn of(&self, kind: Kind) -> Option<&Bound> {
        self.bounds.iter().find(|bound| bound.demand.kind == kind)
    }

    /// Those that are broken by what was sent.
    pub(super) fn broken<'f>(&'f self, sent: Sent<'f>) -> impl Iterator<Item = &'f Bound> {
        self.bounds.iter().filter(move |bound| !bound.allows(sent))
    }
}

/// A demand, and the rule that is broken with it.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) rule: Rule,
    /// How many characters, bytes or elements are allowed: what the demand says, ready to be compared.
    counts: RangeInclusive<usize>,
    pub(super) demand: Demand,
}

impl Bound {
    fn allows(&self, sent: Sent<'_>) -> bool {
        let Self { demand, counts, .. } = self;
        match (demand.kind, sent) {
            (Kind::Required | Kind::ExactlyOne, Sent::Nothing | Sent::Text("")) => false,
            (Kind::Pattern, Sent::Text(text)) => demand.matches(text),
            (Kind::Length, Sent::Text(text)) => counts.contains(&text.chars().count()),
            (Kind::Bytes, Sent::Text(text)) => counts.contains(&text.len()),
            (Kind::Bytes, Sent::Bytes(count)) | (Kind::Size, Sent::Elements(count)) => {
                counts.contains(&count)
            }
            _ => true,
        }
    }

    /// What to say of a field that breaks it.
    pub(super) fn flaw(&self, path: &'static str) -> Flaw {
        Flaw {
            demand: demanded(&self.demand),
            ..Flaw::new(self.rule, path)
        }
    }

    /// What was found, in short.
    pub(super) fn found(&self, sent: Sent<'_>) -> Finding {
        let (least, most) = (self.counts.start(), self.counts.end());
        match sent {
            Sent::Nothing if self.demand.kind == Kind::ExactlyOne => Finding::new("neither"),
            Sent::Nothing => Finding::new("nothing"),
            Sent::Text(text) if self.demand.kind == Kind::Bytes => Finding::over(most, text.len()),
            Sent::Text(text) => Finding::new(format_args!("{} characters", text.chars().count())),
            Sent::Bytes(count) => Finding::over(most, count),
            Sent::Elements(count) => {
                Finding::new(count).expected(format_args!("{least} to {most}"))
            }
        }
    }
}

/// What there is of a field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sent<'a> {
    Nothing,
    Text(&'a str),
    /// A message that is encoded in so many bytes.
    Bytes(usize),
    /// A list of so many elements.
    Elements(usize),
}

/// The rule that is broken with an option of a field: most have one of their own.
fn rule(name: &str, kind: Kind) -> Rule {
    match (name, kind) {
        ("WriteRequest.destination", Kind::Required) => Rule::Destination,
        ("Destination.destination", Kind::ExactlyOne) => Rule::DestinationMember,
        ("Destination.log_group_id", Kind::Pattern) => Rule::GroupIdPattern,
        ("Destination.log_group_id", Kind::Length) => Rule::GroupIdLength,
        ("Destination.folder_id", Kind::Pattern) => Rule::FolderIdPattern,
        ("WriteRequest.resource", Kind::Required) => Rule::Resource,
        ("LogEntryResource.type", Kind::Pattern) => Rule::ResourceTypePattern,
        ("LogEntryResource.type", Kind::Length) => Rule::ResourceTypeLength,
        ("LogEntryResource.id", Kind::Pattern) => Rule::ResourceIdPattern,
        ("LogEntryResource.id", Kind::Length) => Rule::ResourceIdLength,
        ("WriteRequest.entries", Kind::Size) => Rule::EntriesSize,
        ("IncomingLogEntry.timestamp", Kind::Required) => Rule::Timestamp,
        ("IncomingLogEntry.message", Kind::Bytes) => Rule::MessageBytes,
        ("IncomingLogEntry.json_payload", Kind::Bytes) => Rule::PayloadBytes,
        ("LogEntryDefaults.json_payload", Kind::Bytes) => Rule::DefaultsPayloadBytes,
        ("IncomingLogEntry.stream_name" | "LogEntryDefaults.stream_name", Kind::Pattern) => {
            Rule::StreamNamePattern
        }
        ("IncomingLogEntry.stream_name" | "LogEntryDefaults.stream_name", Kind::Length) => {
            Rule::StreamNameLength
        }
        _ => options::rule(kind),
    }
}
