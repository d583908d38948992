use anyhow::Result;

use crate::{Mode, codegen, conformance, docs, mutants, tidy};

/// Everything that must hold before a change lands, beyond what cargo itself checks.
pub(crate) fn run() -> Result<()> {
    tidy::run()?;
    codegen::run(Mode::Check)?;
    docs::run(Mode::Check)?;
    mutants::check_kept()?;
    conformance::run(&conformance::Conformance::default())
}
