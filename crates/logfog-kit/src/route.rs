//! Routes as vendors write them: `POST /a/{b}?x=, POST /c/{d}:verb`, `WS / and POST /`, `service/Method`.

use http::Method;
use logfog_model::Operation;

/// The first of the operations that a request is for, by method and path; `None` when it fits none.
/// What `{anything}:verb` fits is meant by it, and not by `{anything}`.
pub fn operation<'a>(
    operations: impl IntoIterator<Item = &'a Operation>,
    method: &str,
    path: &str,
) -> Option<&'a str> {
    let fits = |operation: &&Operation, colons: bool| {
        let routes = operation.route.split(", ");
        let mut routes = routes.flat_map(|route| route.split(" and "));
        routes.any(|route| is_for(route, method, path, colons))
    };
    let mut otherwise = None;
    for operation in operations {
        if fits(&operation, false) {
            return Some(operation.name);
        }
        if otherwise.is_none() && fits(&operation, true) {
            otherwise = Some(operation.name);
        }
    }
    otherwise
}

fn is_for(route: &str, method: &str, path: &str, colons: bool) -> bool {
    let (wanted, template) = match route.split_once(' ') {
        Some(("WS", template)) => (Some(Method::GET.as_str()), template),
        Some((method, template)) => (Some(method), template),
        // A call is posted, but that is for the vendor to demand.
        None => (None, route),
    };
    let template = template.split('?').next().unwrap_or_default();
    let below = template.trim_start_matches('/');
    wanted.is_none_or(|wanted| wanted == method)
        && path
            .strip_prefix('/')
            .is_some_and(|path| like(below, path, colons))
}

/// Whether a path is like `a/{anything}/b`, where anything may have colons or not.
fn like(template: &str, path: &str, colons: bool) -> bool {
    let (mut wanted, mut there) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), there.next()) {
            (None, None) => return true,
            (Some(wanted), Some(there)) if wanted == there => {}
            (Some(wanted), Some(there)) if fills(wanted, there, colons) => {}
            _ => return false,
        }
    }
}

/// Whether `there` is something for `{anything}`, or for `{anything}:verb`.
fn fills(wanted: &str, there: &str, colons: bool) -> bool {
    let parts = wanted
        .strip_prefix('{')
        .and_then(|rest| rest.split_once('}'));
    let Some((_, verb)) = parts else {
        return false;
    };
    let value = there.strip_suffix(verb);
    value.is_some_and(|value| !value.is_empty() && (colons || !value.contains(':')))
}

#[cfg(test)]
mod tests {
    use logfog_model::{Coverage, Wire};

    use super::*;

    #[test]
    fn a_request_finds_its_operation() {
        let operation_of = |name, route| Operation {
            name,
            wire: Wire::Http,
            route,
            page: "",
            coverage: Coverage::Whole,
        };
        let all = [
            operation_of("token", "POST /{tenant}/token, POST /{tenant}/v2/token"),
            operation_of("ingest", "POST /rules/{id}?api-version="),
            operation_of("write", "acme.v1.Ingestion/Write"),
            operation_of("log", "/v1/Log.Log"),
            operation_of("job", "acme.v1.Jobs/Get, GET /jobs/{id}"),
            operation_of(
                "stop",
                "acme.v1.Jobs/Stop, GET /jobs/{id}:stop, POST /jobs/{id}:stop",
            ),
            operation_of("frame", "WS / and POST /rpc"),
        ];
        for (method, path, name) in [
            ("POST", "/t/v2/token", Some("token")),
            ("POST", "/rules/7", Some("ingest")),
            ("GET", "/rules/7", None),
            ("POST", "/rules/", None),
            ("POST", "/rules/7/8", None),
            ("POST", "/acme.v1.Ingestion/Write", Some("write")),
            ("POST", "/acme.v1.Ingestion/Read", None),
            ("POST", "/v1/Log.Log", Some("log")),
            ("GET", "/", Some("frame")),
            ("GET", "/jobs/7:stop", Some("stop")),
            ("POST", "/jobs/7:stop", Some("stop")),
            ("GET", "/jobs/7", Some("job")),
            ("POST", "/jobs/7", None),
            ("GET", "/jobs/:stop", Some("job")),
            ("GET", "/jobs/a:b", Some("job")),
            ("POST", "/acme.v1.Jobs/Get", Some("job")),
            ("POST", "/", None),
            ("POST", "/rpc", Some("frame")),
        ] {
            assert_eq!(operation(&all, method, path), name, "{method} {path}");
        }
    }
}
