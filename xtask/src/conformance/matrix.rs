use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use jiff::{SignedDuration, civil::Date};
use logfog_conform::{Case, Gaps, Schemas};
use logfog_model::{Basis, Operation, Spec, Wire};
use logfog_properties::{Kind, Property};
use serde::{Deserialize, Serialize};

use crate::{interop::Client, root, vendors, vendors::Known};

/// What is promised, how well it is known, and what shows it: `docs/conformance.json`.
#[derive(Debug, Serialize)]
pub(crate) struct Matrix {
    /// What the suite itself was tested with, by `cargo xtask mutants`.
    pub(crate) planted_defects: Planted,
    pub(crate) vendors: Vec<Counts>,
    pub(crate) rows: Vec<Row>,
}

/// How many planted defects the suite caught.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Planted {
    pub(crate) caught: usize,
    pub(crate) total: usize,
    pub(crate) survivors: Vec<Survivor>,
}

/// A planted defect that nothing caught.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Survivor {
    pub(crate) name: String,
    /// Why it lives.
    pub(crate) why: String,
}

/// A vendor in numbers. They may grow, and not shrink.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    pub(crate) vendor: String,
    pub(crate) behaviours: usize,
    pub(crate) documented: usize,
    pub(crate) cases: usize,
    /// Behaviours that a case replays from the documentation, …
    pub(crate) replayed: usize,
    /// … whose answers are held against a schema, …
    pub(crate) schema: usize,
    /// … that a property is about, …
    pub(crate) property: usize,
    /// … that a real client caused.
    pub(crate) clients: usize,
    /// Known gaps: the one number that may shrink.
    pub(crate) gaps: usize,
}

/// One behaviour of one operation.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) vendor: &'static str,
    pub(crate) operation: &'static str,
    /// The rule that is obeyed, or broken; `null` for what breaks none.
    pub(crate) rule: Option<&'static str>,
    pub(crate) behaviour: &'static str,
    pub(crate) basis: &'static str,
    pub(crate) page: &'static str,
    /// When that was read: a month, or a day.
    pub(crate) read: String,
    /// The day after which somebody should read it again.
    pub(crate) stale_after: Date,
    pub(crate) cases: usize,
    pub(crate) schema: bool,
    pub(crate) properties: Vec<String>,
    pub(crate) clients: Vec<String>,
    pub(crate) gap: Option<String>,
}

/// After so many days a page may say something else.
const FRESH: SignedDuration = SignedDuration::from_hours(24 * 180);
/// Of an operation without a case that was read anywhere.
const UNREAD: &str = "2000-01";
const ACCEPTS: &str = "What breaks no rule is accepted, and can be read back.";
const ANSWERS: &str = "What breaks no rule is answered as promised.";
pub(super) const FAULTS: &str =
    "A fault that is asked for is told in the vendor's words, and nothing is stored.";

impl Matrix {
    /// From rules, cases, schemas, properties and clients as they are now.
    pub(crate) fn gather() -> Result<Self> {
        let clients = Client::all()?;
        let mut matrix = Self {
            planted_defects: committed()?.planted_defects,
            vendors: Vec::new(),
            rows: Vec::new(),
        };
        for known in vendors::ALL {
            let about = About::of(known, &clients)?;
            let rows = about.rows()?;
            let count = |wanted: fn(&Row) -> bool| rows.iter().filter(|row| wanted(row)).count();
            matrix.vendors.push(Counts {
                vendor: known.name.to_owned(),
                behaviours: rows.len(),
                documented: count(|row| row.basis == Basis::Documented.as_str()),
                cases: about.cases.len(),
                replayed: count(|row| row.cases > 0),
                schema: count(|row| row.schema && row.cases > 0),
                property: count(|row| !row.properties.is_empty()),
                clients: count(|row| !row.clients.is_empty()),
                gaps: about.gaps.all.len(),
            });
            matrix.rows.extend(rows);
        }
        Ok(matrix)
    }

    /// The numbers that are smaller than the committed ones.
    pub(crate) fn lost(&self) -> Result<Vec<String>> {
        let committed = committed()?.vendors;
        let lost = committed.iter().flat_map(|before| {
            let now = self.vendors.iter().find(|now| now.vendor == before.vendor);
            shrunk(before, &now.cloned().unwrap_or_default())
        });
        Ok(lost.collect())
    }
}

/// What `docs/conformance.json` has to say to the next one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Committed {
    pub(crate) planted_defects: Planted,
    pub(crate) vendors: Vec<Counts>,
}

