use logfog_client::{Client, Error, Met, Of};
use logfog_kit::wait::Count;

use crate::{Assert, DEFAULT_WITHIN, Expectation, NotMet, Watched};

/// A logfog that runs somewhere else, as a program or in a container: the same expectations as of an emulator
/// in this process, asked over its admin API.
///
/// ```no_run
/// use logfog::{Assert, Remote, entries};
///
/// # async fn test() -> Result<(), Box<dyn std::error::Error>> {
/// let logfog = Remote::connect("http://127.0.0.1:4800").await?.of_vendor("dynatrace");
/// logfog.wait_for(entries().field("severity.text", "WARN").count(1)).await;
/// # Ok(())
/// # }
/// ```
///
/// Sessions, faults and the clock are the [`Client`]'s: see [`Remote::client`].
#[derive(Clone, Debug)]
pub struct Remote {
    client: Client,
    vendor: Option<String>,
}

impl Remote {
    /// The one at this address, `http://HOST:PORT`.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        Ok(Client::connect(url).await?.into())
    }

    /// Only what came to this vendor.
    #[must_use]
    pub fn of_vendor(mut self, vendor: impl Into<String>) -> Self {
        self.vendor = Some(vendor.into());
        self
    }

    /// For everything else.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    fn asked<T: Watched>(&self, expectation: &Expectation<T>) -> logfog_client::Expectation {
        let of = if T::NAMES[1] == Of::Entries.as_str() {
            Of::Entries
        } else {
            Of::Exchanges
        };
        let mut asked = logfog_client::Expectation::of(of)
            .within(expectation.limit().unwrap_or(DEFAULT_WITHIN))
            .matching(expectation.filter().to_string());
        asked = match expectation.number() {
            Count::AtLeast(number) => asked.count(number),
            Count::Exactly(number) => asked.exactly(number),
            Count::AtMost(number) => asked.at_most(number),
        };
        if let Some(quiet) = expectation.calm() {
            asked = asked.quiet(quiet);
        }
        match &self.vendor {
            Some(vendor) => asked.vendor(vendor),
            None => asked,
        }
    }
}

/// All vendors of it, in the session that the client means.
impl From<Client> for Remote {
    fn from(client: Client) -> Self {
        Self {
            client,
            vendor: None,
        }
    }
}

impl Assert for Remote {
    type Found<T: Watched> = Met;

    async fn try_wait_for<T: Watched>(&self, expectation: Expectation<T>) -> Result<Met, NotMet> {
        let answer = self.client.wait_for(&self.asked(&expectation)).await;
        answer.map_or_else(not_met(&expectation), |met| Ok(met.into_inner()))
    }

    async fn try_verify_now<T: Watched>(&self, expectation: Expectation<T>) -> Result<Met, NotMet> {
        let answer = self.client.verify(&self.asked(&expectation)).await;
        answer.map_or_else(not_met(&expectation), |met| Ok(met.into_inner()))
    }
}

fn not_met<T: Watched>(
    expectation: &Expectation<T>,
) -> impl FnOnce(Error) -> Result<Met, NotMet> + use<'_, T> {
    move |error| {
        let (arrived, unsure) = match &error {
            Error::NotMet(evidence) => (evidence.arrived, false),
            Error::Unsure(evidence) => (evidence.arrived, true),
            // Nobody could be asked, so nobody knows.
            Error::Refused(_)
            | Error::Unreachable { .. }
            | Error::Strange { .. }
            | Error::Unusable(_) => (0, true),
        };
        let text = format!("expected {expectation}\n{error}");
        Err(NotMet::told(text, arrived, unsure))
    }
}
