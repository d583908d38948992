//! What an instance of the cloud can ask about itself, over HTTP: above all for a token.

use http::Method;
use logfog_kit::Door;
use serde_json::{Value, json};

use crate::{
    accounts::{self, SERVICE_ACCOUNT_ID},
    call::Call,
    groups::{CLOUD_ID, FOLDER_ID},
    refusal::Refusal,
    rules::Rule,
    tokens,
};

/// Where nothing else is served, as at its own address in the cloud.
pub(crate) const DOOR: Door = Door {
    name: "metadata",
    meaning: "The metadata of an instance, and a token for its service account.",
};
/// Below this path all of it is.
pub(crate) const ROOT: &str = "/computeMetadata/v1/";
/// A token of the instance's service account.
pub(crate) const TOKEN: &str = "/computeMetadata/v1/instance/service-accounts/default/token";

/// What there is at the path of the call.
pub(crate) fn document(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let received = call.received;
    let path = received.uri.path();
    if !call.served.config.metadata {
        let found = "the setting metadata=off";
        return Err(Refusal::fatal(
            &mut call.report,
            Rule::Metadata,
            "",
            found,
            "",
        ));
    }
    let flavor = received.header("metadata-flavor");
    if flavor != Some("Google") {
        let found = flavor.unwrap_or("none");
        call.refuse(Rule::MetadataFlavor, "header metadata-flavor", found, "")?;
    }
    let get = received.method == Method::GET;
    if get && path == TOKEN {
        return Ok(token(call));
    }
    let recursive = |(name, value): &(String, String)| name == "recursive" && value == "true";
    if get && path == ROOT && received.query().iter().any(recursive) {
        return Ok(everything());
    }
    // Not the query: who asks in the wrong way may have put a secret there.
    let found = if get { path } else { received.method.as_str() };
    Err(Refusal::fatal(
        &mut call.report,
        Rule::MetadataPath,
        "",
        found,
        path,
    ))
}

fn token(call: &Call<'_>) -> Value {
    let account = accounts::find(call.documents(), SERVICE_ACCOUNT_ID);
    let account = account.expect("it is always there");
    let (token, expires_at) = tokens::issue(call, account);
    json!({
        "access_token": token,
        "expires_in": expires_at.duration_since(call.now()).as_secs(),
        "token_type": "Bearer",
    })
}

/// Of all that is there, clients are known to look for the ids of folder and cloud.
fn everything() -> Value {
    json!({
        "instance": {
            "id": "fhmlogfoginstance001",
            "serviceAccounts": { "default": { "email": SERVICE_ACCOUNT_ID } },
        },
        "yandex": { "cloudId": CLOUD_ID, "folderId": FOLDER_ID },
    })
}
