//! What is asked for.

use http::Method;
use jiff::Timestamp;
use logfog_kql::query::TimeRange;
use serde::Deserialize;

use super::{Refusal, prefer::Prefer, routes::Call, rules::Rule, timespan};

/// A query, and what it is about.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) text: String,
    pub(super) time: TimeRange,
    /// Other workspaces whose rows count too.
    pub(super) workspaces: Vec<String>,
    pub(super) prefer: Prefer,
}

/// The body of a POST. Clients send null for what they do not say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Body {
    query: Option<String>,
    timespan: Option<String>,
    workspaces: Option<Vec<String>>,
}

/// Where a query is written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) url: Vec<(String, String)>,
    pub(super) body: Body,
    pub(super) prefer: Prefer,
}

/// What a request to one workspace asks for.
pub(super) fn of(call: &mut Call<'_>) -> Result<Asked, Refusal> {
    let received = call.received;
    let body = match received.method {
        Method::GET => Body::default(),
        _ => read(call)?,
    };
    let written = Written {
        url: received.query(),
        body,
        prefer: Prefer::parse(received.header("prefer")),
    };
    written.asked(call)
}

/// The body of a POST, as JSON.
pub(super) fn read<T: for<'de> Deserialize<'de>>(call: &mut Call<'_>) -> Result<T, Refusal> {
    let received = call.received;
    let kind = received.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let bytes = &received.payload.bytes;
    if bytes.is_empty() {
        return Err(call.insist(Refusal::new(Rule::ContentType), "body", "nothing"));
    }
    if !kind.eq_ignore_ascii_case("application/json") {
        call.refuse(Rule::ContentType, "header content-type", kind)?;
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let problem = error.to_string();
        call.insist(Refusal::body(problem.clone()), "body", problem)
    })
}

impl Written {
    /// The query; the times of URL and body must both hold.
    pub(super) fn asked(self, call: &mut Call<'_>) -> Result<Asked, Refusal> {
        let Self { url, body, prefer } = self;
        let in_url = |wanted: &str| {
            let pair = url
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            pair.map(|(_, value)| value.clone())
        };
        let text = body.query.or_else(|| in_url("query"));
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            let refusal = Refusal::because(
                Rule::Query,
                "QueryValidationError",
                "The 'query' property is required and is not empty.",
            );
            return Err(call.insist(refusal, "/query", "nothing"));
        };
        let mut time = TimeRange::default();
        for (at, written) in [
            ("query timespan", in_url("timespan")),
            ("/timespan", body.timespan),
        ] {
            time = time.and(range(call, at, written.as_deref())?);
        }
        Ok(Asked {
            text,
            time,
            workspaces: body.workspaces.unwrap_or_default(),
            prefer,
        })
    }
}

/// A timespan; nothing says nothing.
fn range(call: &mut Call<'_>, at: &str, written: Option<&str>) -> Result<TimeRange, Refusal> {
    let now: Timestamp = call.received.at;
    let Some(written) = written.filter(|written| !written.is_empty()) else {
        return Ok(TimeRange::default());
    };
    if let Some(range) = timespan::parse(written, now) {
        return Ok(range);
    }
    let refusal = Refusal::because(
        Rule::Timespan,
        "QueryValidationError",
        format!("The timespan '{written}' is not a valid ISO 8601 time interval."),
    );
    call.refuse_as(refusal, at, written)?;
    Ok(TimeRange::default())
}
