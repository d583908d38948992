//! One entry, field for field.

use std::borrow::Cow;

use bytes::Bytes;
use logfog_kit::json;
use logfog_model::{Draft, Finding, Refused, Report, Scope, Severity};
use serde_json::value::RawValue;

use super::Endpoint;
use crate::{
    destination::{self, Destinations, Places, Project},
    level,
    profile::{Batch, Profile},
    rules::Rule,
    states, timestamp,
    wire::{self, Entry, Given, Labels},
};

/// One entry is not stored.
pub(super) struct LeftOut;

/// What the entries of a request share while they are checked.
pub(super) struct Check<'a, 'r, 'p> {
    endpoint: Endpoint,
    body: &'a Bytes,
    profile: &'a Profile,
    places: &'r Places<'r>,
    report: &'r mut Report<'p, Rule>,
    labels: Labels<'a>,
    destinations: Destinations<'a>,
    /// Said once a request: a client writes all of its timestamps alike.
    form_noted: bool,
    at: Place,
}

impl<'a, 'r, 'p> Check<'a, 'r, 'p> {
    pub(super) fn new(
        endpoint: Endpoint,
        body: &'a Bytes,
        profile: &'a Profile,
        places: &'r Places<'r>,
        report: &'r mut Report<'p, Rule>,
        prefix: &'static str,
    ) -> Self {
        Self {
            endpoint,
            body,
            profile,
            places,
            report,
            labels: Labels::new(profile.labels),
            destinations: Destinations::default(),
            form_noted: false,
            at: Place { prefix, index: 0 },
        }
    }

    /// One entry as a record.
    pub(super) fn entry(&mut self, index: usize, raw: &'a RawValue) -> Result<Draft, LeftOut> {
        self.at.index = index;
        if wire::kind(raw) != wire::OBJECT {
            return Err(self.unreadable(self.endpoint.envelope(), wire::kind(raw)));
        }
        let length = raw.get().len();
        if length > self.profile.entry_bytes {
            self.broken(
                Rule::EntrySize,
                "",
                Finding::over(self.profile.entry_bytes, length),
            )?;
        }
        let entry = match wire::entry(raw, &mut self.labels) {
            Ok(entry) => entry,
            Err(error) => return Err(self.unreadable(Rule::Json, error)),
        };
        if let Some(key) = entry.repeated {
            self.broken(
                Rule::FieldOnce,
                key,
                "it again, in this or its other spelling",
            )?;
        }
        if let Some(Given { key, value }) = entry.mistyped {
            let rule = if key == "labels" {
                Rule::Labels
            } else {
                Rule::FieldType
            };
            self.broken(rule, key, value)?;
        }
        let time = self.time(&entry)?;
        let severity = self.severity(&entry)?;
        self.text(&entry)?;
        self.labels()?;
        let scope = self.scope(entry)?;
        let raw = json::slice_of(self.body, raw.get());
        Ok(Draft {
            time,
            severity,
            scope,
            raw,
        })
    }

    fn time(&mut self, entry: &Entry<'_>) -> Result<Option<jiff::Timestamp>, LeftOut> {
        let Some(Given { key, value }) = &entry.timestamp else {
            self.broken(Rule::TimestampPresent, "timestamp", "none")?;
            return Ok(None);
        };
        let written = match timestamp::parse(value) {
            Ok(written) => written,
            Err(why) => {
                let found = format!("`{}`: {why}", cut(value));
                self.broken(Rule::Timestamp, key, found)?;
                return Ok(None);
            }
        };
        let fraction_fits =
            written.fraction == 3 || written.fraction == 0 && self.profile.fraction_optional;
        if !self.form_noted && (written.zulu || !fraction_fits) {
            self.form_noted = true;
            let form = if self.profile.fraction_optional {
                "YYYY-MM-DDThh:mm:ss[.sss]±hh:mm"
            } else {
                "YYYY-MM-DDThh:mm:ss.sss±hh:mm"
            };
            let found = Finding::new(cut(value)).expected(form);
            self.report
                .note(Rule::TimestampForm, self.at.of(key), found);
        }
        Ok(Some(written.time))
    }

    fn severity(&mut self, entry: &Entry<'_>) -> Result<Severity, LeftOut> {
        match &entry.level {
            None if self.endpoint == Endpoint::Ingest => Ok(level::INFO),
            None => {
                self.broken(Rule::LevelPresent, "level", "none")?;
                Ok(Severity::NONE)
            }
            Some(Given { key, value }) => {
                let severity = level::severity(value);
                if severity.is_none() {
                    self.broken(Rule::Level, key, format!("`{}`", cut(value)))?;
                }
                Ok(severity.unwrap_or(Severity::NONE))
            }
        }
    }

    fn text(&mut self, entry: &Entry<'_>) -> Result<(), LeftOut> {
        match entry.json_message {
            None if !entry.message && self.endpoint == Endpoint::Logs => {
                self.broken(Rule::Text, "message", "neither")
            }
            Some(Given { key, value: false }) => {
                self.report
                    .note(Rule::JsonMessage, self.at.of(key), "text that is not JSON");
                Ok(())
            }
            None | Some(_) => Ok(()),
        }
    }

