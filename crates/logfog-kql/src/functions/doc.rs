/// What is said of a function where it is looked up.
#[derive(Clone, Copy, Debug)]
pub struct Doc {
    /// What it gives.
    pub about: &'static str,
    /// What it makes of nulls, and when it gives one.
    pub nulls: &'static str,
    /// A call.
    pub example: &'static str,
    /// What the call gives, in canonical form.
    pub gives: &'static str,
    /// How that is known.
    pub evidence: Evidence,
}

/// How what a function does is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// Its documentation says so.
    Documented,
    /// The service was seen to do so.
    Observed,
    /// It follows from what is documented.
    Derived,
    /// Nothing says so; it had to be decided.
    Chosen,
}

impl Evidence {
    /// As it is printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Derived => "derived",
            Self::Chosen => "chosen",
        }
    }
}

impl Doc {
    pub(super) const EMPTY: Self = Self::new("", "", Evidence::Chosen, "", "");

    const fn new(
        about: &'static str,
        nulls: &'static str,
        evidence: Evidence,
        example: &'static str,
        gives: &'static str,
    ) -> Self {
        Self {
            about,
            nulls,
            example,
            gives,
            evidence,
        }
    }
}

/// What the documentation says.
pub(super) const fn said(
    about: &'static str,
    nulls: &'static str,
    example: &'static str,
    gives: &'static str,
) -> Doc {
    Doc::new(about, nulls, Evidence::Documented, example, gives)
}

/// What follows from the documentation.
pub(super) const fn derived(
    about: &'static str,
    nulls: &'static str,
    example: &'static str,
    gives: &'static str,
) -> Doc {
    Doc::new(about, nulls, Evidence::Derived, example, gives)
}

/// What had to be decided.
pub(super) const fn chosen(
    about: &'static str,
    nulls: &'static str,
    example: &'static str,
    gives: &'static str,
) -> Doc {
    Doc::new(about, nulls, Evidence::Chosen, example, gives)
}

/// For functions that give null for null, and only then.
pub(super) const STRICT: &str = "Null for null.";

/// For functions that give null for null and for what they cannot use.
pub(super) const PARTIAL: &str = "Null for null and for what is out of its range.";

/// For functions of texts, where a null is an empty one.
pub(super) const TEXT: &str = "Null is taken as an empty text; the result is never null.";
