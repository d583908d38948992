use axum::{body::Body, response::IntoResponse};
use http::{HeaderValue, Response, StatusCode, header::WWW_AUTHENTICATE};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{access::SCHEME, answer};

/// What the admin API says no with: what was wrong, what was expected, what to do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    #[serde(skip)]
    status: StatusCode,
    /// What was wrong.
    error: String,
    /// What would have been right.
    expected: String,
    /// What to do.
    hint: String,
    /// How many exchanges were forgotten for want of room: what was asked for may be among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    evicted: Option<u64>,
}

impl Problem {
    pub(crate) fn new(
        status: StatusCode,
        error: impl Into<String>,
        expected: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            status,
            error: error.into(),
            expected: expected.into(),
            hint: hint.into(),
            evicted: None,
        }
    }

    /// A query that cannot be read.
    pub(crate) fn query(
        error: impl Into<String>,
        expected: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, expected, hint)
    }

    /// How much was forgotten that may have been what was asked for.
    #[must_use]
    pub(crate) fn evicted(mut self, evicted: u64) -> Self {
        self.evicted = Some(evicted);
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut answer = answer::json(self.status, &self);
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static(SCHEME);
            answer.headers_mut().insert(WWW_AUTHENTICATE, scheme);
        }
        answer
    }
}
