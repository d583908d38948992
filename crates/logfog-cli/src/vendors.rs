use std::sync::Arc;

use logfog_kit::{BadSetting, Settings, Vendor};

/// A vendor that the program knows.
pub(crate) struct Known {
    /// As it is named on the command line.
    pub(crate) name: &'static str,
    /// Where its port is, counted from the gateway's.
    pub(crate) offset: u16,
    /// Makes it.
    pub(crate) build: fn(&Settings) -> Result<Arc<dyn Vendor>, BadSetting>,
}

/// The one list of vendors.
pub(crate) const VENDORS: [Known; 5] = [
    Known {
        name: "azure",
        offset: 1,
        build: logfog_azure::vendor,
    },
    Known {
        name: "cesanta",
        offset: 2,
        build: logfog_cesanta::vendor,
    },
    Known {
        name: "cloudru",
        offset: 3,
        build: logfog_cloudru::vendor,
    },
    Known {
        name: "dynatrace",
        offset: 4,
        build: logfog_dynatrace::vendor,
    },
    Known {
        name: "yandex",
        offset: 5,
        build: logfog_yandex::vendor,
    },
];

/// Their names, in the same order.
pub(crate) const NAMES: [&str; VENDORS.len()] = {
    let mut names = [""; VENDORS.len()];
    let mut at = 0;
    while at < VENDORS.len() {
        names[at] = VENDORS[at].name;
        at += 1;
    }
    names
};
