use axum::{body::Body, extract::State};
use http::{Response, StatusCode};
use logfog_kit::{Addresses, Vendor};
use serde::Serialize;

use crate::{
    Admin, Shared, answer,
    dto::{Object, OperationDto, RuleDto},
    error::Problem,
    routes::Step,
};

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

#[derive(Serialize)]
struct Vendors {
    vendors: Vec<One>,
}

#[derive(Serialize)]
struct One {
    vendor: &'static str,
    /// `http`, `https` and what else this vendor speaks.
    addresses: Object<&'static str, String>,
    /// The names by which the gateway knows it.
    hosts: &'static [&'static str],
    profile: &'static str,
    operations: usize,
    rules: usize,
    paste: String,
}

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

#[derive(Serialize)]
struct Operations {
    vendor: &'static str,
    operations: Vec<OperationDto>,
}

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

#[derive(Serialize)]
struct RuleList {
    vendor: &'static str,
    rules: Vec<RuleDto>,
}

pub(crate) async fn rules(
    State(admin): State<Shared>,
    name: Step,
) -> Result<Response<Body>, Problem> {
    let vendor = admin.known(&name)?;
    let rules = vendor.rules().into_iter();
    Ok(answer::ok(&RuleList {
        vendor: vendor.id().as_str(),
        rules: rules
            .map(|spec| RuleDto::new(spec, admin.ctx.policy.check(spec.id)))
            .collect(),
    }))
}

#[derive(Serialize)]
struct Profile {
    vendor: &'static str,
    name: &'static str,
    known: &'static [&'static str],
    stands_for: &'static str,
    values: Object<&'static str, String>,
}

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
