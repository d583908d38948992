use std::fs;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::root;

/// One entry of `fixtures/defects/<crate>.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Defect {
    /// `<crate>/<name>`; in the file without the crate.
    pub(super) name: String,
    /// The source that it is planted in.
    pub(super) file: String,
    /// What a user would see of it.
    pub(super) about: String,
    /// What stands there, exactly once.
    pub(super) find: String,
    /// What is put in its place.
    pub(super) replace: String,
    /// Why nothing catches it, where that is so.
    pub(super) lives: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    defect: Vec<Defect>,
}

impl Defect {
    /// All of them, crate by crate.
    pub(super) fn all() -> Result<Vec<Self>> {
        let mut paths = Vec::new();
        for item in fs::read_dir(root().join("fixtures/defects"))? {
            paths.push(item?.path());
        }
        paths.sort();
        let mut all = Vec::new();
        for path in paths {
            let shown = || path.display().to_string();
            let list: List = toml::from_str(&fs::read_to_string(&path)?).with_context(shown)?;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            all.extend(list.defect.into_iter().map(|mut defect| {
                defect.name = format!("{stem}/{}", defect.name);
                defect
            }));
        }
        Ok(all)
    }

    /// The vendor whose cases and properties must catch it; `None` for code that all share.
    pub(super) fn vendor(&self) -> Option<&str> {
        let (stem, _) = self.name.split_once('/')?;
        let known = crate::vendors::ALL.iter().any(|known| known.name == stem);
        known.then_some(stem)
    }

    /// The source with the defect in it.
    pub(super) fn plant(&self, source: &str) -> String {
        source.replacen(&self.find, &self.replace, 1)
    }

    /// What keeps it from being planted, if anything does.
    pub(super) fn misplaced(&self) -> Option<String> {
        let source = match fs::read_to_string(root().join(&self.file)) {
            Ok(source) => source,
            Err(error) => return Some(format!("{}: {}: {error}", self.name, self.file)),
        };
        match source.matches(&self.find).count() {
            1 if self.find != self.replace => None,
            1 => Some(format!("{}: changes nothing", self.name)),
            times => Some(format!(
                "{}: what it replaces is {times} times in {}",
                self.name, self.file
            )),
        }
    }
}
