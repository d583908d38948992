//! `docs/kql.md`: the language of transformations and queries, with what proves each part of it. What
//! an example gives, and who takes an operator, is asked of the crate itself.

mod choices;
mod functions;
mod json;
mod operators;

use anyhow::{Result, anyhow};
use logfog_kql::{Error, evaluate, functions::Context, value::DateTime};

const HEAD: &str = "\
<!-- Printed by `cargo xtask docs`. -->

# The Kusto Query Language, as logfog has it

Data collection rules transform each row on its way into a table, with `transformKql`; queries read the tables.
Both are written in one language. `logfog kql eval EXPR` evaluates an expression, `logfog kql run` runs a
transformation on rows, `logfog kql check` checks the transformations in files.

Azure accepts less in a transformation than in a query. By default logfog takes in a transformation everything
that queries have, unless the service was seen to refuse it, and warns of what is not documented;
what is documented or used by official samples is all that `--strict` takes, and `--set azure.kql=documented` where
rules are written.
";

/// The page.
pub(super) fn page() -> Result<String> {
    let parts = [
        HEAD.to_owned(),
        functions::section()?,
        operators::section()?,
        json::section(),
        choices::section()?,
    ];
    Ok(parts.join("\n"))
}

/// An example, and what it gives in canonical form.
fn result(example: &str) -> Result<(logfog_kql::Type, String)> {
    let now = DateTime::parse("2024-05-06T07:08:09Z").ok_or_else(|| anyhow!("no time"))?;
    let (ty, value) =
        evaluate(example, &Context::new(now, 0)).map_err(|errors| told(example, &errors))?;
    Ok((ty, logfog_kql::value::canonical(&value)))
}

fn told(text: &str, errors: &[Error]) -> anyhow::Error {
    let all: Vec<_> = errors.iter().map(|error| error.message.as_str()).collect();
    anyhow!("`{text}`: {}", all.join("; "))
}

/// Code in a cell of a table.
fn code(text: &str) -> String {
    let fence = if text.contains('`') { "``" } else { "`" };
    format!("{fence}{}{fence}", super::cell(text))
}
