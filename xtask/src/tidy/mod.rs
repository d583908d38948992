//! The invariants of ARCHITECTURE.md. Each is an absence, and each is a function here.

mod arrows;
mod evidence;
mod sources;

use std::{fs, path::Path};

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

use crate::root;

/// A text file that is, or is about to be, committed.
pub(crate) struct Source {
    /// From the workspace's folder, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

pub(crate) fn run() -> Result<()> {
    let sources = committed(&root())?;
    let mut offences = arrows::offences()?;
    for invariant in sources::INVARIANTS {
        offences.extend(sources.iter().filter_map(invariant));
    }
    offences.extend(sources.iter().filter_map(evidence::undated));
    if offences.is_empty() {
        return Ok(());
    }
    for offence in &offences {
        eprintln!("{offence}");
    }
    bail!("{} offences", offences.len())
}

/// All text files that git knows or does not ignore.
fn committed(root: &Path) -> Result<Vec<Source>> {
    let shell = Shell::new()?;
    shell.change_dir(root);
    let list = cmd!(shell, "git ls-files --cached --others --exclude-standard")
        .quiet()
        .read()?;
    let mut sources = Vec::new();
    for path in list.lines() {
        // What is not text has no lines to judge; what was deleted is not there.
        if let Ok(text) = fs::read_to_string(root.join(path)) {
            sources.push(Source {
                path: path.to_owned(),
                text,
            });
        }
    }
    Ok(sources)
}
