use axum::{body::Body, extract::State};
use http::{Response, StatusCode};
use logfog_kit::{Addresses, Vendor};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Admin, Shared, answer,
    dto::{Object, OperationDto, RuleDto},
    error::Problem,
    routes::Step,
};

/// When a vendor is answered with 404.
const NO_VENDOR: &str = "No such vendor is served here";

impl Admin {
    pub(crate) fn vendor(&self, name: &str) -> Option<&dyn Vendor> {
        let mut vendors = self.vendors.iter();
        vendors
            .find(|vendor| vendor.id().as_str() == name)
            .map(AsRef::as_ref)
    }

    pub(crate) fn vendor_names(&self) -> String {
        let names: Vec<_> = self
            .vendors
            .iter()
            .map(|vendor| vendor.id().as_str())
            .collect();
        format!("one of: {}", names.join(", "))
    }

    fn known(&self, Step(name): &Step) -> Result<&dyn Vendor, Problem> {
        self.vendor(name).ok_or_else(|| {
            Problem::new(
                StatusCode::NOT_FOUND,
                format!("no vendor `{name}` is served here"),
                self.vendor_names(),
                "See /_logfog/v1/vendors.",
            )
        })
    }

    fn addresses(&self, vendor: &dyn Vendor) -> Option<&Addresses> {
        let mut addresses = self.about.addresses.iter();
        addresses
            .find(|(id, _)| *id == vendor.id())
            .map(|(_, addresses)| addresses)
    }
}

#[derive(Serialize, ToSchema)]
struct Vendors {
    vendors: Vec<One>,
}

/// A vendor, and where it is served.
#[derive(Serialize, ToSchema)]
#[schema(as = Vendor)]
struct One {
    /// Its name.
    vendor: &'static str,
    /// `http`, `https` and what else this vendor speaks.
    #[schema(value_type = HashMap<String, String>)]
    addresses: Object<&'static str, String>,
    /// The names by which the gateway knows it.
    hosts: &'static [&'static str],
    /// The profile in force.
    profile: &'static str,
    /// How many operations it has.
    operations: usize,
    /// How many rules it has.
    rules: usize,
    /// A shell command that stores a record.
    paste: String,
}

/// What is served, and where
#[utoipa::path(
    get,
    path = "/vendors",
    operation_id = "list_vendors",
    tag = "vendors",
    responses((status = 200, description = "All vendors that are served", body = Vendors)),
)]
pub(crate) async fn list(State(admin): State<Shared>) -> Response<Body> {
    let one = |vendor: &dyn Vendor| {
        let at = admin.addresses(vendor);
        let mut addresses = Vec::new();
        let mut hosts: &[_] = &[];
        let mut paste = String::new();
        if let Some(at) = at {
            let connection = vendor.connection(at);
            addresses.push(("http", at.http()));
            addresses.push(("https", at.https()));
            addresses.extend(connection.addresses);
            hosts = connection.hosts;
            paste = connection.paste;
        }
        One {
            vendor: vendor.id().as_str(),
            addresses: Object(addresses),
            hosts,
            profile: vendor.profile().name,
            operations: vendor.operations().len(),
            rules: vendor.rules().len(),
            paste,
        }
    };
    answer::ok(&Vendors {
        vendors: admin.vendors.iter().map(|vendor| one(&**vendor)).collect(),
    })
}

#[derive(Serialize, ToSchema)]
struct Operations {
    /// Its name.
    vendor: &'static str,
    operations: Vec<OperationDto>,
}

/// What a vendor's API offers, and how much of it is served
#[utoipa::path(
    get,
    path = "/vendors/{vendor}/operations",
    operation_id = "list_operations",
    tag = "vendors",
    params(("vendor" = String, Path, description = "The vendor's name")),
    responses(
        (status = 200, description = "All operations", body = Operations),
        (status = 404, description = NO_VENDOR, body = Problem),
    ),
)]
pub(crate) async fn operations(
    State(admin): State<Shared>,
    name: Step,
) -> Result<Response<Body>, Problem> {
    let vendor = admin.known(&name)?;
    Ok(answer::ok(&Operations {
        vendor: vendor.id().as_str(),
        operations: vendor.operations().iter().map(Into::into).collect(),
    }))
}

#[derive(Serialize, ToSchema)]
#[schema(as = Rules)]
struct RuleList {
    /// Its name.
    vendor: &'static str,
    rules: Vec<RuleDto>,
}

/// What a vendor demands, and what the policy makes of it
#[utoipa::path(
    get,
    path = "/vendors/{vendor}/rules",
    operation_id = "list_rules",
    tag = "vendors",
    params(("vendor" = String, Path, description = "The vendor's name")),
    responses(
        (status = 200, description = "All rules", body = RuleList),
        (status = 404, description = NO_VENDOR, body = Problem),
    ),
)]
pub(crate) async fn rules(
    State(admin): State<Shared>,
    name: Step,
) -> Result<Response<Body>, Problem> {
    let vendor = admin.known(&name)?;
    let rules = vendor.rules().into_iter();
    let policy = admin.ctx.sessions.defaults().policy;
    Ok(answer::ok(&RuleList {
        vendor: vendor.id().as_str(),
        rules: rules
            .map(|spec| RuleDto::new(spec, policy.check(spec.id)))
            .collect(),
    }))
}

/// Which generation of an API is served, and its numbers.
#[derive(Serialize, ToSchema)]
struct Profile {
    vendor: &'static str,
    /// The name of the profile in force.
    name: &'static str,
    /// The names of all profiles.
    known: &'static [&'static str],
    /// Which documents it stands for.
    stands_for: &'static str,
    /// Every limit and switch, as text.
    #[schema(value_type = HashMap<String, String>)]
    values: Object<&'static str, String>,
}

/// The profile in force
#[utoipa::path(
    get,
    path = "/vendors/{vendor}/profile",
    operation_id = "read_profile",
    tag = "vendors",
    params(("vendor" = String, Path, description = "The vendor's name")),
    responses(
        (status = 200, description = "The profile", body = Profile),
        (status = 404, description = NO_VENDOR, body = Problem),
    ),
)]
pub(crate) async fn profile(
    State(admin): State<Shared>,
    name: Step,
) -> Result<Response<Body>, Problem> {
    let vendor = admin.known(&name)?;
    let view = vendor.profile();
    Ok(answer::ok(&Profile {
        vendor: vendor.id().as_str(),
        name: view.name,
        known: view.known,
        stands_for: view.stands_for,
        values: Object(view.values),
    }))
}

/// What can be made to be the case with a vendor.
#[derive(Serialize, ToSchema)]
struct StateList {
    vendor: &'static str,
    states: Vec<NamedState>,
}

#[derive(Serialize, ToSchema)]
struct NamedState {
    state: &'static str,
    /// What is the case then.
    means: &'static str,
}

/// What can be made to be the case with a vendor
#[utoipa::path(
    get,
    path = "/vendors/{vendor}/states",
    operation_id = "list_states",
    tag = "vendors",
    params(("vendor" = String, Path, description = "The vendor's name")),
    responses(
        (status = 200, description = "All states", body = StateList),
        (status = 404, description = NO_VENDOR, body = Problem),
    ),
)]
pub(crate) async fn states(
    State(admin): State<Shared>,
    name: Step,
) -> Result<Response<Body>, Problem> {
    let vendor = admin.known(&name)?;
    let states = vendor.states().iter();
    Ok(answer::ok(&StateList {
        vendor: vendor.id().as_str(),
        states: states
            .map(|(state, means)| NamedState { state, means })
            .collect(),
    }))
}