pub(crate) fn committed() -> Result<Committed> {
    let path = root().join("docs/conformance.json");
    if !path.exists() {
        return Ok(Committed::default());
    }
    serde_json::from_slice(&fs::read(path)?).context("docs/conformance.json")
}

fn shrunk(before: &Counts, now: &Counts) -> Vec<String> {
    let numbers = |counts: &Counts| {
        [
            ("behaviours", counts.behaviours),
            ("documented", counts.documented),
            ("cases", counts.cases),
            ("replayed", counts.replayed),
            ("schema", counts.schema),
            ("property", counts.property),
            ("clients", counts.clients),
        ]
    };
    let pairs = numbers(before).into_iter().zip(numbers(now));
    pairs
        .filter(|((_, before), (_, now))| now < before)
        .map(|((name, was), (_, is))| {
            format!(
                "{}: {name} went from {was} to {is}; if that is right, say so in docs/conformance.json",
                before.vendor
            )
        })
        .collect()
}

/// What there is to show of a vendor.
struct About<'a> {
    known: Known,
    cases: Vec<(PathBuf, Case)>,
    schemas: Schemas,
    gaps: Gaps,
    properties: Vec<Property>,
    clients: Vec<&'a Client>,
}

impl<'a> About<'a> {
    fn of(known: Known, clients: &'a [Client]) -> Result<Self> {
        let clients = clients.iter();
        Ok(Self {
            known,
            cases: known.cases()?,
            schemas: known.schemas()?,
            gaps: Gaps::read(&known.fixtures())?,
            properties: logfog_properties::properties(known.name).unwrap_or_default(),
            clients: clients
                .filter(|client| client.vendor == known.name)
                .collect(),
        })
    }

    fn rows(&self) -> Result<Vec<Row>> {
        let vendor = self.known.default()?;
        let rules = vendor.rules();
        let mut rows = Vec::new();
        for operation in vendor.operations() {
            let own = self.cases.iter().map(|(_, case)| case);
            let own: Vec<_> = own
                .filter(|case| case.operation == operation.name)
                .collect();
            rows.push(self.accepts(operation, &own)?);
            rows.extend(self.faults(operation, &own)?);
            let names = |rule: &Spec| own.iter().any(|case| names(case, rule));
            for rule in rules.iter().filter(|rule| names(rule)) {
                rows.push(self.obeys(operation, rule, &own)?);
            }
        }
        Ok(rows)
    }

    fn accepts(&self, operation: &'static Operation, own: &[&Case]) -> Result<Row> {
        let breaks_none = |case: &&&Case| case.rules.is_empty() && case.fault.is_none();
        let cases: Vec<_> = own.iter().filter(breaks_none).copied().collect();
        let stores = cases.iter().any(|case| case.stored > Some(0));
        let behaviour = if stores { ACCEPTS } else { ANSWERS };
        let mut row = self.plain(behaviour, operation, &cases)?;
        row.properties = self.properties(|property| {
            self.is_subject(operation) && property.rule.is_none() && property.kind != Kind::Faults
        });
        row.clients = self.clients(operation, None);
        let missing = operation.coverage.gap();
        if row.gap.is_none() && !missing.is_empty() {
            row.gap = Some(missing.to_owned());
        }
        Ok(row)
    }

    /// What an operation answers when it is asked to go wrong; `None` when no case asks it to.
    fn faults(&self, operation: &'static Operation, own: &[&Case]) -> Result<Option<Row>> {
        let cases: Vec<_> = own
            .iter()
            .filter(|case| case.fault.is_some())
            .copied()
            .collect();
        if cases.is_empty() {
            return Ok(None);
        }
        let mut row = self.plain(FAULTS, operation, &cases)?;
        row.properties =
            self.properties(|property| self.is_subject(operation) && property.kind == Kind::Faults);
        Ok(Some(row))
    }

    /// A row that is about no single rule.
    fn plain(
        &self,
        behaviour: &'static str,
        operation: &'static Operation,
        cases: &[&Case],
    ) -> Result<Row> {
        let basis = cases.iter().map(|case| case.basis).min();
        let read = cases
            .iter()
            .filter_map(|case| case.read())
            .max()
            .unwrap_or(UNREAD);
        Ok(Row {
            vendor: self.known.name,
            operation: operation.name,
            rule: None,
            behaviour,
            basis: basis.unwrap_or(Basis::Chosen).as_str(),
            page: operation.page,
            read: read.to_owned(),
            stale_after: stale_after(read)?,
            schema: self.schema(operation),
            properties: Vec::new(),
            clients: Vec::new(),
            gap: self.gap(cases),
            cases: cases.len(),
        })
    }

