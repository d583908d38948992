//! `yandex.cloud.endpoint.ApiEndpointService`: where every service is, which is here.

use crate::{
    call::Call,
    generated::yandex::cloud::endpoint::{
        ApiEndpoint, GetApiEndpointRequest, ListApiEndpointsRequest, ListApiEndpointsResponse,
    },
    methods::Methods,
    refusal::Refusal,
    rules::Rule,
};

/// The ids by which clients ask for services, of those that are served.
const IDS: [&str; 7] = [
    "endpoint",
    "iam",
    "log-ingestion",
    "log-reading",
    "logging",
    "operation",
    "resource-manager",
];

pub(super) fn methods(methods: &mut Methods) {
    methods.public("yandex.cloud.endpoint.ApiEndpointService/Get", get);
    methods.public("yandex.cloud.endpoint.ApiEndpointService/List", list);
}

fn get(call: &mut Call<'_>, request: GetApiEndpointRequest) -> Result<ApiEndpoint, Refusal> {
    let id = request.api_endpoint_id;
    if !IDS.contains(&&*id) {
        return Err(call.missing(Rule::Endpoint, "/api_endpoint_id", &id));
    }
    let address = address(call);
    Ok(ApiEndpoint { id, address })
}

#[expect(clippy::unnecessary_wraps, reason = "so are all handlers")]
fn list(
    call: &mut Call<'_>,
    _request: ListApiEndpointsRequest,
) -> Result<ListApiEndpointsResponse, Refusal> {
    let address = address(call);
    let endpoints = IDS.map(|id| ApiEndpoint {
        id: id.into(),
        address: address.clone(),
    });
    Ok(ListApiEndpointsResponse {
        endpoints: endpoints.into(),
        next_page_token: String::new(),
    })
}

/// Host and port, as the client came: whatever name it used for us will do for every service.
fn address(call: &Call<'_>) -> String {
    let host = call.received.host().unwrap_or("localhost");
    let plain = call.received.uri.scheme_str() == Some("http");
    with_port(host, if plain { 80 } else { 443 })
}

fn with_port(host: &str, port: u16) -> String {
    // A colon is in front of a port unless it is in the brackets of an IPv6 address.
    let name_end = host.rfind(']').unwrap_or(0);
    if host[name_end..].contains(':') {
        return host.to_owned();
    }
    format!("{host}:{port}")
}

#[test]
fn an_address_always_has_a_port() {
    for (host, address) in [
        ("localhost", "localhost:443"),
        ("localhost:4801", "localhost:4801"),
        ("[::1]", "[::1]:443"),
        ("[::1]:4801", "[::1]:4801"),
    ] {
        assert_eq!(with_port(host, 443), address);
    }
}
