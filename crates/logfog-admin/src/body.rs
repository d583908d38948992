use axum::extract::Request;
use http::StatusCode;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use crate::error::Problem;

/// Bytes of a request's body.
const CAP: usize = 1 << 20;

/// When a body is answered with 400.
pub(crate) const BAD_BODY: &str =
    "The body is not JSON, or a member of it is not known or has a value that it cannot have";

/// Reads a request's JSON body, whatever its content type says: `curl -d` says something else.
pub(crate) async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Problem> {
    let body = Limited::new(request.into_body(), CAP).collect().await;
    let bytes = body.map_err(|error| {
        let large = error.is::<LengthLimitError>();
        let (status, what) = if large {
            (StatusCode::PAYLOAD_TOO_LARGE, "the body is too large")
        } else {
            (StatusCode::BAD_REQUEST, "the body broke off")
        };
        Problem::new(
            status,
            what,
            format!("at most {CAP} bytes of JSON"),
            "Send it again, in parts if need be.",
        )
    })?;
    let bytes = bytes.to_bytes();
    let mut json = serde_json::Deserializer::from_slice(&bytes);
    let read = serde_path_to_error::deserialize(&mut json);
    let read = read.map_err(|error| {
        let at = error.path().to_string();
        let place = if at == "." { "the body" } else { &at };
        bad(format!("{place}: {}", error.inner()))
    })?;
    json.end().map_err(|error| bad(error.to_string()))?;
    Ok(read)
}

fn bad(error: String) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        error,
        "one JSON object with the members that openapi.json lists",
        "See /_logfog/v1/openapi.json.",
    )
}
