//! One handle a vendor: what its clients must be told, over what every emulator can do.

use crate::{Builder, Emulator, SessionBuilder, start::started};

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

            /// Opens a session: the same emulator, with credentials of its own, that sees only what came
            /// with those. Dropping it closes it.
            ///
            /// # Panics
            /// When the name is taken, or is no name.
            #[must_use = "it closes when it is dropped"]
            #[track_caller]
            pub fn session(&self, name: &str) -> Self {
                super::started(self.session_builder(name).open())
            }

            /// A session with a clock, seed, checks or resources of its own.
            pub fn session_builder(&self, name: &str) -> super::SessionBuilder<'_, Self> {
                super::SessionBuilder::new(&self.0, name, |guard| self.0.within(guard).into())
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
