//! The pages under `docs/`, printed from the rules, the operations and the cases.

mod matrix;
mod readme;
mod rules;

use anyhow::Result;

use crate::{Mode, generated, vendors};

pub(crate) fn run(mode: Mode) -> Result<()> {
    let mut files = vec![
        ("README.md".to_owned(), readme::page()?),
        ("docs/conformance.md".to_owned(), matrix::page()?),
    ];
    for known in vendors::ALL {
        files.push((format!("docs/rules/{}.md", known.name), rules::page(known)?));
    }
    generated::emit(mode, "docs", &files)
}

/// A cell of a table: a bar would end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
