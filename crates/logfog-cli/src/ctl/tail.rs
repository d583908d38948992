use std::{thread::sleep, time::Duration};

use clap::Args;
use logfog_client::{Error, Event, Of, Told};

use super::{Desk, line, selection::Selection, show};
use crate::{failure::Failure, out};

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog tail                                 a line an exchange: green stored, red refused, yellow lost or
                                              altered, magenta a planned fault; under a refusal what to do
  logfog tail --entries --match 'severity.number >= 17'
  logfog tail --session t1 --json | jq .rule";

/// Between two attempts to come back to an instance that has gone.
const PAUSE: Duration = Duration::from_millis(500);

#[derive(Args, Debug)]
pub(crate) struct Tail {
    #[command(flatten)]
    selection: Selection,

    /// Follow what is stored, not what is asked
    #[arg(long)]
    entries: bool,
}

impl Tail {
    /// Ends when nobody reads any more, or when the first attempt fails; else somebody has to end it.
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let mut after = None;
        let mut tail = Some(self.open(desk, None)?);
        let mut told = false;
        loop {
            if let Some(mut tail) = tail {
                told = false;
                for event in &mut tail {
                    match event {
                        Ok(event) => {
                            if !tell(desk, &event)? {
                                return Ok(());
                            }
                        }
                        Err(Error::Unreachable { .. }) => break,
                        Err(error) => return Err(error.into()),
                    }
                }
                after = tail.last_id().map(str::to_owned);
            }
            if !told {
                show::note("the instance has gone; waiting for it to come back");
                told = true;
            }
            sleep(PAUSE);
            tail = match self.open(desk, after.as_deref()) {
                Ok(tail) => Some(tail),
                Err(Error::Unreachable { .. }) => None,
                Err(error) => return Err(error.into()),
            };
        }
    }

    fn open(
        &self,
        desk: &Desk,
        after: Option<&str>,
    ) -> Result<logfog_client::blocking::Tail, Error> {
        let of = if self.entries {
            Of::Entries
        } else {
            Of::Exchanges
        };
        desk.client.tail(of, &self.selection.query(), after)
    }
}

/// Whether somebody still reads.
fn tell(desk: &Desk, event: &Event) -> Result<bool, Failure> {
    let text = match &event.told {
        Told::Evicted(number) => {
            show::note(&format!(
                "up to {number} were forgotten before they could be shown"
            ));
            return Ok(true);
        }
        Told::Entry(_) | Told::Exchange(_) if desk.json => format!("{}\n", event.json),
        Told::Entry(entry) => line::entry(entry),
        Told::Exchange(exchange) => line::exchange(exchange),
    };
    out::read(text.as_bytes())
}
