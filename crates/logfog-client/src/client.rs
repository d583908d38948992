use std::{fmt, fs, path::Path, time::Duration};

use http::{Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::{
    Answer, Changed, Clock, EntryPage, Error, ExchangePage, Expectation, Explanation, Export,
    FaultList, FaultPlan, Met, Of, Opened, PlannedFault, Query, Ready, Reset, SessionList,
    SessionPlan, SessionView, StateList, Tail, Version, WholeExchange,
    connection::{ANSWER, Ask, Place, Reply, ask, open},
    query::Params,
};

/// Between two looks at what the server cannot wait for.
const PAUSE: Duration = Duration::from_millis(20);

/// The admin API of a running logfog. Cheap to clone; every call has a connection of its own.
#[derive(Clone)]
pub struct Client {
    place: Place,
    token: Option<String>,
    session: Option<String>,
}

impl Client {
    /// The one at this address, `http://HOST:PORT`; makes sure that it is one.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let client = Self::at(url)?;
        client.readyz().await?;
        Ok(client)
    }

    /// The same, without asking: it may not be there yet.
    pub fn at(url: &str) -> Result<Self, Error> {
        Ok(Self {
            place: Place::parse(url)?,
            token: None,
            session: None,
        })
    }

    /// The one that wrote this ready file.
    pub fn from_ready_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct File {
            admin: Option<String>,
        }
        let path = path.as_ref();
        let bad = |why: &dyn fmt::Display| {
            Error::Unusable(format!("{} is no ready file: {why}", path.display()))
        };
        let text = fs::read_to_string(path).map_err(|error| bad(&error))?;
        let File { admin } = serde_json::from_str(&text).map_err(|error| bad(&error))?;
        let admin = admin.ok_or_else(|| bad(&"that instance has no admin API"))?;
        Self::at(&admin)
    }

    /// Says who is asking.
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Means this session in all that follows. Without it all sessions are meant.
    #[must_use]
    pub fn in_session(&self, name: impl Into<String>) -> Self {
        Self {
            session: Some(name.into()),
            ..self.clone()
        }
    }

    /// Where the admin API is.
    pub fn url(&self) -> String {
        self.place.url()
    }

    /// Makes sure that it serves.
    pub async fn readyz(&self) -> Result<(), Error> {
        self.text("/readyz").await.map(drop)
    }

    /// Which program it is, and which run of it.
    pub async fn version(&self) -> Result<Answer<Version>, Error> {
        self.get("/version").await
    }

    /// What it tells of itself.
    pub async fn ready(&self) -> Result<Answer<Ready>, Error> {
        self.get("/ready").await
    }

    /// Whom to trust for TLS, in PEM.
    pub async fn ca_pem(&self) -> Result<String, Error> {
        self.text("/ca.pem").await
    }

    /// Opens a session. See [`Self::in_session`].
    pub async fn session(&self, plan: &SessionPlan) -> Result<Answer<Opened>, Error> {
        let asked = Ask::new(Method::POST, "/sessions").body(plan.json());
        Answer::read(self.good(asked).await?)
    }

    /// The sessions that there are.
    pub async fn sessions(&self) -> Result<Answer<SessionList>, Error> {
        self.get("/sessions").await
    }

    /// One session.
    pub async fn session_named(&self, name: &str) -> Result<Answer<SessionView>, Error> {
        self.get(&step("/sessions", name)).await
    }

    /// Ends a session: everything that it holds is freed.
    pub async fn close(&self, name: &str) -> Result<(), Error> {
        let asked = Ask::new(Method::DELETE, step("/sessions", name));
        self.good(asked).await.map(drop)
    }

    /// A page of entries, oldest first.
    pub async fn entries(&self, query: &Query) -> Result<Answer<EntryPage>, Error> {
        self.get(&query.params(self.session.as_deref()).on("/entries"))
            .await
    }

    /// A page of exchanges, oldest first.
    pub async fn exchanges(&self, query: &Query) -> Result<Answer<ExchangePage>, Error> {
        self.get(&query.params(self.session.as_deref()).on("/exchanges"))
            .await
    }

    /// One exchange, with what was sent and answered.
    pub async fn exchange(&self, id: u64) -> Result<Answer<WholeExchange>, Error> {
        self.get(&format!("/exchanges/{id}")).await
    }

    /// Why an exchange ended as it did.
    pub async fn explain(&self, id: u64) -> Result<Answer<Explanation>, Error> {
        self.get(&format!("/exchanges/{id}/explain")).await
    }

    /// The same, as a person reads it.
    pub async fn explain_text(&self, id: u64) -> Result<String, Error> {
        let path = format!("/exchanges/{id}/explain?format=text");
        self.text(&path).await
    }

    /// Waits until it is so. [`Error::NotMet`] when it was not in time.
    pub async fn wait_for(&self, expected: &Expectation) -> Result<Answer<Met>, Error> {
        let Some(path) = expected.wait(self.session.as_deref())? else {
            return self.look_until(expected).await;
        };
        let mut asked = Ask::get(path);
        asked.within = expected.within + ANSWER;
        judge(self.ask(asked).await?)
    }

    /// The last look is the one that counts.
    async fn look_until(&self, expected: &Expectation) -> Result<Answer<Met>, Error> {
        let looks = async {
            loop {
                match self.verify(expected).await {
                    Err(Error::NotMet(_)) => sleep(PAUSE).await,
                    other => return other,
                }
            }
        };
        match timeout(expected.within, looks).await {
            Ok(answer) => answer,
            Err(_) => self.verify(expected).await,
        }
    }

    /// Looks once whether it is so. [`Error::NotMet`] when it is not.
    pub async fn verify(&self, expected: &Expectation) -> Result<Answer<Met>, Error> {
        let body = expected.body(self.session.as_deref());
        judge(
            self.ask(Ask::new(Method::POST, "/verify").body(body))
                .await?,
        )
    }

    /// What is planned to go wrong.
    pub async fn faults(&self) -> Result<Answer<FaultList>, Error> {
        self.get(&self.here("/faults")).await
    }

    /// Plans this, in place of what was planned: for the session, or for all.
    pub async fn set_faults(&self, plans: &[FaultPlan]) -> Result<Answer<FaultList>, Error> {
        let body = json!({ "faults": plans });
        self.change(Method::PUT, "/faults", &body).await
    }

    /// Plans this too, after what is planned already.
    pub async fn add_fault(&self, plan: &FaultPlan) -> Result<Answer<PlannedFault>, Error> {
        self.change(Method::POST, "/faults", &json!(plan)).await
    }

    /// Lets nothing go wrong any more.
    pub async fn clear_faults(&self) -> Result<(), Error> {
        let asked = Ask::new(Method::DELETE, self.here("/faults"));
        self.good(asked).await.map(drop)
    }

    /// Sets the clock.
    pub async fn set_clock(&self, clock: &Clock) -> Result<Answer<Changed>, Error> {
        self.change(Method::PUT, "/clock", &clock.json()).await
    }

    /// Moves the clock on: tokens expire, windows pass.
    pub async fn advance(&self, by: Duration) -> Result<Answer<Changed>, Error> {
        self.set_clock(&Clock::Advance(by)).await
    }

    /// Sets the policy: `RULE=off|warn|deny`, the last that fits decides.
    pub async fn set_policy(&self, checks: &[impl AsRef<str>]) -> Result<Answer<Changed>, Error> {
        let checks: Vec<_> = checks.iter().map(AsRef::as_ref).collect();
        let body = json!({ "checks": checks });
        self.change(Method::PUT, "/policy", &body).await
    }

    /// Makes ids come out as in every run with this seed.
    pub async fn set_seed(&self, seed: u64) -> Result<Answer<Changed>, Error> {
        self.change(Method::PUT, "/seed", &json!({ "seed": seed }))
            .await
    }

    /// What can be made to be the case with a vendor.
    pub async fn states(&self, vendor: &str) -> Result<Answer<StateList>, Error> {
        self.get(&(step("/vendors", vendor) + "/states")).await
    }

    /// Makes something the case with a vendor, or with its resource `of`; `None` for nothing unusual.
    pub async fn set_state(
        &self,
        vendor: &str,
        state: Option<&str>,
        of: Option<&str>,
    ) -> Result<Answer<Changed>, Error> {
        let body = json!({ "vendor": vendor, "state": state, "of": of });
        self.change(Method::PUT, "/state", &body).await
    }

    /// Begins anew: no entries, no exchanges, everything else as it was at first.
    pub async fn reset(&self) -> Result<Answer<Reset>, Error> {
        self.reset_only::<&str>(&[]).await
    }

    /// Begins anew with some parts: `entries`, `exchanges`, `resources`, `faults`, `clock`, `policy`,
    /// `seed`, `state`. With all when none is named.
    pub async fn reset_only<P: AsRef<str>>(&self, parts: &[P]) -> Result<Answer<Reset>, Error> {
        let parts: Vec<_> = parts.iter().map(AsRef::as_ref).collect();
        let only = (!parts.is_empty()).then(|| parts.join(","));
        let params = self.params().with("only", only);
        let asked = Ask::new(Method::POST, params.on("/reset"));
        Answer::read(self.good(asked).await?)
    }

    /// What happens from now on. `after` is [`Tail::last_id`] of a tail that broke off.
    pub async fn tail(&self, of: Of, query: &Query, after: Option<&str>) -> Result<Tail, Error> {
        let params = query
            .params(self.session.as_deref())
            .with("of", Some(of.as_str()));
        let mut asked = Ask::get(params.on("/tail"));
        let last = after.map(str::to_owned);
        asked
            .headers
            .extend(last.clone().map(|id| ("last-event-id", id)));
        let (body, _) = self.stream(asked).await?;
        Ok(Tail::new(self.place.clone(), body, last))
    }

    /// Everything there is, a line of JSON each.
    pub async fn export(&self, of: Of, query: &Query) -> Result<Export, Error> {
        let params = query
            .params(self.session.as_deref())
            .with("of", Some(of.as_str()));
        let (body, head) = self.stream(Ask::get(params.on("/export"))).await?;
        let evicted = head.headers.get("x-logfog-evicted");
        let evicted = evicted.and_then(|number| number.to_str().ok()?.parse().ok());
        let evicted = evicted.unwrap_or_default();
        Ok(Export::new(self.place.clone(), body, evicted))
    }

    fn params(&self) -> Params {
        Params::new().with("session", self.session.as_deref())
    }

    /// The path, of this session.
    fn here(&self, path: &str) -> String {
        self.params().on(path)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<Answer<T>, Error> {
        Answer::read(self.good(Ask::get(path)).await?)
    }

    async fn text(&self, path: &str) -> Result<String, Error> {
        Ok(self.good(Ask::get(path)).await?.text)
    }

    async fn change<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &serde_json::Value,
    ) -> Result<Answer<T>, Error> {
        let asked = Ask::new(method, self.here(path)).body(body.to_string());
        Answer::read(self.good(asked).await?)
    }

    async fn good(&self, asked: Ask) -> Result<Reply, Error> {
        self.ask(asked).await?.good()
    }

    async fn ask(&self, asked: Ask) -> Result<Reply, Error> {
        ask(&self.place, self.token.as_deref(), asked).await
    }

    /// A good answer whose body is still to come.
    async fn stream(
        &self,
        asked: Ask,
    ) -> Result<(hyper::body::Incoming, http::response::Parts), Error> {
        let response = open(&self.place, self.token.as_deref(), asked).await?;
        let (head, body) = response.into_parts();
        if head.status.is_success() {
            return Ok((body, head));
        }
        let reply = crate::connection::read(&self.place, head.status, body, ANSWER).await?;
        Err(match reply.good() {
            Err(error) => error,
            Ok(reply) => reply.strange("a good answer that is none"),
        })
    }
}

/// A no that is an answer, told apart from one that is not.
fn judge(reply: Reply) -> Result<Answer<Met>, Error> {
    match reply.status {
        StatusCode::REQUEST_TIMEOUT | StatusCode::UNPROCESSABLE_ENTITY => {
            Err(Error::NotMet(Box::new(Answer::read(reply)?)))
        }
        StatusCode::CONFLICT => Err(Error::Unsure(Box::new(Answer::read(reply)?))),
        _ => Answer::read(reply.good()?),
    }
}

/// A path with a name in it, whatever the name has in it.
fn step(path: &str, name: &str) -> String {
    format!("{path}/{}", utf8_percent_encode(name, NON_ALPHANUMERIC))
}

/// Without the token.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("url", &self.url())
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
