use logfog_model::{Operation, Wire};

use crate::Request;

/// The operation that a request is for, by the routes as the vendor writes them; `None` for a
/// request that fits none, and for what does not travel as plain HTTP.
pub(crate) fn operation<'a>(operations: &'a [Operation], request: &Request) -> Option<&'a str> {
    let path = request.target.split('?').next().unwrap_or_default();
    let fits = |operation: &&Operation| {
        let routes = operation.route.split(", ");
        let mut routes = routes.filter_map(|route| route.split_once(' '));
        operation.wire == Wire::Http
            && routes.any(|(method, template)| {
                method == request.method && like(template.split('?').next().unwrap_or(""), path)
            })
    };
    operations.iter().find(fits).map(|operation| operation.name)
}

/// Whether a path is like `/a/{anything}/b`.
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
    use logfog_model::Coverage;

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
        ];
        let found = |method: &str, target: &str| {
            let request = Request {
                method: method.into(),
                target: target.into(),
                ..Request::default()
            };
            operation(&all, &request).map(str::to_owned)
        };
        assert_eq!(found("POST", "/t/v2/token").as_deref(), Some("token"));
        assert_eq!(found("POST", "/rules/7?x").as_deref(), Some("ingest"));
        assert_eq!(found("GET", "/rules/7"), None);
        assert_eq!(found("POST", "/rules/"), None);
        assert_eq!(found("POST", "/rules/7/8"), None);
    }
}
