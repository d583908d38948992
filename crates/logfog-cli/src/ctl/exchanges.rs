use clap::Args;

use super::{
    Desk, line,
    selection::{Page, Selection, rest},
    show,
};
use crate::failure::Failure;

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog ctl exchanges
  logfog ctl exchanges --match 'status >= 400'
  logfog ctl exchanges --match 'rule ~ \"^dynatrace\\.\" and not fate = noted'";

#[derive(Args, Debug)]
pub(super) struct Exchanges {
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    page: Page,
}

impl Exchanges {
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let page = desk.client.exchanges(&self.page.of(&self.selection))?;
        show::answer(desk, &page, |page| {
            page.exchanges.iter().map(line::exchange).collect()
        })?;
        rest(page.next, page.evicted);
        Ok(())
    }
}
