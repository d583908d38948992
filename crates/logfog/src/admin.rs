use std::sync::Arc;

use axum::Router;
use logfog_admin::{About, Access};
use logfog_kit::{
    Addresses, Ctx, Ids, Vendor,
    serve::{ADMIN, Bound},
};
use serde_json::{Map, Value, json};

/// The admin API over the vendors that start together.
pub(crate) fn router(vendors: &[Arc<dyn Vendor>], ctx: &Ctx, bound: &Bound) -> Router {
    let instance = Ids::random().token(12);
    let tls = bound.tls().clone();
    let sites: Vec<_> = vendors
        .iter()
        .cloned()
        .zip(bound.addresses().to_vec())
        .collect();
    let addresses = sites.iter().map(|(vendor, at)| (vendor.id(), at.clone()));
    let about = About {
        version: env!("CARGO_PKG_VERSION"),
        instance: instance.clone(),
        tls: tls.clone(),
        hosts: Vec::new(),
        access: Access::Open,
        addresses: addresses.collect(),
        ready: Arc::new(move || ready(&instance, tls.ca_pem(), &sites).to_string()),
        stop: bound.stopped(),
    };
    logfog_admin::router(vendors.to_vec(), ctx.clone(), about)
}

/// What a program's ready file says of it.
fn ready(instance: &str, ca_pem: &str, sites: &[(Arc<dyn Vendor>, Addresses)]) -> Value {
    let mut env = Map::new();
    let mut vendors = Map::new();
    for (vendor, at) in sites {
        let connection = vendor.connection(at);
        let mut site = object(connection.addresses);
        site.insert("http".into(), at.http().into());
        site.insert("https".into(), at.https().into());
        site.insert("credentials".into(), object(connection.credentials).into());
        let denied = object(connection.credentials_denied);
        site.insert("credentials_denied".into(), denied.into());
        site.insert("defaults".into(), object(connection.defaults).into());
        vendors.insert(vendor.id().to_string(), site.into());
        for (name, value) in object(connection.env) {
            env.entry(name).or_insert(value);
        }
    }
    let admin = sites.first().map(|(_, at)| at.http() + ADMIN);
    json!({
        "logfog": env!("CARGO_PKG_VERSION"),
        "instance": instance,
        "pid": std::process::id(),
        "ca_pem": ca_pem,
        "ca_file": null,
        "admin": admin,
        "vendors": vendors,
        "env": env,
    })
}

fn object(pairs: Vec<(&'static str, String)>) -> Map<String, Value> {
    let pair = |(name, value): (&str, String)| (name.to_owned(), value.into());
    pairs.into_iter().map(pair).collect()
}
