use std::fmt;

/// A vendor's name: lower case, the first part of its rule ids and the name of its fixture folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VendorId(&'static str);

impl VendorId {
    /// A vendor is named once, in its own crate.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The bare name.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for VendorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}
