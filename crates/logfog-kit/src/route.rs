//! Routes as vendors write them: `POST /a/{b}?x=, POST /c`, `WS / and POST /`, `service/Method`.

use http::Method;
use logfog_model::Operation;

/// The first of the operations that a request is for, by method and path; `None` when it fits none.
pub fn operation<'a>(
    operations: impl IntoIterator<Item = &'a Operation>,
    method: &str,
    path: &str,
) -> Option<&'a str> {
    let fits = |operation: &&Operation| {
        let routes = operation.route.split(", ");
        let mut routes = routes.flat_map(|route| route.split(" and "));
        routes.any(|route| is_for(route, method, path))
    };
    let mut operations = operations.into_iter();
    operations.find(fits).map(|operation| operation.name)
}

fn is_for(route: &str, method: &str, path: &str) -> bool {
    let (wanted, template) = match route.split_once(' ') {
        Some(("WS", template)) => (Some(Method::GET.as_str()), template),
        Some((method, template)) => (Some(method), template),
        // A call is posted, but that is for the vendor to demand.
        None => (None, route),
    };
    let template = template.split('?').next().unwrap_or_default();
    let below = template.trim_start_matches('/');
    wanted.is_none_or(|wanted| wanted == method)
        && path.strip_prefix('/').is_some_and(|path| like(below, path))
}

/// Whether a path is like `a/{anything}/b`.
fn like(template: &str, path: &str) -> bool {
    let (mut wanted, mut there) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), there.next()) {
            (None, None) => return true,
            (Some(wanted), Some(there)) if wanted == there => {}
            (Some(wanted), Some(there)) if wanted.starts_with('{') && !there.is_empty() => {}
            _ => return false,
        }
    }
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
            ("POST", "/", None),
            ("POST", "/rpc", Some("frame")),
        ] {
            assert_eq!(operation(&all, method, path), name, "{method} {path}");
        }
    }
}
