//! The services of the API, a file each.

mod endpoints;
mod exports;
pub(crate) mod iam;
mod ingestion;
mod log_groups;
mod operations;
mod reading;
mod sinks;

use crate::methods::Methods;

/// Everything that is served.
pub(crate) fn all(methods: &mut Methods) {
    endpoints::methods(methods);
    iam::methods(methods);
    ingestion::methods(methods);
    log_groups::methods(methods);
    reading::methods(methods);
    sinks::methods(methods);
    exports::methods(methods);
    operations::methods(methods);
}
