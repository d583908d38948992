use std::fmt;

/// How well a demand is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The vendor's documentation states it.
    Documented,
    /// Read in the vendor's or a client's code.
    Code,
    /// Seen on the wire.
    Observed,
    /// Follows from what is known, but nobody states it.
    Inferred,
    /// Nobody knows: this project chose, and says so.
    Chosen,
}

impl Basis {
    /// Every basis, strongest evidence first.
    pub const ALL: [Self; 5] = [
        Self::Documented,
        Self::Code,
        Self::Observed,
        Self::Inferred,
        Self::Chosen,
    ];

    /// The word for it, as it is printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Code => "code",
            Self::Observed => "observed",
            Self::Inferred => "inferred",
            Self::Chosen => "chosen",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One demand of a vendor.
#[derive(Debug)]
pub struct Spec {
    /// `vendor.operation.demand`, for example `dynatrace.ingest.body-size`.
    pub id: &'static str,
    /// How well it is known.
    pub basis: Basis,
    /// Title and section of the page (or name of the code) that it is taken from.
    pub page: &'static str,
    /// When that was read: a month, or a day.
    pub read: &'static str,
    /// What is demanded, in this project's own words.
    pub demand: &'static str,
    /// What to do when it is broken; empty when the demand says it all.
    pub hint: &'static str,
}

/// A vendor's closed set of rules, made by [`rules!`](crate::rules).
pub trait Rules: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// All of them, in the order of the documentation.
    const ALL: &'static [Self];

    /// What the rule says.
    fn spec(self) -> &'static Spec;
}

/// Declares a vendor's rules, and when they were read: an enum `Rule`, its list and what each says.
///
/// ```
/// logfog_model::rules! { "acme", read "2026-11" {
///     /// The payload is not too large.
///     BodySize = "ingest.body-size", Documented, "Ingest, Limits", "At most 1 MB a request.";
///     /// A record has a text.
///     Content = "ingest.content", Inferred, "Ingest, Body", "A record has `content`.",
///         hint "Name the text `content`.";
/// } }
/// use logfog_model::Rules;
/// assert_eq!(Rule::Content.spec().id, "acme.ingest.content");
/// assert_eq!(Rule::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! rules {
    ($vendor:literal, read $read:literal { $(
        $(#[$meta:meta])*
        $name:ident = $id:literal, $basis:ident, $page:literal, $demand:literal
        $(, hint $hint:literal)? ;
    )+ }) => {
        /// Everything this vendor demands, in the order of its documentation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(unreachable_pub, reason = "as visible as the module it is declared in")]
        pub enum Rule { $( $(#[$meta])* $name, )+ }

        impl $crate::Rules for Rule {
            const ALL: &'static [Self] = &[ $( Self::$name, )+ ];

            fn spec(self) -> &'static $crate::Spec {
                const SPECS: &[$crate::Spec] = &[ $( $crate::Spec {
                    id: concat!($vendor, ".", $id),
                    basis: $crate::Basis::$basis,
                    page: $page,
                    read: $read,
                    demand: $demand,
                    hint: concat!($($hint)?),
                }, )+ ];
                &SPECS[self as usize]
            }
        }
    };
}
