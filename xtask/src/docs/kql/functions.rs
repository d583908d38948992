use std::fmt::Write as _;

use anyhow::Result;
use logfog_kql::functions::{Evidence, Function, Listed, all};

use super::result;

/// Every function.
pub(super) fn section() -> Result<String> {
    let mut functions: Vec<_> = all().collect();
    functions.sort_by_key(|function| function.name);
    let mut section = format!(
        "## Functions\n\n{} functions. Who knows them:\n\n| | functions | in transformations |\n|---|---:|---|\n",
        functions.len()
    );
    for (listed, takes) in [
        (Listed::Documented, "yes"),
        (Listed::Sampled, "yes"),
        (Listed::Query, "with a warning; with `--strict` no"),
        (Listed::Refused, "no"),
    ] {
        let number = functions.iter().filter(|known| known.listed == listed);
        writeln!(
            section,
            "| {} | {} | {takes} |",
            who(listed),
            number.count()
        )?;
    }
    section += "\nHow it is known what they do:\n\n| | functions |\n|---|---:|\n";
    for evidence in [
        Evidence::Documented,
        Evidence::Observed,
        Evidence::Derived,
        Evidence::Chosen,
    ] {
        let number = functions
            .iter()
            .filter(|known| known.doc.evidence == evidence);
        writeln!(section, "| {} | {} |", how(evidence), number.count())?;
    }
    section +=
        "\nA dynamic can stand wherever another type is asked for: it is converted row by row.\n";
    for function in functions {
        section += &entry(function)?;
    }
    Ok(section)
}

fn entry(function: &Function) -> Result<String> {
    let doc = &function.doc;
    let (ty, _) = result(doc.example)?;
    let returns = match function.returns() {
        Some(returns) => format!("`{returns}`"),
        None => format!("by its arguments; `{ty}` in the example"),
    };
    Ok(format!(
        "\n### `{}`\n\n{}\n\n- `{}`: {returns}\n- nulls: {}\n- `{}` gives `{}`\n- {}; {}\n",
        function.name,
        doc.about,
        function.signature(),
        doc.nulls,
        doc.example,
        doc.gives,
        who(function.listed),
        how(doc.evidence)
    ))
}

const fn who(listed: Listed) -> &'static str {
    match listed {
        Listed::Documented => "documented for transformations",
        Listed::Sampled => "sampled: used in official samples and shipped connectors",
        Listed::Query => "query: documented for queries alone",
        Listed::Refused => "refused: the service was seen to refuse it in transformations",
    }
}

const fn how(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Documented => "documented: its page says so",
        Evidence::Observed => "observed: the service was seen to do so",
        Evidence::Derived => "derived: it follows from what is documented",
        Evidence::Chosen => "chosen: nothing says so",
    }
}
