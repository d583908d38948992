use serde::Serialize;

use super::{call::Call, target::key};

/// Resources in a page of a list.
const PAGE: usize = 100;

/// A list as the control plane gives it.
#[derive(Debug, Serialize)]
struct List<T> {
    value: Vec<T>,
    #[serde(rename = "nextLink", skip_serializing_if = "Option::is_none")]
    next_link: Option<String>,
}

/// A page of those that there are, and where the next one is. `$top` makes it shorter.
pub(super) fn page<T: Serialize>(call: &Call<'_>, all: Vec<T>) -> String {
    let query = call.received.query();
    let number = |name: &str| {
        let pair = query
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        pair.and_then(|(_, value)| value.parse::<usize>().ok())
    };
    let from = number("$skiptoken").unwrap_or(0);
    let size = number("$top").unwrap_or(PAGE).clamp(1, PAGE);
    let more = all.len() > from.saturating_add(size);
    let next_link = more.then(|| {
        let path = call.received.uri.path();
        let host = call.received.host().unwrap_or("management.azure.com");
        let top = if size == PAGE {
            String::new()
        } else {
            format!("&$top={size}")
        };
        let (version, next) = (&call.api_version, from + size);
        format!("https://{host}{path}?api-version={version}{top}&$skiptoken={next}")
    });
    let value = all.into_iter().skip(from).take(size).collect();
    serde_json::to_string(&List { value, next_link }).expect("texts are JSON")
}

/// A list that is never cut into pages.
pub(super) fn whole<T: Serialize>(value: Vec<T>) -> String {
    let next_link = None;
    serde_json::to_string(&List { value, next_link }).expect("texts are JSON")
}

/// Whether a resource is in a scope: an id's beginning, whole names of it.
pub(super) fn is_in(id: &str, scope: &str) -> bool {
    let (id, scope) = (key(id), key(scope));
    id.strip_prefix(scope.as_str())
        .is_some_and(|rest| rest.starts_with('/') || scope.is_empty())
}
