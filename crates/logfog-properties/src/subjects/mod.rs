mod cesanta;
mod cloudru;

use crate::Subject;

/// The one table that names the vendors here.
pub(crate) const ALL: [&dyn Subject; 2] = [&cesanta::Cesanta, &cloudru::CloudRu];
