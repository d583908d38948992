//! Many queries in one request.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use super::{
    Refusal,
    asked::{self, Body, Written},
    prefer::Prefer,
    routes::{self, Call},
    rules::Rule,
    target::Of,
    workspaces,
};

#[derive(Debug, Deserialize)]
struct Batch {
    requests: Vec<Request>,
}

/// One of them. Without a method it is a GET, whose body is not looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Request {
    id: Option<String>,
    headers: Option<BTreeMap<String, Value>>,
    body: Option<Box<RawValue>>,
    method: Option<String>,
    path: Option<String>,
    workspace: Option<String>,
}

/// Answers each of them; a batch succeeds whatever becomes of its parts.
pub(super) fn of(call: &mut Call<'_>) -> Result<String, Refusal> {
    let Batch { requests } = asked::read(call)?;
    judge(call, &requests)?;
    let mut responses = Vec::with_capacity(requests.len());
    for (place, request) in requests.into_iter().enumerate() {
        call.part = Some(format!("/requests/{place}"));
        let id = request.id.clone().unwrap_or_default();
        responses.push(match serve(call, request) {
            Ok(body) => format!(
                "{{\"id\":{},\"status\":200,\"headers\":{{}},\"body\":{body}}}",
                json!(id)
            ),
            Err(refusal) => failed(call, &id, &refusal),
        });
    }
    call.part = None;
    Ok(format!("{{\"responses\":[{}]}}", responses.join(",")))
}

/// Each request has an id of its own and says which workspace it is about.
fn judge(call: &mut Call<'_>, requests: &[Request]) -> Result<(), Refusal> {
    for (place, request) in requests.iter().enumerate() {
        let mut before = requests[..place].iter();
        let problem = match (&request.id, &request.workspace) {
            (None, _) => "'id' property is required",
            (_, None) => "'workspace' property is required",
            (id, _) if before.any(|other| other.id == *id) => "'id' property is not unique",
            _ => continue,
        };
        let refusal = Refusal::because(Rule::BatchRequest, "QueryValidationError", problem);
        return Err(call.insist(refusal, &format!("/requests/{place}"), problem));
    }
    Ok(())
}

fn serve(call: &mut Call<'_>, request: Request) -> Result<String, Refusal> {
    let path = request.path.unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((&path, ""));
    let method = request.method.as_deref().unwrap_or("GET");
    let is_post = method.eq_ignore_ascii_case("POST");
    if !path.eq_ignore_ascii_case("/query") || !(is_post || method.eq_ignore_ascii_case("GET")) {
        return Err(call.insist(
            Refusal::new(Rule::Path),
            "/path",
            format!("{method} {path}"),
        ));
    }
    let of = Of::Workspace(request.workspace.unwrap_or_default());
    let workspace = workspaces::named(call, &of)?;
    let body = match request.body.filter(|_| is_post) {
        None => Body::default(),
        Some(body) => serde_json::from_str(body.get()).map_err(|error| {
            let problem = error.to_string();
            call.insist(Refusal::body(problem.clone()), "/body", problem)
        })?,
    };
    let headers = request.headers.unwrap_or_default();
    let prefer = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("prefer"));
    let written = Written {
        url: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        body,
        prefer: Prefer::parse(prefer.and_then(|(_, value)| value.as_str())),
    };
    let asked = written.asked(call)?;
    routes::run(call, workspace, &asked)
}

fn failed(call: &Call<'_>, id: &str, refusal: &Refusal) -> String {
    let (status, code, message) = refusal.in_batch();
    let mut error = json!({ "code": code });
    if !message.is_empty() {
        error["message"] = message.into();
        error["correlationId"] = call.received.world.ids.uuid().to_string().into();
    }
    if let Some(inner) = &refusal.inner {
        error["innererror"] = json!(inner);
    }
    let body = json!({ "error": error });
    json!({ "id": id, "status": status.as_u16(), "headers": {}, "body": body }).to_string()
}
