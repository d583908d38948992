use axum::{body::Body, extract::State};
use http::Response;
use logfog_kit::metrics::CONTENT_TYPE;

use crate::{Shared, answer};

/// What is counted
///
/// In the text format of Prometheus and OpenMetrics; docs/metrics.md lists the names.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "read_metrics",
    tag = "program",
    responses(
        (status = 200, description = "All metrics", body = String, content_type = CONTENT_TYPE),
    ),
)]
pub(crate) async fn read(State(admin): State<Shared>) -> Response<Body> {
    answer::text(CONTENT_TYPE, admin.ctx.scrape(admin.about.version))
}
