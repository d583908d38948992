//! The services of the API, a file each.

mod endpoints;
mod ingestion;
mod log_groups;
mod operations;
mod reading;

use crate::methods::Methods;

/// Everything that is served.
pub(crate) fn all(methods: &mut Methods) {
    endpoints::methods(methods);
    ingestion::methods(methods);
    log_groups::methods(methods);
    reading::methods(methods);
    operations::methods(methods);
}
