use std::{thread::sleep, time::Duration};

use clap::Args;
use logfog_client::{Error, Event, Of, Told, blocking::Tail as Stream};

use super::{Desk, line, selection::Selection, show};
use crate::{failure::Failure, out};

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog tail
  logfog tail --entries --match 'severity.number >= 17'
  logfog tail --session t1 --json | jq .rule

A line an exchange: green what was stored, red what was refused, yellow what was
altered, noted or lost, magenta a planned fault; under a refusal what to do.";

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

/// Where a tail goes on after it broke off.
#[derive(Default)]
struct Place {
    /// The run that the id is of.
    instance: String,
    /// The last event that was shown.
    id: Option<String>,
}

impl Tail {
    /// Ends when nobody reads any more, or when the first attempt fails; else somebody has to end it.
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let mut place = Place::default();
        let mut tail = self.open(desk, &mut place)?;
        loop {
            for event in &mut tail {
                match event {
                    Ok(event) if tell(desk, &event)? => {}
                    Ok(_) => return Ok(()),
                    Err(Error::Unreachable { .. }) => break,
                    Err(error) => return Err(error.into()),
                }
            }
            place.id = tail.last_id().map(str::to_owned);
            tail = self.reopen(desk, &mut place)?;
        }
    }

    /// Waits for the instance to come back.
    fn reopen(&self, desk: &Desk, place: &mut Place) -> Result<Stream, Failure> {
        show::note("it broke off; waiting for the instance to come back");
        loop {
            sleep(PAUSE);
            match self.open(desk, place) {
                Ok(tail) => return Ok(tail),
                Err(Error::Unreachable { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn open(&self, desk: &Desk, place: &mut Place) -> Result<Stream, Error> {
        let instance = desk.client.version()?.into_inner().instance;
        // Another run counts anew: all that it has is news.
        if !place.instance.is_empty() && place.instance != instance {
            place.id = Some("0".into());
        }
        place.instance = instance;
        let of = if self.entries {
            Of::Entries
        } else {
            Of::Exchanges
        };
        let query = self.selection.query();
        desk.client.tail(of, &query, place.id.as_deref())
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
