mod azure;
mod cesanta;
mod cloudru;
mod dynatrace;
mod yandex;

use crate::Subject;

/// The one table that names the vendors here.
pub(crate) const ALL: [&dyn Subject; 5] = [
    &azure::Azure,
    &cesanta::Cesanta,
    &cloudru::CloudRu,
    &dynatrace::Dynatrace,
    &yandex::Yandex,
];
