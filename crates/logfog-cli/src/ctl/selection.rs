use clap::{Args, builder::PossibleValuesParser};
use logfog_client::Query;

use crate::vendors::NAMES;

/// Which entries or exchanges.
#[derive(Args, Debug)]
pub(super) struct Selection {
    /// Only those for which this filter holds
    #[arg(long = "match", value_name = "FILTER")]
    pub(super) filter: Option<String>,

    /// Only of this vendor
    #[arg(long, value_name = "VENDOR", value_parser = PossibleValuesParser::new(NAMES))]
    pub(super) vendor: Option<String>,
}

impl Selection {
    pub(super) fn query(&self) -> Query {
        let mut query = Query::all();
        if let Some(filter) = &self.filter {
            query = query.matching(filter);
        }
        if let Some(vendor) = &self.vendor {
            query = query.vendor(vendor);
        }
        query
    }
}

/// Which page of a listing.
#[derive(Args, Debug)]
pub(super) struct Page {
    /// At most so many, 1 to 1000
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: u32,

    /// Only those with a larger number
    #[arg(long, value_name = "ID")]
    after: Option<u64>,
}

impl Page {
    pub(super) fn of(&self, selection: &Selection) -> Query {
        let query = selection.query().limit(self.limit);
        match self.after {
            Some(id) => query.after(id),
            None => query,
        }
    }
}

/// What a person must know who reads a page.
pub(super) fn rest(next: Option<u64>, evicted: u64) {
    if evicted > 0 {
        super::show::note(&format!(
            "{evicted} were forgotten for want of room: see --max-memory"
        ));
    }
    if let Some(next) = next {
        super::show::note(&format!("there are more: --after {next}"));
    }
}
