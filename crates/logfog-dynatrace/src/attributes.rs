//! A record as Dynatrace keeps it: special keys taken out, values typed, trimmed and renamed.
//!
//! Reading an entry does all of this, with a report that nobody looks at. Checking one does it
//! only for a record that [`is_plain`] does not clear, to learn what is altered.

use std::collections::{HashMap, HashSet};

use logfog_kit::json::quote;
use logfog_model::{Finding, Report};

use crate::{
    at::{At, Place, shorten},
    envelope::Envelope,
    keys::Chosen,
    profile::Structure,
    rules::Rule,
    wire::{self, Kind, Member},
};

/// What a record says, as JSON texts.
#[derive(Debug, Default)]
pub(crate) struct Normal {
    pub(crate) content: String,
    pub(crate) attributes: Vec<(String, String)>,
    /// What was done to it, in the words of `dt.ingest.warnings`.
    pub(crate) warnings: Vec<&'static str>,
    /// Whether something was nested too deep.
    pub(crate) nested: bool,
}

/// Members that are compared with one another one by one.
const FEW: usize = 24;

/// Whether nothing in a record can be altered: every bound is far, every name is its own.
pub(crate) fn is_plain(
    envelope: &Envelope,
    raw: &str,
    members: &[Member<'_>],
    chosen: Chosen,
) -> bool {
    let profile = envelope.environment.profile;
    let short_content = match chosen.content {
        Some(at) => members[at].value.len() <= profile.content_bytes,
        None => envelope.structure == Structure::Raw || raw.len() <= profile.content_bytes,
    };
    // A level that was not chosen stays an attribute, under a name that may be taken.
    let levels = chosen.levels > usize::from(chosen.level.is_some());
    if !envelope.attributes.is_empty() || !short_content || levels {
        return false;
    }
    if members.len() > FEW.min(profile.attributes) {
        return false;
    }
    members.iter().enumerate().all(|(at, member)| {
        let value = match member.kind() {
            _ if chosen.content == Some(at) => true,
            Kind::Object => {
                envelope.structure == Structure::Raw && member.value.len() <= profile.value_bytes
            }
            // Each value takes a byte and a comma.
            Kind::Array => member.value.len() <= 2 * profile.values,
            Kind::Boolean | Kind::Null | Kind::Number | Kind::Text => {
                member.value.len() <= profile.value_bytes
            }
        };
        let key = &*member.key;
        value
            && key.len() <= profile.key_bytes
            && key.is_ascii()
            && !key.eq_ignore_ascii_case("event.type")
            && members[..at]
                .iter()
                .all(|other| !other.key.eq_ignore_ascii_case(key))
    })
}

/// What Dynatrace makes of a record.
pub(crate) fn normalise(
    envelope: &Envelope,
    raw: &str,
    members: &[Member<'_>],
    chosen: Chosen,
    at: At,
    report: &mut Report<'_, Rule>,
) -> Normal {
    let mut builder = Builder::new(envelope, at, report);
    let record = Place::Record(at);
    builder.content = match chosen.content {
        Some(index) => {
            let Member { key, value } = &members[index];
            builder.cut_content(&wire::text(value), &Place::Member(&record, key))
        }
        None if envelope.structure == Structure::Raw => quote(""),
        None => builder.cut_content(raw, &record),
    };
    for (index, Member { key, value }) in members.iter().enumerate() {
        let taken = [chosen.time, chosen.level, chosen.content].contains(&Some(index));
        if !taken {
            builder.member(&Place::Member(&record, key), value, 1);
        }
    }
    builder.finish()
}

/// What Dynatrace makes of a text event.
pub(crate) fn text_event(envelope: &Envelope, text: &str, report: &mut Report<'_, Rule>) -> Normal {
    let mut builder = Builder::new(envelope, At::Body, report);
    builder.content = builder.cut_content(text, &Place::Record(At::Body));
    builder.finish()
}

struct Builder<'a, 'p> {
    envelope: &'a Envelope,
    at: At,
    report: &'a mut Report<'p, Rule>,
    content: String,
    attributes: Vec<(String, String)>,
    /// How often each name was asked for.
    taken: HashMap<String, usize>,
    /// The names in lower case.
    folded: HashSet<String>,
    warnings: Vec<&'static str>,
    nested: bool,
    full: bool,
}

impl<'a, 'p> Builder<'a, 'p> {
    fn new(envelope: &'a Envelope, at: At, report: &'a mut Report<'p, Rule>) -> Self {
        let mut builder = Self {
            envelope,
            at,
            report,
            content: String::new(),
            attributes: Vec::new(),
            taken: HashMap::new(),
            folded: HashSet::new(),
            warnings: Vec::new(),
            nested: false,
            full: false,
        };
        // Names that the request gives are taken before the record's own.
        for (name, value) in &envelope.attributes {
            builder.add(&Place::Request(name), value);
        }
        builder
    }

    fn finish(self) -> Normal {
        Normal {
            content: self.content,
            attributes: self.attributes,
            warnings: self.warnings,
            nested: self.nested,
        }
    }

    /// A member of a record, or of an object in it that is at `level - 1`.
    fn member(&mut self, place: &Place<'_>, value: &str, level: usize) {
        let profile = self.envelope.environment.profile;
        let object = Kind::of(value) == Kind::Object;
        if !object || self.envelope.structure == Structure::Raw {
            return self.add(place, value);
        }
        if level >= profile.levels {
            let found = Finding::over(profile.levels, level + 1);
            if self.report.alter(Rule::Nesting, place, found) {
                self.nested = true;
                return;
            }
            return self.add(place, value);
        }
        for member in wire::members(value) {
            self.member(&Place::Member(place, &member.key), member.value, level + 1);
        }
    }

    /// An attribute under its name, or under the name that is left for it.
    fn add(&mut self, place: &Place<'_>, value: &str) {
        let profile = self.envelope.environment.profile;
        let nothing = !profile.typed && Kind::of(value) == Kind::Null;
        if self.full || nothing {
            return;
        }
        let mut key = if profile.typed {
            place.name()
        } else {
            place.name().to_lowercase()
        };
        let common = match key.as_str() {
            "event.type" => Kind::of(value) != Kind::Text || wire::text(value) != "LOG",
            "loglevel" | "status" => true,
            _ => false,
        };
        if common
            && self
                .report
                .alter(Rule::CommonAttribute, place, shorten(value))
        {
            return self.warn("common_attr_corrected");
        }
        if key.len() > profile.key_bytes {
            let found = Finding::over(profile.key_bytes, key.len());
            if self.report.alter(Rule::KeyLength, place, found) {
                key.truncate(key.floor_char_boundary(profile.key_bytes));
                key.shrink_to_fit();
                self.warn("attr_key_trimmed");
            }
        }
        if self.attributes.len() >= profile.attributes {
            let found = Finding::over(
                profile.attributes,
                format_args!("more, with `{}`", shorten(&key)),
            );
            if self.report.alter(Rule::AttributeCount, self.at, found) {
                self.full = true;
                return self.warn("attr_count_trimmed");
            }
        }
        let times = self.taken.entry(key.clone()).or_default();
        *times += 1;
        let before = *times - 1;
        if before > 0 && self.report.alter(Rule::KeyClash, place, shorten(&key)) {
            key = format!("overwritten{before}.{key}");
        } else if before == 0 && !self.folded.insert(key.to_lowercase()) {
            self.report.note(Rule::KeyCase, place, shorten(&key));
            self.warn("attr_key_case_mismatch");
        }
        let value = self.value(place, value);
        self.attributes.push((key, value));
    }

    /// A value as the profile keeps it.
    fn value(&mut self, place: &Place<'_>, json: &str) -> String {
        let profile = self.envelope.environment.profile;
        match Kind::of(json) {
            Kind::Array => self.list(place, json),
            Kind::Boolean | Kind::Null | Kind::Number if profile.typed => json.to_owned(),
            // The text of a short one is the JSON that was sent.
            Kind::Text if json.len() <= profile.value_bytes => json.to_owned(),
            Kind::Boolean | Kind::Null | Kind::Number | Kind::Object | Kind::Text => {
                self.cut_value(place, json)
            }
        }
    }

    /// A list of one type: of numbers, of booleans, else of texts.
    fn list(&mut self, place: &Place<'_>, json: &str) -> String {
        let profile = self.envelope.environment.profile;
        let mut elements = wire::elements(json);
        if elements.len() > profile.values {
            let found = Finding::over(profile.values, elements.len());
            if self.report.alter(Rule::ValueCount, place, found) {
                elements.truncate(profile.values);
                self.warn("attr_val_count_trimmed");
            }
        }
        let all = |kind: Kind| {
            let mut kinds = elements.iter().map(|element| Kind::of(element));
            kinds.all(|found| found == kind || found == Kind::Null)
        };
        let typed = profile.typed && (all(Kind::Number) || all(Kind::Boolean));
        let elements = elements.iter().filter_map(|element| {
            let null = Kind::of(element) == Kind::Null;
            match (null, typed) {
                (true, _) => profile.typed.then(|| (*element).to_owned()),
                (false, true) => Some((*element).to_owned()),
                (false, false) => Some(self.cut_value(place, element)),
            }
        });
        let elements: Vec<_> = elements.collect();
        format!("[{}]", elements.join(","))
    }

    /// A value as text, quoted, no longer than allowed.
    fn cut_value(&mut self, place: &Place<'_>, json: &str) -> String {
        let limit = self.envelope.environment.profile.value_bytes;
        let text = wire::text(json);
        let found = || Finding::over(limit, text.len());
        if text.len() > limit && self.report.alter(Rule::ValueLength, place, found()) {
            self.warn("attr_val_size_trimmed");
            return quote(&text[..text.floor_char_boundary(limit)]);
        }
        quote(&text)
    }

    fn cut_content(&mut self, text: &str, place: &Place<'_>) -> String {
        let limit = self.envelope.environment.profile.content_bytes;
        let found = || Finding::over(limit, text.len());
        if text.len() > limit && self.report.alter(Rule::ContentLength, place, found()) {
            self.warn("content_trimmed");
            return quote(&text[..text.floor_char_boundary(limit)]);
        }
        quote(text)
    }

    fn warn(&mut self, warning: &'static str) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}
