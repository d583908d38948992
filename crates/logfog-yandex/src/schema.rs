//! The descriptors of the API, and what is made of them when first needed.

use std::sync::OnceLock;

use prost_reflect::{DescriptorPool, MessageDescriptor};

use crate::{check::Bounds, options::Options, profile::Profile, rest::Routes};

/// What the protos say, as one profile has it.
#[derive(Debug)]
pub(crate) struct Schema {
    profile: &'static Profile,
    pool: OnceLock<DescriptorPool>,
    options: OnceLock<Options>,
    bounds: OnceLock<Bounds>,
    routes: OnceLock<Routes>,
}

impl Schema {
    pub(crate) const fn new(profile: &'static Profile) -> Self {
        Self {
            profile,
            pool: OnceLock::new(),
            options: OnceLock::new(),
            bounds: OnceLock::new(),
            routes: OnceLock::new(),
        }
    }

    pub(crate) fn pool(&self) -> &DescriptorPool {
        self.pool.get_or_init(pool)
    }

    /// What is demanded of requests.
    pub(crate) fn options(&self) -> &Options {
        let options = &self.options;
        options.get_or_init(|| Options::new(self.pool(), self.profile))
    }

    /// What of it is asked of a `WriteRequest` in place.
    pub(crate) fn bounds(&self) -> &Bounds {
        let bounds = &self.bounds;
        bounds.get_or_init(|| Bounds::new(self.profile, self.options()))
    }

    /// What is served over REST.
    pub(crate) fn routes(&self) -> &Routes {
        let routes = &self.routes;
        routes.get_or_init(|| Routes::new(self.pool(), self.profile))
    }

    /// The descriptor of one of our messages.
    pub(crate) fn message(&self, name: &str) -> MessageDescriptor {
        let message = self.pool().get_message_by_name(name);
        message.expect("the messages and the descriptors are generated from the same protos")
    }
}

/// The descriptors as they are committed, encoded.
pub(crate) const SET: &[u8] = include_bytes!("../../../proto/descriptors.bin");

/// The descriptors as they are committed.
pub(crate) fn pool() -> DescriptorPool {
    DescriptorPool::decode(SET).expect("the descriptors are generated")
}
