//! What the options of `yandex/cloud/validation.proto` demand of a request, read from the descriptors.

mod demand;
mod history;
mod range;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::HashMap;

use logfog_model::Finding;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, OneofDescriptor};

use crate::{
    call::Call,
    profile::Profile,
    refusal::{Flaw, Refusal, demanded},
    rules::Rule,
};

pub(crate) use demand::{Demand, Kind};
pub(crate) use walk::Flawed;

/// The demands of one generation of the API, by the full names of fields and oneofs.
#[derive(Debug)]
pub(crate) struct Options {
    demands: HashMap<String, Vec<Demand>>,
}

impl Options {
    /// Those of every message of the API, as they were in a profile.
    pub(crate) fn new(pool: &DescriptorPool, profile: &Profile) -> Self {
        let mut demands = HashMap::new();
        for message in ours(pool) {
            for field in message.fields() {
                let past = history::of(field.full_name(), profile.name);
                let found = match past {
                    None => demand::of_field(&field),
                    Some(past) => past.iter().map(|one| one.demand()).collect(),
                };
                demands.insert(field.full_name().to_owned(), found);
            }
            for oneof in message.oneofs().filter(demand::exactly_one) {
                let one = Demand::exactly_one(&members(&oneof));
                demands.insert(oneof.full_name().to_owned(), vec![one]);
            }
        }
        demands.retain(|_, demands| !demands.is_empty());
        Self { demands }
    }

    /// All that is wrong with a message.
    pub(crate) fn flaws(&self, message: &DynamicMessage) -> Vec<Flawed<'_>> {
        walk::flaws(self, message)
    }

    /// Those of one field or oneof.
    pub(crate) fn of(&self, name: &str) -> &[Demand] {
        self.demands.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Checks the request of a method, and names all that is wrong at once.
pub(crate) fn check(call: &mut Call<'_>, name: &str, message: &[u8]) -> Result<(), Refusal> {
    let schema = &call.served.schema;
    let message = DynamicMessage::decode(schema.message(name), message)
        .map_err(|error| Refusal::undecodable(&mut call.report, error))?;
    let mut flaws = Vec::new();
    for flawed in schema.options().flaws(&message) {
        let (rule, demand) = (rule(flawed.demand.kind), demanded(flawed.demand));
        let found = Finding::new(flawed.found).expected(&demand);
        if call.report.refuse(rule, flawed.pointer, found).is_err() {
            flaws.push(Flaw {
                demand,
                ..Flaw::new(rule, flawed.path)
            });
        }
    }
    match flaws.first().map(|first| first.rule) {
        None => Ok(()),
        Some(rule) => Err(Refusal {
            flaws,
            ..Refusal::new(rule, "")
        }),
    }
}

/// The rule that is broken with an option.
pub(crate) const fn rule(kind: Kind) -> Rule {
    match kind {
        Kind::Required => Rule::FieldRequired,
        Kind::Length | Kind::Bytes => Rule::FieldLength,
        Kind::Size | Kind::Unique => Rule::FieldSize,
        Kind::Pattern => Rule::FieldPattern,
        Kind::Value => Rule::FieldValue,
        Kind::KeyLength | Kind::KeyPattern | Kind::KeyValue => Rule::FieldMapKey,
        Kind::ExactlyOne => Rule::FieldExactlyOne,
    }
}

/// A check of one field, for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Message and field, or message and oneof: `Criteria.page_size`.
    pub field: String,
    /// The option that says it: `length`, or `map_key length`.
    pub kind: &'static str,
    /// Its bound in each profile, oldest first; `None` where it is not checked.
    pub bounds: Vec<Option<String>>,
}

/// Every check, by field and kind.
pub(crate) fn checks(pool: &DescriptorPool, profiles: &[&Profile]) -> Vec<Check> {
    let generations: Vec<_> = profiles.iter().map(|one| Options::new(pool, one)).collect();
    let mut checks = Vec::new();
    for message in ours(pool) {
        let fields = message.fields().map(|field| field.full_name().to_owned());
        let oneofs = message.oneofs().map(|oneof| oneof.full_name().to_owned());
        for name in fields.chain(oneofs) {
            let short = name.strip_prefix(message.package_name()).unwrap_or(&name);
            for kind in Kind::ALL {
                let bound = |options: &Options| {
                    let mut demands = options.of(&name).iter();
                    let one = demands.find(|demand| demand.kind == kind)?;
                    Some(one.bound.clone())
                };
                let bounds: Vec<_> = generations.iter().map(bound).collect();
                if bounds.iter().any(Option::is_some) {
                    checks.push(Check {
                        field: short.trim_start_matches('.').to_owned(),
                        kind: kind.as_str(),
                        bounds,
                    });
                }
            }
        }
    }
    checks
}

/// The vendor's own messages.
fn ours(pool: &DescriptorPool) -> impl Iterator<Item = MessageDescriptor> {
    pool.all_messages()
        .filter(|message| message.package_name().starts_with("yandex.cloud"))
        .filter(|message| !message.is_map_entry())
}

fn members(oneof: &OneofDescriptor) -> String {
    let names: Vec<_> = oneof
        .fields()
        .map(|field| field.name().to_owned())
        .collect();
    names.join(", ")
}