    fn labels(&mut self) -> Result<(), LeftOut> {
        let Labels {
            count, mistyped, ..
        } = &mut self.labels;
        let (count, profile) = (*count, self.profile);
        if count == 0 {
            return Ok(());
        }
        if let Some((name, kind)) = mistyped.take() {
            self.label_broken(Rule::Labels, &name, Finding::new(kind))?;
        }
        if count > profile.labels {
            self.broken(
                Rule::LabelCount,
                "labels",
                Finding::over(profile.labels, count),
            )?;
        }
        // Taken out, so that what is wrong with one can be said while they are walked.
        let pairs = std::mem::take(&mut self.labels.pairs);
        for (at, (name, length)) in pairs.iter().enumerate() {
            if name.is_empty() || name.len() > profile.label_name_bytes {
                let limit = profile.label_name_bytes;
                let found = Finding::new(name.len()).expected(format_args!("1 to {limit} bytes"));
                self.label_broken(Rule::LabelName, name, found)?;
            }
            if *length > profile.label_value_bytes {
                let found = Finding::over(profile.label_value_bytes, length);
                self.label_broken(Rule::LabelValue, name, found)?;
            }
            if pairs[..at].iter().any(|(other, _)| other == name) {
                let at = self.at.label(name);
                self.report.note(Rule::LabelOnce, at, "it again");
            }
        }
        self.labels.pairs = pairs;
        Ok(())
    }

    fn scope(&mut self, entry: Entry<'a>) -> Result<Scope, LeftOut> {
        // An empty id is no id: that is how protobuf's clients write an unset field.
        let project = entry.project_id.filter(|given| !given.value.is_empty());
        let group = entry.log_group_id.filter(|given| !given.value.is_empty());
        let (project_id, group_id) = (value(project.as_ref()), value(group.as_ref()));
        if let Some(scope) = self.destinations.known(project_id, group_id) {
            return Ok(scope);
        }
        let found = match &project {
            None => {
                self.broken(Rule::ProjectPresent, "project_id", "none")?;
                Some(destination::DEFAULT.into())
            }
            Some(Given { key, value }) => self.project(key, value)?,
        };
        if let Some(found) = &found {
            let (key, value) = match &group {
                Some(Given { key, value }) => (*key, &**value),
                None => ("log_group_id", &*found.default_group),
            };
            match self.places.group(&found.id, value) {
                Some(group) if group.active => {}
                Some(_) => self.broken(Rule::GroupActive, key, "a group that is not")?,
                None => self.broken(Rule::Group, key, format!("`{}`", cut(value)))?,
            }
        }
        // A project that was let pass is taken to have a default group of this name.
        let found = found.as_ref();
        let default = found.map_or("default", |project| &*project.default_group);
        let project_id = found
            .map(|project| &*project.id)
            .or(project_id)
            .unwrap_or_default();
        let ids = [project_id, group_id.unwrap_or(default)].map(str::to_owned);
        let ids = [ids[0].as_str(), ids[1].as_str()];
        Ok(self.destinations.keep(
            project.map(|given| given.value),
            group.map(|given| given.value),
            ids,
        ))
    }

    /// The project of this id, and whether entries can go to it.
    fn project(&mut self, key: &str, id: &str) -> Result<Option<Project>, LeftOut> {
        let (found, state) = (self.places.project(id), self.places.state(id));
        if found.is_none() || state == Some(states::PROJECT_FORBIDDEN) {
            // The same of either, so that nobody learns which projects there are.
            self.broken(Rule::Project, key, format!("`{}`", cut(id)))?;
        } else if state == Some(states::QUOTA_EXCEEDED) {
            self.broken(Rule::Quota, key, "a project that has")?;
        }
        Ok(found)
    }

    fn label_broken(&mut self, rule: Rule, name: &str, found: Finding) -> Result<(), LeftOut> {
        let at = self.at.label(name);
        self.say(rule, at, found)
    }

    /// A rule that costs the entry, and with it the request, when batches are atomic.
    fn broken(&mut self, rule: Rule, key: &str, found: impl Into<Finding>) -> Result<(), LeftOut> {
        let at = self.at.of(key);
        self.say(rule, at, found)
    }

    /// It is no entry, and no policy makes it one.
    fn unreadable(&mut self, rule: Rule, found: impl Into<Finding>) -> LeftOut {
        let at = self.at.of("");
        match self.profile.batch {
            Batch::Atomic => {
                self.report.insist(rule, at, found);
            }
            Batch::Partial => self.report.insist_lost(rule, at, found),
        }
        LeftOut
    }

    fn say(&mut self, rule: Rule, at: String, found: impl Into<Finding>) -> Result<(), LeftOut> {
        match self.profile.batch {
            Batch::Atomic => self
                .report
                .refuse(rule, at, found)
                .map_err(|Refused| LeftOut),
            Batch::Partial if self.report.lose(rule, at, found) => Err(LeftOut),
            Batch::Partial => Ok(()),
        }
    }
}

/// Where an entry is, as the beginning of a JSON pointer.
#[derive(Clone, Copy)]
struct Place {
    prefix: &'static str,
    index: usize,
}

impl Place {
    fn of(self, key: &str) -> String {
        let Self { prefix, index } = self;
        if key.is_empty() {
            format!("{prefix}/{index}")
        } else {
            format!("{prefix}/{index}/{key}")
        }
    }

    fn label(self, name: &str) -> String {
        self.of(&format!("labels/{}", json::pointer_step(&cut(name))))
    }
}

fn value<'e>(given: Option<&'e Given<Cow<'_, str>>>) -> Option<&'e str> {
    given.map(|given| &*given.value)
}

/// Enough of a value to recognise it by.
fn cut(value: &str) -> Cow<'_, str> {
    const SHOWN: usize = 64;
    match value.char_indices().nth(SHOWN) {
        None => Cow::Borrowed(value),
        Some((end, _)) => Cow::Owned(format!("{}…", &value[..end])),
    }
}
