//! One handle a vendor: what its clients must be told, over what every emulator can do.

use crate::{Builder, Emulator, StartError};

#[cfg(feature = "azure")]
pub(crate) mod azure;
#[cfg(feature = "cesanta")]
pub(crate) mod cesanta;
#[cfg(feature = "cloudru")]
pub(crate) mod cloudru;
#[cfg(feature = "dynatrace")]
pub(crate) mod dynatrace;
#[cfg(feature = "yandex")]
pub(crate) mod yandex;

/// What `start()` promises: nothing was configured, so only the machine can be at fault.
fn started<E>(result: Result<E, StartError>) -> E {
    result.unwrap_or_else(|error| panic!("the emulator did not start: {error}"))
}

/// How a handle starts, and that it is an [`Emulator`]. The rest of it differs by vendor.
macro_rules! handle {
    ($name:ident, $vendor:path) => {
        impl $name {
            /// Starts it as it is by default.
            ///
            /// # Panics
            /// When the machine has no free port or thread left.
            pub async fn start() -> Self {
                super::started(Self::builder().start().await)
            }

            /// Starts it from code that is not async.
            ///
            /// # Panics
            /// When the machine has no free port or thread left.
            pub fn start_blocking() -> Self {
                super::started(Self::builder().start_blocking())
            }

            /// For another profile, other settings, other checks.
            pub fn builder() -> super::Builder<Self> {
                super::Builder::new($vendor)
            }
        }

        impl From<super::Emulator> for $name {
            fn from(emulator: super::Emulator) -> Self {
                Self(emulator)
            }
        }

        impl std::ops::Deref for $name {
            type Target = super::Emulator;

            fn deref(&self) -> &super::Emulator {
                &self.0
            }
        }
    };
}

pub(crate) use handle;
