use std::collections::HashMap;

use logfog_conform::{Over, Probe};
use logfog_kit::{Settings, store::Query};
use logfog_model::Session;
use proptest::prelude::*;
use serde_json::Value;

use crate::{Kind, Property, Subject};

use super::{same, send};

/// Room for some tens of records, so that sequences of writes run out of it.
const BYTES: usize = 40_000;
const SESSIONS: [&str; 3] = ["default", "one", "two"];

/// What somebody does to an emulator.
#[derive(Clone, Debug)]
enum Act {
    /// Sends a payload in a session.
    Write(usize, Value),
    /// Reads a session from some entry on, so many at most.
    Read(usize, usize),
    /// Forgets a session, or everything.
    Reset(Option<usize>),
}

/// Writes, reads, resets and evictions agree with a model of them.
pub(super) fn property(subject: &'static dyn Subject) -> Property {
    Property::new("model", Kind::Model, None, move |config| {
        let schemas = subject.schemas()?;
        let sessions = 0..SESSIONS.len();
        let act = prop_oneof![
            8 => (sessions.clone(), subject.valid(&schemas)).prop_map(|(at, payload)| Act::Write(at, payload)),
            4 => (sessions.clone(), 1_usize..9).prop_map(|(at, limit)| Act::Read(at, limit)),
            1 => prop::option::of(sessions).prop_map(Act::Reset),
        ];
        config
            .fewer(4)
            .all(prop::collection::vec(act, 1..60), |acts| {
                let settings = Settings::default();
                let probe = Probe::within(subject.make(), &settings, Over::Memory, BYTES);
                let probe = probe.map_err(|error| format!("{error:#}"))?;
                let mut model = Model::default();
                for act in acts {
                    model.step(subject, &probe, act)?;
                }
                Ok(())
            })
    })
}

/// What each session was sent since it was last reset.
#[derive(Debug, Default)]
struct Model {
    sent: HashMap<usize, Vec<Value>>,
}

impl Model {
    fn step(&mut self, subject: &dyn Subject, probe: &Probe, act: Act) -> Result<(), String> {
        match act {
            Act::Write(at, payload) => {
                let sent = subject
                    .sent(probe, &payload)
                    .ok_or("it cannot be written")?;
                let sent = sent.session(SESSIONS[at]);
                send(probe, &sent)?;
                self.sent
                    .entry(at)
                    .or_default()
                    .extend(subject.records(&payload));
            }
            Act::Read(at, limit) => return pages(subject, probe, at, limit),
            Act::Reset(None) => {
                reset(probe, None);
                self.sent.clear();
            }
            Act::Reset(Some(at)) => {
                reset(probe, Some(&session(at)?));
                self.sent.remove(&at);
            }
        }
        (0..SESSIONS.len()).try_for_each(|at| self.agrees(subject, probe, at))
    }

    /// What is there is the newest part of what was sent, and the rest is counted as evicted.
    fn agrees(&self, subject: &dyn Subject, probe: &Probe, at: usize) -> Result<(), String> {
        let sent = self.sent.get(&at).map_or(&[][..], Vec::as_slice);
        let page = read(probe, at, 0, usize::MAX)?;
        let there: Vec<_> = page
            .entries
            .iter()
            .map(|entry| subject.record(entry))
            .collect();
        let gone = sent.len().checked_sub(there.len());
        let gone =
            gone.ok_or_else(|| format!("{} were sent, {} are there", sent.len(), there.len()))?;
        same("records of a session", &sent[gone..].to_vec(), &there)?;
        same("evicted", &(gone as u64), &page.evicted)
    }
}

/// Forgets everything; what was declared is there again.
fn reset(probe: &Probe, session: Option<&Session>) {
    probe.ctx().store.reset(session);
    probe.ctx().reset_resources(session);
}

/// Pages make up the whole.
fn pages(subject: &dyn Subject, probe: &Probe, at: usize, limit: usize) -> Result<(), String> {
    let whole = read(probe, at, 0, usize::MAX)?;
    let (mut paged, mut after) = (Vec::new(), 0);
    loop {
        let page = read(probe, at, after, limit)?;
        if page.entries.len() > limit {
            return Err(format!(
                "{} entries on a page of {limit}",
                page.entries.len()
            ));
        }
        let Some(last) = page.entries.last() else {
            break;
        };
        after = last.id;
        let done = !page.more;
        paged.extend(page.entries.iter().map(|entry| subject.record(entry)));
        if done {
            break;
        }
    }
    let whole: Vec<_> = whole
        .entries
        .iter()
        .map(|entry| subject.record(entry))
        .collect();
    same("page by page", &whole, &paged)
}

fn session(at: usize) -> Result<Session, String> {
    SESSIONS[at].parse().map_err(|error| format!("{error}"))
}

fn read(
    probe: &Probe,
    at: usize,
    after: u64,
    limit: usize,
) -> Result<logfog_kit::store::Page, String> {
    let session = session(at)?;
    let query = Query {
        session: Some(&session),
        after,
        limit,
        filter: &|_| true,
    };
    Ok(probe.ctx().store.read(&query))
}