    fn is_subject(&self, operation: &Operation) -> bool {
        logfog_properties::operation(self.known.name) == Some(operation.name)
    }

    fn obeys(
        &self,
        operation: &'static Operation,
        rule: &'static Spec,
        own: &[&Case],
    ) -> Result<Row> {
        let cases = own.iter().filter(|case| names(case, rule));
        let cases: Vec<_> = cases.copied().collect();
        Ok(Row {
            vendor: self.known.name,
            operation: operation.name,
            rule: Some(rule.id),
            behaviour: rule.demand,
            basis: rule.basis.as_str(),
            page: rule.page,
            read: rule.read.to_owned(),
            stale_after: stale_after(rule.read)?,
            schema: self.schema(operation),
            properties: self.properties(|property| property.rule == Some(rule.id)),
            clients: self.clients(operation, Some(rule.id)),
            gap: self.gap(&cases),
            cases: cases.len(),
        })
    }

    /// Whether answers are held against a schema. Messages are, in any case, against their descriptor.
    fn schema(&self, operation: &Operation) -> bool {
        operation.wire == Wire::Grpc || self.schemas.has(&format!("{}.answer", operation.name))
    }

    fn properties(&self, wanted: impl Fn(&Property) -> bool) -> Vec<String> {
        let wanted = self.properties.iter().filter(|property| wanted(property));
        wanted.map(|property| property.name.clone()).collect()
    }

    /// The clients that cause it: an exchange of the operation that breaks the rule, or none.
    fn clients(&self, operation: &Operation, rule: Option<&str>) -> Vec<String> {
        let clients = self.clients.iter().filter(|client| {
            client.expect.iter().any(|expect| {
                expect.operation == operation.name
                    && match rule {
                        Some(rule) => expect.rules.iter().any(|broken| broken == rule),
                        None => expect.rules.is_empty(),
                    }
            })
        });
        clients.map(|client| client.name.clone()).collect()
    }

    fn gap(&self, cases: &[&Case]) -> Option<String> {
        let listed = cases.iter().filter_map(|case| {
            let gap = self.gaps.of(&format!("{}/{}", case.operation, case.name));
            gap.map(|gap| gap.reason.as_str())
        });
        let listed: Vec<_> = listed.collect();
        (!listed.is_empty()).then(|| listed.join(" "))
    }
}

/// Whether a case breaks the rule, or only just satisfies it.
fn names(case: &Case, rule: &Spec) -> bool {
    case.rules.iter().chain(&case.near).any(|id| id == rule.id)
}

/// The day after which a page that was read then should be read again.
fn stale_after(read: &str) -> Result<Date> {
    let day = match read.len() {
        7 => format!("{read}-01"),
        _ => read.to_owned(),
    };
    let day: Date = day
        .parse()
        .with_context(|| format!("`{read}` is no month and no day"))?;
    Ok(day.checked_add(FRESH)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_stale_half_a_year_later() {
        let day = |text: &str| stale_after(text).expect("a day").to_string();
        assert_eq!(day("2026-11"), "2027-04-30");
        assert_eq!(day("2026-11-25"), "2027-05-24");
        assert!(stale_after("November").is_err());
    }

    #[test]
    fn counts_may_grow_and_not_shrink() {
        let counts = |cases, gaps| Counts {
            vendor: "acme".into(),
            cases,
            gaps,
            ..Counts::default()
        };
        assert!(shrunk(&counts(3, 1), &counts(4, 0)).is_empty());
        let lost = shrunk(&counts(3, 0), &counts(2, 0));
        assert_eq!(lost.len(), 1);
        assert!(lost[0].starts_with("acme: cases went from 3 to 2"));
    }

    #[test]
    fn every_rule_and_every_operation_has_a_row() {
        let matrix = Matrix::gather().expect("a matrix");
        for known in vendors::ALL {
            let vendor = known.default().expect("its defaults");
            for rule in vendor.rules() {
                assert!(
                    matrix.rows.iter().any(|row| row.rule == Some(rule.id)),
                    "{}",
                    rule.id
                );
            }
            for operation in vendor.operations() {
                let has = |row: &Row| row.vendor == known.name && row.operation == operation.name;
                assert!(
                    matrix.rows.iter().any(has),
                    "{} {}",
                    known.name,
                    operation.name
                );
            }
        }
    }
}
