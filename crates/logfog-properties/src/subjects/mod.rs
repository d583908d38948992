mod azure;
mod cesanta;
mod cloudru;

use crate::Subject;

/// The one table that names the vendors here.
pub(crate) const ALL: [&dyn Subject; 3] = [&azure::Azure, &cesanta::Cesanta, &cloudru::CloudRu];
