use std::time::Duration;

use axum::{Router, body::Body};
use http::{Response, request::Parts};
use logfog_model::{Fault, Injected, Operation, Spec, VendorId};

use crate::{Ctx, Registry, World, route};

/// One vendor's API, ready to be served.
///
/// The program, the admin API and the conformance runner know a vendor by this trait alone.
pub trait Vendor: Send + Sync + 'static {
    /// Lower-case name: first part of its rule ids, its fixture folder.
    fn id(&self) -> VendorId;

    /// What it serves: name, wire, documentation, whole or partial.
    fn operations(&self) -> &'static [Operation];

    /// Everything it demands, for the admin API, the docs and the coverage report.
    fn rules(&self) -> Vec<&'static Spec>;

    /// The profile in force, for people to read.
    fn profile(&self) -> ProfileView;

    /// All of its routes: REST, gRPC and WebSocket alike, with its own 404s and 405s.
    fn router(&self, ctx: Ctx) -> Router;

    /// What stands beside the API for people's tools, such as gRPC reflection: routes that are not the
    /// vendor's, without a fallback. What passes there is neither judged nor on record.
    fn tools(&self) -> Router {
        Router::new()
    }

    /// Its doors: parts of it that its clients look for at an address of their own, such as what an
    /// instance of its cloud asks about itself. They are shut unless somebody opens them.
    fn doors(&self) -> &'static [Door] {
        &[]
    }

    /// The routes behind one of its [`doors`](Self::doors): that part of it, and nothing else.
    fn behind(&self, _door: &Door, _ctx: Ctx) -> Router {
        Router::new()
    }

    /// How this vendor says "throttled", "unavailable", … to such a request, and when to come back.
    fn fault(&self, injected: Injected, to: &Parts, world: &World) -> Response<Body>;

    /// How long after its head an answer must be there, where the request says so: what is planned to
    /// take as long is not served, but [`overdue`](Self::overdue).
    fn deadline(&self, _head: &Parts) -> Option<Duration> {
        None
    }

    /// The answer to a request whose [`deadline`](Self::deadline) has passed: that it took too long,
    /// unless the vendor says more. Nothing was stored.
    fn overdue(&self, to: &Parts, world: &World) -> Response<Body> {
        self.fault(Injected::from(Fault::Timeout), to, world)
    }

    /// How a client is pointed at it: well-known credentials and resources, and one line to paste.
    fn connection(&self, at: &Addresses) -> Connection;

    /// The operation that a request is for, as far as that is known before it is served.
    fn operation(&self, head: &Parts, _body: &[u8]) -> Option<&'static str> {
        route::operation(self.operations(), head.method.as_str(), head.uri.path())
    }

    /// Whether an answer of this operation can say that some records failed and others did not: then it
    /// heeds [`Mishap::partial`](logfog_model::Mishap).
    fn fails_partially(&self, _operation: &str) -> bool {
        false
    }

    /// What can be made to be the case with it: name and meaning.
    fn states(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// The credential that a request presents, in the form in which it was registered. A request
    /// that names no session is in the one that the credential was made for.
    fn presents(&self, _head: &Parts, _body: &[u8]) -> Option<String> {
        None
    }

    /// Makes credentials that are good in one session only, under the names that
    /// [`Connection::credentials`] gives to the well-known ones.
    fn mint(&self, _registry: &Registry<'_>) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Keeps the resources that are declared for a session: log groups, rules, tokens.
    fn declare(
        &self,
        _resources: &serde_json::Value,
        _registry: &Registry<'_>,
    ) -> Result<(), BadResource> {
        Err(BadResource::new(
            "",
            "this vendor has no resources to declare",
        ))
    }

    /// The JSON Schema of what can be declared; nothing can when `None`.
    fn resources(&self) -> Option<serde_json::Value> {
        None
    }
}

/// A declaration that a vendor does not understand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", self.place())]
pub struct BadResource {
    /// Where in the declaration: `tokens[0].scopes`; empty for all of it.
    pub at: String,
    /// What is wrong there, and what would be right.
    pub problem: String,
}

impl BadResource {
    /// Something is wrong at this place.
    pub fn new(at: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            problem: problem.into(),
        }
    }

    fn place(&self) -> String {
        if self.at.is_empty() {
            String::new()
        } else {
            format!("{}: ", self.at)
        }
    }
}

/// A profile in force: which generation of an API is served, and its numbers.
#[derive(Clone, Debug)]
pub struct ProfileView {
    /// Its name, as given to `--profile VENDOR=NAME`.
    pub name: &'static str,
    /// The names of all profiles of this vendor.
    pub known: &'static [&'static str],
    /// Which documents it stands for.
    pub stands_for: &'static str,
    /// Every limit and switch, with its value.
    pub values: Vec<(&'static str, String)>,
}

/// A part of a vendor that can be had at an address of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door {
    /// Lower-case name, after the vendor's own: `metadata` of `yandex.metadata`.
    pub name: &'static str,
    /// What answers there, for people to read.
    pub meaning: &'static str,
}

/// Where a vendor answers.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// Its port: `127.0.0.1:4801`.
    pub authority: String,
    /// Those of its doors that are open: name and `127.0.0.1:4806`.
    pub doors: Vec<(&'static str, String)>,
}

impl Addresses {
    /// A port, and no open door.
    pub const fn at(authority: String) -> Self {
        Self {
            authority,
            doors: Vec::new(),
        }
    }

    /// Where this door is, if it is open: `127.0.0.1:4806`.
    pub fn door(&self, name: &str) -> Option<&str> {
        let mut doors = self.doors.iter();
        let found = doors.find(|(known, _)| *known == name);
        found.map(|(_, authority)| &**authority)
    }

    /// `http://127.0.0.1:4801`
    pub fn http(&self) -> String {
        format!("http://{}", self.authority)
    }

    /// `https://127.0.0.1:4801`
    pub fn https(&self) -> String {
        format!("https://{}", self.authority)
    }
}

/// How a client is pointed at a vendor.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// The vendor's real host names, which the gateway answers for; `*` stands for one label
    /// or more.
    pub hosts: &'static [&'static str],
    /// Addresses besides `http` and `https`: `ws`, `grpc`.
    pub addresses: Vec<(&'static str, String)>,
    /// The well-known principal, who may do everything.
    pub credentials: Vec<(&'static str, String)>,
    /// A second one, who may do nothing.
    pub credentials_denied: Vec<(&'static str, String)>,
    /// The well-known resources.
    pub defaults: Vec<(&'static str, String)>,
    /// Environment variables that the vendor's own clients read.
    pub env: Vec<(&'static str, String)>,
    /// One shell command that stores a record.
    pub paste: String,
}
