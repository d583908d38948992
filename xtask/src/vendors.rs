//! The one table that names the vendors here.

use std::{path::PathBuf, sync::Arc};

use anyhow::Result;
use logfog_conform::{Case, Schemas};
use logfog_kit::{BadSetting, Settings, Vendor};

/// A vendor by name, and how it is made.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) make: fn(&Settings) -> Result<Arc<dyn Vendor>, BadSetting>,
}

pub(crate) const ALL: [Known; 5] = [
    Known {
        name: "azure",
        title: "Azure Monitor Logs Ingestion",
        make: logfog_azure::vendor,
    },
    Known {
        name: "cesanta",
        title: "Cesanta Log over clubby",
        make: logfog_cesanta::vendor,
    },
    Known {
        name: "cloudru",
        title: "Cloud.ru logs",
        make: logfog_cloudru::vendor,
    },
    Known {
        name: "dynatrace",
        title: "Dynatrace logs ingest",
        make: logfog_dynatrace::vendor,
    },
    Known {
        name: "yandex",
        title: "Yandex Cloud Logging",
        make: logfog_yandex::vendor,
    },
];

impl Known {
    /// With its default settings.
    pub(crate) fn default(self) -> Result<Arc<dyn Vendor>> {
        Ok((self.make)(&Settings::default())?)
    }

    /// What its answers must look like.
    pub(crate) fn schemas(self) -> Result<Schemas> {
        Schemas::of(&crate::root(), self.name)
    }

    /// Its folder of cases.
    pub(crate) fn fixtures(self) -> PathBuf {
        crate::root().join("fixtures").join(self.name)
    }

    /// Its cases, with their paths.
    pub(crate) fn cases(self) -> Result<Vec<(PathBuf, Case)>> {
        Ok(logfog_conform::cases(&self.fixtures())??)
    }
}
