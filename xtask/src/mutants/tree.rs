use std::{
    fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use anyhow::{Context as _, Result, bail, ensure};
use xshell::{Shell, cmd};

use super::Defect;
use logfog_properties::FOUND;

use crate::{patience::finish, root, vendors};

/// A copy of the workspace, in which defects are planted.
pub(super) struct Tree {
    folder: PathBuf,
}

/// What became of a defect.
pub(super) enum Fate {
    /// The suite failed; its first complaint.
    Caught(String),
    /// The suite came to no end.
    Hung,
    Lives,
    DoesNotCompile(String),
}

impl Fate {
    pub(super) const fn as_str(&self) -> &'static str {
        match self {
            Self::Caught(_) => "caught",
            Self::Hung => "hung",
            Self::Lives => "LIVES",
            Self::DoesNotCompile(_) => "no build",
        }
    }
}

impl Tree {
    /// Copies every file that git knows or would add, and builds the suite without a defect: it must
    /// pass.
    pub(super) fn new() -> Result<Self> {
        let shell = Shell::new()?;
        shell.change_dir(root());
        let folder = root().join("target/mutants");
        for part in ["crates", "fixtures", "proto", "schemas", "xtask", "docs"] {
            shell.remove_path(folder.join(part))?;
        }
        let files = cmd!(shell, "git ls-files --cached --others --exclude-standard").read()?;
        for file in files.lines().filter(|file| root().join(file).is_file()) {
            let there = folder.join(file);
            fs::create_dir_all(there.parent().context("a file is in a folder")?)?;
            fs::copy(root().join(file), there)?;
        }
        let tree = Self { folder };
        let built = tree.build()?;
        ensure!(
            built.status.success(),
            "{}",
            String::from_utf8_lossy(&built.stderr)
        );
        match tree.suite(None)? {
            Fate::Lives => Ok(tree),
            Fate::Caught(by) => bail!("the suite fails without any defect: {by}"),
            Fate::Hung | Fate::DoesNotCompile(_) => bail!("the suite does not run"),
        }
    }

    /// Plants a defect, runs the suite, and takes the defect out again.
    pub(super) fn with(&self, defect: &Defect) -> Result<Fate> {
        let path = self.folder.join(&defect.file);
        let source = fs::read_to_string(&path)?;
        fs::write(&path, defect.plant(&source))?;
        let fate = self.judge(defect);
        fs::write(&path, source)?;
        // What the properties kept is about this defect, and would fail for the next one.
        for vendor in vendors::ALL {
            for (path, case) in
                logfog_conform::cases(&self.folder.join("fixtures").join(vendor.name))??
            {
                if case.name.starts_with(FOUND) {
                    fs::remove_file(path)?;
                }
            }
        }
        fate
    }

    fn judge(&self, defect: &Defect) -> Result<Fate> {
        let built = self.build()?;
        if built.status.success() {
            return self.suite(defect.vendor());
        }
        let said = String::from_utf8_lossy(&built.stderr).into_owned();
        Ok(Fate::DoesNotCompile(said))
    }

    fn build(&self) -> Result<Output> {
        Ok(self.cargo("build").args(["--package", "xtask"]).output()?)
    }

    fn cargo(&self, command: &str) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.args([command, "--quiet"]);
        // Nobody debugs these, and linking is most of the time.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "0");
        cargo.env("CARGO_TARGET_DIR", self.folder.join("target"));
        cargo.current_dir(&self.folder);
        cargo
    }

    /// What is quick first: a property that fails is simplified, and that takes its time. At the end
    /// the snapshots, which hold what no case promises: where a rule was broken, what was stored.
    fn suite(&self, vendor: Option<&str>) -> Result<Fate> {
        for levels in ["doc,schema", "property"] {
            match self.levels(levels, vendor)? {
                Fate::Lives => {}
                fate @ (Fate::Caught(_) | Fate::Hung | Fate::DoesNotCompile(_)) => return Ok(fate),
            }
        }
        self.snapshots(vendor)
    }

    fn snapshots(&self, vendor: Option<&str>) -> Result<Fate> {
        let mut cargo = self.cargo("test");
        for known in vendors::ALL {
            if vendor.is_none_or(|vendor| vendor == known.name) {
                cargo.arg(format!("--package=logfog-{}", known.name));
            }
        }
        cargo.args(["--test", "conformance"]);
        let mut runs = vec![cargo];
        if vendor.is_none() {
            // What all vendors share has no cases of its own: its tests stand for them.
            let mut cargo = self.cargo("test");
            cargo.args(["--package=logfog-kit", "--package=logfog-model"]);
            runs.push(cargo);
        }
        for mut run in runs {
            let tested = run.env("INSTA_UPDATE", "no").output()?;
            if !tested.status.success() {
                let said = String::from_utf8_lossy(&tested.stdout).into_owned();
                let failed = said.lines().find(|line| line.starts_with("---- "));
                return Ok(Fate::Caught(failed.unwrap_or("a crash").to_owned()));
            }
        }
        Ok(Fate::Lives)
    }

    fn levels(&self, levels: &str, vendor: Option<&str>) -> Result<Fate> {
        let mut suite = Command::new(self.folder.join("target/debug/xtask"));
        suite.args(["conformance", "--level", levels]);
        if let Some(vendor) = vendor {
            suite.args(["--vendor", vendor]);
        }
        let log = self.folder.join("suite.log");
        suite.current_dir(&self.folder).stdout(Stdio::null());
        suite.stderr(fs::File::create(&log)?);
        let Some(status) = finish(&mut suite)? else {
            return Ok(Fate::Hung);
        };
        if status.success() {
            return Ok(Fate::Lives);
        }
        let said = fs::read_to_string(log)?;
        let complaint = said.lines().find(|line| !line.trim().is_empty());
        let complaint: String = complaint.unwrap_or("a crash").chars().take(160).collect();
        Ok(Fate::Caught(complaint))
    }
}
