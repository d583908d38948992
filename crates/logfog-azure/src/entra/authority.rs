//! Documents by which clients find the token endpoint and the signing keys.

use logfog_kit::Issuer;
use logfog_model::Report;
use serde::Serialize;

use crate::rules::Rule;

/// Hosts of the sign-in service: every cloud's own name and its aliases.
const INSTANCES: [(&str, &[&str]); 3] = [
    (
        "login.microsoftonline.com",
        &[
            "login.microsoftonline.com",
            "login.windows.net",
            "login.microsoft.com",
            "sts.windows.net",
        ],
    ),
    (
        "login.partner.microsoftonline.cn",
        &["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
    ),
    (
        "login.microsoftonline.us",
        &["login.microsoftonline.us", "login.usgovcloudapi.net"],
    ),
];

#[derive(Serialize)]
struct Document<'a> {
    token_endpoint: String,
    token_endpoint_auth_methods_supported: [&'a str; 3],
    jwks_uri: String,
    response_modes_supported: [&'a str; 3],
    subject_types_supported: [&'a str; 1],
    id_token_signing_alg_values_supported: [&'a str; 1],
    response_types_supported: [&'a str; 4],
    scopes_supported: [&'a str; 4],
    issuer: String,
    request_uri_parameter_supported: bool,
    authorization_endpoint: String,
    device_authorization_endpoint: String,
    http_logout_supported: bool,
    frontchannel_logout_supported: bool,
    end_session_endpoint: String,
    tenant_region_scope: &'a str,
    cloud_instance_name: &'a str,
    cloud_graph_host_name: &'a str,
    msgraph_host: &'a str,
    rbac_url: &'a str,
}

/// The discovery document of a tenant. Its addresses are at the host that the client used, and
/// always https: MSAL refuses any other, and every port here speaks TLS.
pub(crate) fn openid_configuration(host: &str, tenant: &str, v2: bool) -> String {
    let base = format!("https://{host}/{tenant}");
    let version = if v2 { "/v2.0" } else { "" };
    json(&Document {
        token_endpoint: format!("{base}/oauth2{version}/token"),
        token_endpoint_auth_methods_supported: [
            "client_secret_post",
            "private_key_jwt",
            "client_secret_basic",
        ],
        jwks_uri: format!("{base}/discovery{version}/keys"),
        response_modes_supported: ["query", "fragment", "form_post"],
        subject_types_supported: ["pairwise"],
        id_token_signing_alg_values_supported: ["RS256"],
        response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
        scopes_supported: ["openid", "profile", "email", "offline_access"],
        issuer: format!("{base}{version}"),
        request_uri_parameter_supported: false,
        authorization_endpoint: format!("{base}/oauth2{version}/authorize"),
        device_authorization_endpoint: format!("{base}/oauth2{version}/devicecode"),
        http_logout_supported: true,
        frontchannel_logout_supported: true,
        end_session_endpoint: format!("{base}/oauth2{version}/logout"),
        tenant_region_scope: "EU",
        cloud_instance_name: "microsoftonline.com",
        cloud_graph_host_name: "graph.windows.net",
        msgraph_host: "graph.microsoft.com",
        rbac_url: "https://pas.windows.net",
    })
}

#[derive(Serialize)]
struct Keys<'a> {
    keys: [JsonWebKey<'a>; 1],
}

#[derive(Serialize)]
struct JsonWebKey<'a> {
    kty: &'a str,
    r#use: &'a str,
    kid: &'a str,
    x5t: &'a str,
    n: &'a str,
    e: &'a str,
}

/// The key that verifies tokens.
pub(crate) fn keys(issuer: &Issuer) -> String {
    let (n, e) = issuer.public_key();
    let id = issuer.key_id();
    let key = JsonWebKey {
        kty: "RSA",
        r#use: "sig",
        kid: id,
        x5t: id,
        n: &n,
        e: &e,
    };
    json(&Keys { keys: [key] })
}

#[derive(Serialize)]
struct Instances<'a> {
    tenant_discovery_endpoint: String,
    #[serde(rename = "api-version")]
    api_version: &'a str,
    metadata: Vec<Instance<'a>>,
}

#[derive(Serialize)]
struct Instance<'a> {
    preferred_network: &'a str,
    preferred_cache: &'a str,
    aliases: Vec<&'a str>,
}

/// Which hosts are one and the same authority.
pub(crate) fn instances(host: &str, tenant: &str) -> String {
    let known = INSTANCES.iter().map(|(name, aliases)| Instance {
        preferred_network: name,
        preferred_cache: name,
        aliases: aliases.to_vec(),
    });
    let own = Instance {
        preferred_network: host,
        preferred_cache: host,
        aliases: vec![host],
    };
    let own = (!is_instance(host)).then_some(own);
    json(&Instances {
        tenant_discovery_endpoint: format!(
            "https://{host}/{tenant}/v2.0/.well-known/openid-configuration"
        ),
        api_version: "1.1",
        metadata: known.chain(own).collect(),
    })
}

/// Host and tenant of the authority that a client asks about.
pub(crate) fn asked(
    query: &[(String, String)],
    own: &str,
    report: &mut Report<'_, Rule>,
) -> (String, String) {
    let endpoint = query
        .iter()
        .find(|(name, _)| name == "authorization_endpoint");
    let endpoint = endpoint.map_or("", |(_, endpoint)| endpoint);
    let asked = parts(endpoint).filter(|(host, _)| is_instance(host) || *host == own);
    let (host, tenant) = asked.unwrap_or_else(|| {
        // The answer looks at the report.
        report.insist(Rule::Instance, "query authorization_endpoint", endpoint);
        (own, "common")
    });
    (host.to_owned(), tenant.to_owned())
}

/// Whether a host is one of the sign-in service's.
fn is_instance(host: &str) -> bool {
    INSTANCES.iter().any(|(_, aliases)| aliases.contains(&host))
}

/// Host and tenant of an address such as `https://host/tenant/oauth2/v2.0/authorize`.
fn parts(endpoint: &str) -> Option<(&str, &str)> {
    let rest = endpoint.strip_prefix("https://")?;
    let mut parts = rest.split('/');
    match (parts.next(), parts.next()) {
        (Some(host), Some(tenant)) if !host.is_empty() && !tenant.is_empty() => {
            Some((host, tenant))
        }
        _ => None,
    }
}

fn json(document: &impl Serialize) -> String {
    serde_json::to_string(document).expect("texts and booleans are JSON")
}
