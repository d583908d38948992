use std::{fmt::Write as _, sync::Arc};

use axum::{Router, body::Body};
use http::{HeaderValue, Response, StatusCode, Uri, header::CONTENT_TYPE};
use logfog_kit::serve::{by_host, with_admin};

use crate::ready::Ready;

/// The gateway's port: every vendor by its own host names, the admin API by ours, and a page that
/// shows the way for all else.
pub(crate) fn router(
    vendors: Vec<(&'static [&'static str], Router)>,
    admin: Option<Router>,
    ready: Arc<Ready>,
) -> Router {
    let lost = async move |uri: Uri| signpost(&ready, uri.path());
    let own = Router::new().fallback(lost);
    let own = match admin {
        Some(admin) => with_admin(own, admin),
        None => own,
    };
    by_host(vendors, own)
}

fn signpost(ready: &Ready, path: &str) -> Response<Body> {
    let mut page = format!("logfog's gateway has nothing at {path}\n\n");
    let mut line = |name: &str, address: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(page, "{name:<10} {address}");
    };
    for vendor in &ready.vendors {
        line(vendor.name, &vendor.at.http());
    }
    if let Some(admin) = &ready.admin {
        line("admin API", admin);
    }
    page.push_str("\nA vendor answers here too when it is asked for by its own host name:\n");
    for vendor in &ready.vendors {
        let _ = writeln!(
            page,
            "{:<10} {}",
            vendor.name,
            vendor.connection.hosts.join(", ")
        );
    }
    let mut answer = Response::new(Body::from(page));
    *answer.status_mut() = StatusCode::NOT_FOUND;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, text);
    answer
}
