//! How a client is pointed at this emulator: constants, the same in every start.

use logfog_kit::{Addresses, Connection};

use crate::entra::{Principal, TENANT, certificate, federation, identity};

/// The well-known rule.
pub(crate) const RULE: &str = "dcr-a2000000000040008000000000004801";
/// Its one stream.
pub(crate) const STREAM: &str = "Custom-Logs";
/// The table behind it.
pub(crate) const TABLE: &str = "Logs_CL";
/// What the well-known resources are called.
pub(crate) const NAME: &str = "logfog";
/// The workspace that has the table.
pub(crate) const WORKSPACE: &str = "a2000000-0000-4000-8000-000000000e01";
/// The subscription that all of it is in.
pub(crate) const SUBSCRIPTION: &str = "a2000000-0000-4000-8000-000000005b01";
/// The resource group that all of it is in.
pub(crate) const RESOURCE_GROUP: &str = "logfog";

/// The immutable id of the well-known data collection endpoint.
pub(crate) const ENDPOINT: &str = "dce-a200000000004000800000000000dce1";

/// Hosts of Azure's three clouds that clients of this part reach.
const HOSTS: &[&str] = &[
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",
    "login.windows.net",
    "sts.windows.net",
    "monitor.azure.com",
    "management.azure.com",
    "management.chinacloudapi.cn",
    "management.usgovcloudapi.net",
    "api.loganalytics.io",
    "api.loganalytics.azure.com",
    "api.loganalytics.azure.cn",
    "api.loganalytics.us",
    "*.ingest.monitor.azure.com",
    "*.ingest.monitor.azure.us",
    "*.ingest.monitor.azure.cn",
];

/// Everything a client must be told.
pub(crate) fn connection(at: &Addresses) -> Connection {
    let Principal {
        client_id, secret, ..
    } = Principal::WELL_KNOWN;
    let secret = secret.unwrap_or_default();
    let http = at.http();
    let paste = format!(
        "TOKEN=$(curl -s {http}/{TENANT}/oauth2/v2.0/token -d grant_type=client_credentials \
         -d client_id={client_id} -d client_secret={secret} \
         -d scope=https://monitor.azure.com/.default \
         | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/') && \
         curl -i '{http}/dataCollectionRules/{RULE}/streams/{STREAM}?api-version=2023-01-01' \
         -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \
         -d \"[{{\\\"TimeGenerated\\\":\\\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\\\",\
         \\\"Level\\\":\\\"Info\\\",\\\"Message\\\":\\\"hello\\\"}}]\""
    );
    Connection {
        hosts: HOSTS,
        addresses: addresses(at),
        credentials: [
            credentials(at, &Principal::WELL_KNOWN),
            vec![("identity_header", identity::SECRET.into())],
        ]
        .concat(),
        credentials_denied: credentials(at, &Principal::DENIED),
        defaults: vec![
            ("dcr_immutable_id", RULE.into()),
            ("stream", STREAM.into()),
            ("workspace_id", WORKSPACE.into()),
            ("subscription_id", SUBSCRIPTION.into()),
            ("resource_group", RESOURCE_GROUP.into()),
            ("table", TABLE.into()),
            (
                "managed_identity_client_id",
                Principal::MANAGED.client_id.into(),
            ),
            (
                "managed_identity_object_id",
                Principal::MANAGED.object_id.into(),
            ),
        ],
        env: env(at, client_id, secret),
        paste,
    }
}

fn addresses(at: &Addresses) -> Vec<(&'static str, String)> {
    let http = at.http();
    let mut addresses = vec![
        (
            "identity_endpoint",
            format!("{http}{}", identity::APP_SERVICE),
        ),
        ("msi_endpoint", format!("{http}{}", identity::CLOUD_SHELL)),
    ];
    if let Some(imds) = at.door(identity::DOOR.name) {
        addresses.push(("imds", format!("http://{imds}")));
    }
    addresses
}

fn env(at: &Addresses, client_id: &str, secret: &str) -> Vec<(&'static str, String)> {
    let mut env = vec![
        ("AZURE_TENANT_ID", TENANT.into()),
        ("AZURE_CLIENT_ID", client_id.into()),
        ("AZURE_CLIENT_SECRET", secret.into()),
        ("AZURE_AUTHORITY_HOST", at.https()),
    ];
    if let Some(imds) = at.door(identity::DOOR.name) {
        // Python's and JavaScript's clients ask there; those of other languages know one address only.
        env.push((
            "AZURE_POD_IDENTITY_AUTHORITY_HOST",
            format!("http://{imds}"),
        ));
    }
    env
}

/// What proves who somebody is: a secret, a certificate or another issuer's token.
fn credentials(at: &Addresses, principal: &Principal) -> Vec<(&'static str, String)> {
    let certificate = format!("{}{}", at.http(), certificate::PATH);
    vec![
        ("tenant_id", TENANT.into()),
        ("client_id", principal.client_id.into()),
        ("client_secret", principal.secret.unwrap_or_default().into()),
        ("client_certificate_url", certificate),
        (
            "federated_token",
            federation::token(principal.subject.unwrap_or_default()),
        ),
        // Whom roles are assigned to.
        ("object_id", principal.object_id.into()),
    ]
}
