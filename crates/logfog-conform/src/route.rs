use logfog_kit::route;
use logfog_model::{Operation, Wire};

use crate::Request;

/// The operation that a request is for, by the routes as the vendor writes them; `None` for a
/// request that fits none, and for what is a conversation. What is called over gRPC may have routes
/// over plain HTTP too.
pub(crate) fn operation<'a>(operations: &'a [Operation], request: &Request) -> Option<&'a str> {
    let path = request.target.split('?').next().unwrap_or_default();
    let plain = operations
        .iter()
        .filter(|operation| operation.wire != Wire::WebSocket);
    route::operation(plain, &request.method, path)
}
