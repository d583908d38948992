//! The pages under `docs/`, printed from the rules, the operations, the cases and the functions of KQL, and
//! the description of the admin API, printed from its handlers.

mod checks;
mod kql;
mod matrix;
mod readme;
mod rules;
mod stream;

use anyhow::{Result, ensure};

use crate::{Mode, conformance::Matrix, generated, vendors};

pub(crate) fn run(mode: Mode) -> Result<()> {
    let matrix = Matrix::gather()?;
    let lost = matrix.lost()?;
    ensure!(lost.is_empty(), "{}", lost.join("\n"));
    let mut files = vec![("README.md".to_owned(), readme::page()?)];
    files.extend(pages(&matrix)?);
    files.push((
        "schemas/admin.openapi.json".to_owned(),
        logfog_admin::openapi(),
    ));
    files.push(("schemas/config.schema.json".to_owned(), config()?));
    files.push((
        "schemas/azure/ingest.request.schema.json".to_owned(),
        stream::schema()?,
    ));
    files.push(("docs/kql.md".to_owned(), kql::page()?));
    for known in vendors::ALL {
        let mut page = rules::page(known)?;
        if known.name == logfog_yandex::ID.as_str() {
            let profiles = known.default()?.profile().known;
            page += &checks::section(profiles, &logfog_yandex::checks())?;
        }
        files.push((format!("docs/rules/{}.md", known.name), page));
    }
    generated::emit(mode, "docs", &files)
}

/// The schema of the config file, with what each vendor can be declared to have.
fn config() -> Result<String> {
    let vendors = vendors::ALL.into_iter().map(vendors::Known::default);
    let schema = logfog_config::schema(&vendors.collect::<Result<Vec<_>>>()?);
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}

/// Writes the two pages of the matrix.
pub(crate) fn write_matrix(matrix: &Matrix) -> Result<()> {
    generated::emit(Mode::Write, "docs", &pages(matrix)?)
}

fn pages(matrix: &Matrix) -> Result<Vec<(String, String)>> {
    Ok(vec![
        ("docs/conformance.md".to_owned(), matrix::page(matrix)?),
        ("docs/conformance.json".to_owned(), matrix::json(matrix)?),
    ])
}

/// A cell of a table: a bar would end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
