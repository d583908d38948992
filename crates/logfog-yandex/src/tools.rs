//! gRPC's own services for people's tools: health, for whoever waits until a server is up, and
//! reflection, for clients without protos such as grpcurl. The cloud's addresses have neither, so
//! both are off until they are asked for.

use std::convert::Infallible;

use axum::{Router, body::Body, extract::Request};
use http::Response;
use tonic::{body::Body as GrpcBody, server::NamedService};
use tonic_health::server::health_reporter;
use tonic_reflection::server::Builder;
use tower::Service;

use crate::schema;

/// Which of them are served.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tools {
    pub(crate) health: bool,
    pub(crate) reflection: bool,
}

/// Those that are asked for.
pub(crate) fn router(tools: Tools) -> Router {
    let mut router = Router::new();
    if tools.health {
        let (_, health) = health_reporter();
        router = add(router, health);
    }
    if tools.reflection {
        let described = "the descriptors are generated";
        router = add(router, described_by(tools).build_v1().expect(described));
        // What grpcurl and Postman spoke for years, and still ask first.
        router = add(
            router,
            described_by(tools).build_v1alpha().expect(described),
        );
    }
    router
}

fn described_by(tools: Tools) -> Builder<'static> {
    let builder = Builder::configure().register_encoded_file_descriptor_set(schema::SET);
    if tools.health {
        builder.register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    } else {
        builder
    }
}

fn add<S>(router: Router, service: S) -> Router
where
    S: NamedService
        + Service<Request<Body>, Response = Response<GrpcBody>, Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send + 'static,
{
    router.route_service(&format!("/{}/{{*method}}", S::NAME), service)
}
