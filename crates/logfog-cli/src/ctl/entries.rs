use clap::Args;

use super::{
    Desk, line,
    selection::{Page, Selection, rest},
    show,
};
use crate::failure::Failure;

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog ctl entries
  logfog ctl entries --vendor azure --match 'attributes.Level = Error'
  logfog ctl entries --json | jq '.entries[].body'";

#[derive(Args, Debug)]
pub(super) struct Entries {
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    page: Page,
}

impl Entries {
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let page = desk.client.entries(&self.page.of(&self.selection))?;
        show::answer(desk, &page, |page| {
            page.entries.iter().map(line::entry).collect()
        })?;
        rest(page.next, page.evicted);
        Ok(())
    }
}
