use axum::{Router, extract::Request};
use http::header::HOST;
use logfog_model::Session;
use tower::ServiceExt as _;

/// Answers for several vendors on one port: the host that the client asked for decides.
/// Whoever asks for no vendor's host gets `rest`.
pub fn by_host(vendors: Vec<(&'static [&'static str], Router)>, rest: Router) -> Router {
    Router::new().fallback(move |request: Request| {
        let host = host(&request);
        let vendor = vendors
            .iter()
            .find(|(hosts, _)| hosts.iter().any(|known| fits(known, &host)));
        let router = vendor.map_or_else(|| rest.clone(), |(_, router)| router.clone());
        router.oneshot(request)
    })
}

/// The host without its port and without the label that names a session.
fn host(request: &Request) -> String {
    let authority = request.uri().authority().map(http::uri::Authority::as_str);
    let header = || {
        request
            .headers()
            .get(HOST)
            .and_then(|host| host.to_str().ok())
    };
    let host = authority
        .or_else(header)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let host = host
        .rsplit_once(':')
        .map_or(host.as_str(), |(name, _)| name);
    match (Session::from_host(host), host.split_once('.')) {
        (Some(_), Some((_, rest))) => rest.to_owned(),
        _ => host.to_owned(),
    }
}

/// `*.example.com` stands for every name below `example.com`.
pub(crate) fn fits(known: &str, host: &str) -> bool {
    match known.strip_prefix('*') {
        Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
        None => known == host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_name_below() {
        assert!(fits("*.example.com", "a.b.example.com"));
        assert!(!fits("*.example.com", ".example.com"));
        assert!(!fits("*.example.com", "example.com"));
        assert!(fits("example.com", "example.com"));
    }

    #[test]
    fn port_and_session_are_not_part_of_the_host() {
        let named = |host: &str| {
            let request = Request::builder()
                .header(HOST, host)
                .body(axum::body::Body::empty());
            super::host(&request.expect("well formed"))
        };
        assert_eq!(named("API.example.com:443"), "api.example.com");
        assert_eq!(named("s-job.api.example.com"), "api.example.com");
    }
}
