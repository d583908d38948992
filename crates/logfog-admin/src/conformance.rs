use std::borrow::Cow;

use axum::{body::Body, extract::State};
use http::{Response, StatusCode, Uri};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Shared, answer,
    error::Problem,
    query::{BAD_QUERY, Params},
    words,
};

/// Printed by `cargo xtask docs`.
const MATRIX: &str = include_str!("../../../docs/conformance.json");

/// What is promised, how well it is known, and what shows it.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Conformance)]
struct Matrix<'a> {
    #[serde(borrow)]
    planted_defects: Planted<'a>,
    #[serde(borrow)]
    vendors: Vec<Counts<'a>>,
    #[serde(borrow)]
    rows: Vec<Row<'a>>,
}

/// How many planted defects the suite caught.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = PlantedDefects)]
struct Planted<'a> {
    caught: u64,
    total: u64,
    /// Those that nothing caught.
    #[serde(borrow)]
    survivors: Vec<Survivor<'a>>,
}

/// A planted defect that nothing caught.
#[derive(Deserialize, Serialize, ToSchema)]
struct Survivor<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    /// Why it lives.
    #[serde(borrow)]
    why: Cow<'a, str>,
}

/// A vendor in numbers.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = ConformanceCounts)]
struct Counts<'a> {
    vendor: &'a str,
    /// Rows of the vendor.
    behaviours: u64,
    /// Behaviours that the vendor's documentation states.
    documented: u64,
    /// Cases, over all behaviours.
    cases: u64,
    /// Behaviours with a case.
    replayed: u64,
    /// Behaviours with a case whose answers are held against a schema.
    schema: u64,
    /// Behaviours that a property is about.
    property: u64,
    /// Behaviours that an unmodified client causes.
    clients: u64,
    /// Known gaps.
    gaps: u64,
}

/// One behaviour of one operation.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = ConformanceRow)]
struct Row<'a> {
    vendor: &'a str,
    operation: &'a str,
    /// The rule that is obeyed, or broken; `null` for what breaks none.
    #[schema(required)]
    rule: Option<&'a str>,
    /// What is promised.
    #[serde(borrow)]
    behaviour: Cow<'a, str>,
    /// How well it is known.
    #[schema(value_type = words::Basis)]
    basis: &'a str,
    /// The vendor's page that says so.
    #[serde(borrow)]
    page: Cow<'a, str>,
    /// When the page was read: a month, or a day.
    read: &'a str,
    /// The day after which the page should be read again.
    #[schema(format = Date)]
    stale_after: &'a str,
    /// How many cases are about it.
    cases: u64,
    /// Whether answers of the operation are held against a schema.
    schema: bool,
    /// The properties that are about it.
    #[serde(borrow)]
    properties: Vec<Cow<'a, str>>,
    /// The unmodified clients that cause it.
    #[serde(borrow)]
    clients: Vec<Cow<'a, str>>,
    /// What is known to be missing.
    #[serde(borrow)]
    #[schema(required)]
    gap: Option<Cow<'a, str>>,
    /// Whether the emulators' clock is past `stale_after`, in UTC.
    #[serde(default)]
    #[schema(required)]
    stale: bool,
}

/// The conformance matrix
///
/// What logfog promises of each API, how well each promise is known, and what shows that it is kept.
#[utoipa::path(
    get,
    path = "/conformance",
    operation_id = "read_conformance",
    tag = "conformance",
    params(("vendor" = Option<String>, Query, description = "Only of this vendor")),
    responses(
        (status = 200, description = "The matrix", body = Matrix<'static>),
        (status = 400, description = BAD_QUERY, body = Problem),
        (status = 404, description = "The matrix has no such vendor", body = Problem),
    ),
)]
pub(crate) async fn read(State(admin): State<Shared>, uri: Uri) -> Result<Response<Body>, Problem> {
    let wanted = Params::read(&uri, &["vendor"])?;
    let mut matrix: Matrix<'_> =
        serde_json::from_str(MATRIX).expect("the matrix is printed from the same members");
    if let Some(name) = wanted.get("vendor") {
        matrix.keep(name)?;
    }
    let today = admin
        .ctx
        .sessions
        .defaults()
        .clock
        .now()
        .strftime("%F")
        .to_string();
    for row in &mut matrix.rows {
        // Days are written so that they sort as text.
        row.stale = *row.stale_after < *today;
    }
    Ok(answer::ok(&matrix))
}

impl Matrix<'_> {
    /// Leaves one vendor.
    fn keep(&mut self, name: &str) -> Result<(), Problem> {
        if !self.vendors.iter().any(|counts| counts.vendor == name) {
            let known: Vec<_> = self.vendors.iter().map(|counts| counts.vendor).collect();
            return Err(Problem::new(
                StatusCode::NOT_FOUND,
                format!("the matrix has no vendor `{name}`"),
                format!("one of: {}", known.join(", ")),
                "Leave `vendor` out to see all vendors.",
            ));
        }
        self.vendors.retain(|counts| counts.vendor == name);
        self.rows.retain(|row| row.vendor == name);
        Ok(())
    }
}
