use logfog_model::VendorId;

/// What a vendor is configured with, before it is built.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The generation of its API; the vendor's current one when `None`.
    pub profile: Option<String>,
    /// `KEY=VALUE` pairs of the vendor's own.
    pub set: Vec<(String, String)>,
}

impl Settings {
    /// The profile asked for, out of those the vendor has; the last one is the default.
    pub fn profile<T: Copy>(
        &self,
        vendor: VendorId,
        known: &[(&'static str, T)],
    ) -> Result<T, BadSetting> {
        let Some(name) = &self.profile else {
            return known
                .last()
                .map(|(_, profile)| *profile)
                .ok_or(BadSetting::NoProfile(vendor));
        };
        let found = known.iter().find(|(known, _)| known == name);
        found
            .map(|(_, profile)| *profile)
            .ok_or_else(|| BadSetting::Profile {
                vendor,
                name: name.clone(),
                known: known
                    .iter()
                    .map(|(name, _)| *name)
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }

    /// The value of one key, `None` when it is not set; the last of several wins.
    pub fn get(&self, key: &str) -> Option<&str> {
        let mut pairs = self.set.iter().rev();
        pairs
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// Refuses a key that the vendor does not know.
    pub fn only(&self, vendor: VendorId, known: &[&str]) -> Result<(), BadSetting> {
        match self
            .set
            .iter()
            .find(|(key, _)| !known.contains(&key.as_str()))
        {
            None => Ok(()),
            Some((key, _)) => Err(BadSetting::Key {
                vendor,
                key: key.clone(),
                known: known.join(", "),
            }),
        }
    }

    /// The error for a value that is not one of `known`.
    pub fn bad_value(vendor: VendorId, key: &str, value: &str, known: &str) -> BadSetting {
        BadSetting::Value {
            vendor,
            key: key.into(),
            value: value.into(),
            known: known.into(),
        }
    }
}

/// A setting that the vendor does not understand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSetting {
    /// The vendor was built without any profile, which is a mistake in its crate.
    #[error("{0} has no profile")]
    NoProfile(VendorId),
    /// No such profile.
    #[error("{vendor} has no profile `{name}`; it has: {known}")]
    Profile {
        /// Whose.
        vendor: VendorId,
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// No such key.
    #[error("{vendor} has no setting `{key}`; it has: {known}")]
    Key {
        /// Whose.
        vendor: VendorId,
        /// What was asked for.
        key: String,
        /// What there is.
        known: String,
    },
    /// No such value.
    #[error("{vendor}.{key} cannot be `{value}`; it can be: {known}")]
    Value {
        /// Whose.
        vendor: VendorId,
        /// Which key.
        key: String,
        /// What was asked for.
        value: String,
        /// What it can be.
        known: String,
    },
}
