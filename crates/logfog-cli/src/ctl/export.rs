use clap::Args;
use logfog_client::Of;

use super::{Desk, selection::Selection, show};
use crate::{failure::Failure, out};

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog ctl export > entries.ndjson
  logfog ctl export --exchanges --match 'status >= 400' | jq .request.body

Always JSON. Exit code 1 when it breaks off: some was forgotten before it could be written.";

#[derive(Args, Debug)]
pub(super) struct Export {
    #[command(flatten)]
    selection: Selection,

    /// Exchanges with their headers and bodies, not entries
    #[arg(long)]
    exchanges: bool,
}

impl Export {
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let of = if self.exchanges {
            Of::Exchanges
        } else {
            Of::Entries
        };
        let mut export = desk.client.export(of, &self.selection.query())?;
        for piece in &mut export {
            if !out::read(&piece?)? {
                return Ok(());
            }
        }
        let evicted = export.evicted();
        if evicted > 0 {
            show::note(&format!("{evicted} were forgotten before this began"));
        }
        Ok(())
    }
}
