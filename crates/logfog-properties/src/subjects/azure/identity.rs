//! Managed identities, asked for in ways that are refused.

use logfog_conform::{Probe, Sent};

use super::sign_in::encoded;
use crate::{Defect, subject::pick};

const IMDS: &str = "/metadata/identity/oauth2/token";
const APP_SERVICE: &str = "/msi/token";
const RESOURCE: &str = "https://monitor.azure.com";

pub(super) fn defects() -> Vec<Defect> {
    [
        Defect::new("azure.identity.metadata", |_, _, index| {
            let path = pick(index, &[IMDS, "/metadata/identity/oauth2/token/"]);
            let sent = imds(path, "2018-02-01", RESOURCE).without("metadata");
            let values =
                ["false", "1", "true, true"].map(|value| sent.clone().with("metadata", value));
            pick(index, &[vec![sent], values.to_vec()].concat())
        }),
        Defect::new("azure.identity.metadata", |_, _, _| Sent {
            method: "POST".into(),
            target: "/oauth2/token".into(),
            body: format!("resource={}", encoded(RESOURCE)).into(),
            ..Sent::default()
        }),
        Defect::new("azure.identity.secret", |probe, _, index| {
            let known = probe.credential("identity_header");
            let sent = app_service(probe, "2019-08-01").without("x-identity-header");
            let wrong = ["", "x", &known[1..], &known.to_uppercase()]
                .map(|value| sent.clone().with("x-identity-header", value));
            pick(index, &[vec![sent], wrong.to_vec()].concat())
        }),
        Defect::new("azure.identity.api-version", |_, _, index| {
            let versions = [
                "",
                "2018",
                "2017-12-01",
                "2018-01-31",
                "latest",
                "1.0",
                "2018-13-01",
            ];
            imds(IMDS, pick(index, &versions), RESOURCE)
        }),
        Defect::new("azure.identity.api-version", |probe, _, index| {
            let versions = ["", "2017-09-01", "2019-07-31", "x"];
            app_service(probe, pick(index, &versions))
        }),
        Defect::new("azure.identity.resource-missing", |_, _, _| {
            imds(IMDS, "2018-02-01", "")
        }),
        Defect::new("azure.identity.resource", |_, _, index| {
            let resources = [
                "https://monitor.azure.com/.default",
                "monitor.azure.com",
                "https://example.com",
                "http://monitor.azure.com",
            ];
            imds(IMDS, "2019-11-01", pick(index, &resources))
        }),
        Defect::new("azure.identity.identity", |probe, _, index| {
            let names = [
                "client_id",
                "object_id",
                "principal_id",
                "msi_res_id",
                "mi_res_id",
            ];
            let name = pick(index, &names);
            let sent = imds(IMDS, "2018-02-01", RESOURCE);
            // An application is no managed identity.
            let target = format!("{}&{name}={}", sent.target, probe.credential("client_id"));
            Sent { target, ..sent }
        }),
        Defect::new("azure.route.method", |_, _, index| Sent {
            method: pick(index, &["POST", "PUT", "DELETE"]).into(),
            ..imds(IMDS, "2018-02-01", RESOURCE)
        }),
    ]
    .map(|defect| defect.of("managed-identity"))
    .to_vec()
}

fn imds(path: &str, version: &str, resource: &str) -> Sent {
    Sent {
        method: "GET".into(),
        target: format!(
            "{path}?api-version={version}&resource={}",
            encoded(resource)
        ),
        headers: vec![("metadata".into(), "true".into())],
        ..Sent::default()
    }
}

fn app_service(probe: &Probe, version: &str) -> Sent {
    let header = probe.credential("identity_header");
    Sent {
        headers: vec![("x-identity-header".into(), header.into())],
        ..imds(APP_SERVICE, version, RESOURCE)
    }
}
