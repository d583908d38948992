//! Files that are printed from code, and committed.

use std::fs;

use anyhow::{Result, bail};

use crate::{Mode, root};

/// Writes, compares or prints text files, given by their path in the workspace.
pub(crate) fn emit(mode: Mode, command: &str, files: &[(String, String)]) -> Result<()> {
    let mut stale = Vec::new();
    for (path, text) in files {
        let whole = root().join(path);
        match mode {
            Mode::Print => println!("{text}"),
            Mode::Write => {
                if let Some(folder) = whole.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(whole, text)?;
            }
            Mode::Check if fs::read_to_string(whole).is_ok_and(|there| there == *text) => {}
            Mode::Check => stale.push(path.as_str()),
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    bail!(
        "stale: {}. Run `cargo xtask {command}` and commit what it writes",
        stale.join(", ")
    )
}
