use std::fmt::Write as _;

use anyhow::Result;
use logfog_kit::Settings;

use super::cell;
use crate::{
    conformance::{Counts, Matrix, Row},
    interop::Client,
    vendors::{self, Known},
};

const HEAD: &str = "\
<!-- Printed by `cargo xtask docs`. -->

# Conformance

What logfog promises of each API, how well each promise is known, and what shows that it is kept.

";

const HOW: &str = "
## How to read this

A *behaviour* is a demand of the vendor's (a *rule*) in one operation: it is obeyed, or it is broken and
the answer is the vendor's. The first behaviour of each operation is that what breaks no rule is accepted.

**Basis** says how well it is known:

| basis | means |
|---|---|
| documented | the vendor's documentation states it |
| code | read in the vendor's or a client's code |
| observed | seen on the wire |
| inferred | follows from what is known, but nobody states it |
| chosen | nobody knows; this project chose, and says so |

The **page** is where it was read, and when: what was read more than 180 days ago is stale, and
`cargo xtask conformance` says so. Then come four kinds of proof, each blind to what another sees:

- **cases** are files under `fixtures/`: a request and the documented answer, written by hand, sent over a
  real connection. A case fails when the answer differs, and also when another rule was broken than the
  one it is about. Every rule has a case that breaks it, every documented one also a case that only just
  does not.
- **schema**: every answer is held against a JSON Schema in `schemas/` (for gRPC, against the descriptor as
  well), written from the vendor's pages and not from the code.
- **property**: thousands of made payloads. `boundary` tries each number of each profile from both sides,
  `defect` breaks one demand of a valid payload at a time, `oracle` compares with the schema on payloads
  that are nearly valid; `gzip`, `split`, `spelling` and `wire` change what must not matter; `bytes` sends
  anything at all; `model` writes, reads, resets and evicts.
- **clients** are unmodified packages from their registries, run over TLS; each says which exchanges it must
  cause (`fixtures/clients/`).

A **gap** is what is known to be missing. A case that fails and is not listed as one fails the run, and so
does a listed one that passes.

";

/// `docs/conformance.md`: what is served, how well it is known, and by what it is shown.
pub(super) fn page(matrix: &Matrix) -> Result<String> {
    let mut page = String::from(HEAD);
    summary(&mut page, matrix)?;
    page.push_str(HOW);
    for known in vendors::ALL {
        vendor(&mut page, known, matrix)?;
    }
    clients(&mut page)?;
    Ok(page)
}

/// `docs/conformance.json`: the same for programs.
pub(super) fn json(matrix: &Matrix) -> Result<String> {
    Ok(serde_json::to_string_pretty(matrix)? + "\n")
}

fn summary(page: &mut String, matrix: &Matrix) -> Result<()> {
    writeln!(
        page,
        "| vendor | behaviours | documented | cases | replayed | schema | property | real clients | known gaps |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|"
    )?;
    for known in vendors::ALL {
        let counts = matrix
            .vendors
            .iter()
            .find(|counts| counts.vendor == known.name);
        let Counts {
            behaviours,
            documented,
            cases,
            replayed,
            schema,
            property,
            clients,
            gaps,
            vendor: _,
        } = counts.cloned().unwrap_or_default();
        writeln!(
            page,
            "| [{}](#{}) | {behaviours} | {documented} | {cases} | {replayed} | {schema} | {property} \
             | {clients} | {gaps} |",
            known.title,
            anchor(known.title),
        )?;
    }
    let planted = &matrix.planted_defects;
    writeln!(
        page,
        "\nThe suite itself was tested with {} planted defects, of which it caught {}.",
        planted.total, planted.caught
    )?;
    for survivor in &planted.survivors {
        writeln!(page, "- `{}` lives: {}", survivor.name, survivor.why)?;
    }
    Ok(())
}

fn vendor(page: &mut String, known: Known, matrix: &Matrix) -> Result<()> {
    let vendor = known.default()?;
    writeln!(page, "## {}\n", known.title)?;
    writeln!(
        page,
        "| operation | wire | route | served | missing |\n|---|---|---|---|---|"
    )?;
    for operation in vendor.operations() {
        writeln!(
            page,
            "| {} | {} | `{}` | {} | {} |",
            operation.name,
            operation.wire.as_str(),
            cell(operation.route),
            operation.coverage.as_str(),
            cell(operation.coverage.gap()),
        )?;
    }
    writeln!(page, "\n| profile | stands for |\n|---|---|")?;
    for name in vendor.profile().known {
        let settings = Settings {
            profile: Some((*name).into()),
            set: Vec::new(),
        };
        let profile = (known.make)(&settings)?.profile();
        writeln!(page, "| `{name}` | {} |", cell(profile.stands_for))?;
    }
    for operation in vendor.operations() {
        let own = |row: &&Row| row.vendor == known.name && row.operation == operation.name;
        writeln!(
            page,
            "\n### {} `{}`\n\n| behaviour | basis | page (read) | cases | schema | property | clients | gap |\n\
             |---|---|---|---:|---|---|---|---|",
            known.name, operation.name
        )?;
        for row in matrix.rows.iter().filter(own) {
            writeln!(page, "{}", line(row))?;
        }
    }
    writeln!(page)?;
    Ok(())
}

fn line(row: &Row) -> String {
    let behaviour = match row.rule {
        None => row.behaviour.to_owned(),
        Some(rule) => {
            let anchor = rule.replace('.', "");
            format!(
                "{} [`{rule}`](rules/{}.md#{anchor})",
                cell(row.behaviour),
                row.vendor
            )
        }
    };
    let page = match row.basis {
        "chosen" => String::new(),
        _ => format!("{} ({})", cell(row.page), row.read),
    };
    // The name of a rule is in the row already.
    let properties = row
        .properties
        .iter()
        .map(|name| match (row.rule, name.split_once('/')) {
            (Some(_), Some(("defect", _))) => "defect".to_owned(),
            _ => name.clone(),
        });
    let mut properties: Vec<_> = properties.collect();
    properties.dedup();
    let clients: Vec<_> = row
        .clients
        .iter()
        .map(|name| format!("[{name}](../fixtures/clients/{name})"))
        .collect();
    format!(
        "| {behaviour} | {} | {page} | {} | {} | {} | {} | {} |",
        row.basis,
        row.cases,
        if row.schema { "yes" } else { "" },
        properties.join(", "),
        clients.join(", "),
        row.gap.as_deref().map(cell).unwrap_or_default(),
    )
}

fn clients(page: &mut String) -> Result<()> {
    writeln!(
        page,
        "## Real clients\n\n`cargo xtask interop` runs them. Where a toolchain is missing, it says so and skips.\n\n\
         | client | packages, unmodified | what it does | last passed |\n|---|---|---|---|"
    )?;
    for client in Client::all()? {
        let (name, packages) = (&client.name, client.packages.join(", "));
        let link = format!("[{name}](../fixtures/clients/{name})");
        writeln!(
            page,
            "| {link} | {packages} | {} | {} |",
            cell(&client.about),
            client.seen
        )?;
    }
    Ok(())
}

/// How a heading is linked to.
fn anchor(title: &str) -> String {
    let kept = title
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == ' ');
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
