mod azure;
mod cesanta;
mod cloudru;
mod yandex;

use crate::Subject;

/// The one table that names the vendors here.
pub(crate) const ALL: [&dyn Subject; 4] = [
    &azure::Azure,
    &cesanta::Cesanta,
    &cloudru::CloudRu,
    &yandex::Yandex,
];
