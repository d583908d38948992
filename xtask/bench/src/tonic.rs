//! A server of `LogIngestionService` as tonic makes one, with nothing of its own: what any service
//! must spend on the wire and on the message before it does anything.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    net::Ipv4Addr,
    pin::Pin,
    task::{Context, Poll},
};

use anyhow::Result;
use http::Request;
use tonic::{
    Response, Status,
    body::Body,
    server::{Grpc, NamedService},
    transport::{Server, server::TcpIncoming},
};
use tonic_prost::ProstCodec;
use tower::Service;

use self::generated::yandex::cloud::logging::v1::{WriteRequest, WriteResponse};

#[path = "../../../crates/logfog-yandex/src/generated/mod.rs"]
#[rustfmt::skip]
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::use_self,
    dead_code,
    missing_docs,
    unnameable_types,
    unreachable_pub,
    unused_qualifications,
    reason = "generated, and only one call of it is served"
)]
mod generated;

/// The service, as generated code would have it.
#[derive(Clone, Debug)]
struct Ingestion;

/// Its one method.
#[derive(Clone, Debug)]
struct Write;

impl NamedService for Ingestion {
    const NAME: &'static str = "yandex.cloud.logging.v1.LogIngestionService";
}

impl Service<Request<Body>> for Ingestion {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(async {
            let codec = ProstCodec::<WriteResponse, WriteRequest>::default();
            Ok(Grpc::new(codec).unary(Write, request).await)
        })
    }
}

impl Service<tonic::Request<WriteRequest>> for Write {
    type Response = Response<WriteResponse>;
    type Error = Status;
    type Future = Ready<Result<Self::Response, Status>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: tonic::Request<WriteRequest>) -> Self::Future {
        drop(request.into_inner());
        ready(Ok(Response::new(WriteResponse::default())))
    }
}

/// Serves until killed. Says its port first.
pub(super) async fn serve() -> Result<()> {
    let incoming = TcpIncoming::bind((Ipv4Addr::LOCALHOST, 0).into())?.with_nodelay(Some(true));
    println!("{}", incoming.local_addr()?.port());
    let server = Server::builder().add_service(Ingestion);
    Ok(server.serve_with_incoming(incoming).await?)
}
