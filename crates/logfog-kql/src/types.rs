/// What a scalar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `true` and `false`.
    Bool,
    /// 32 bits.
    Int,
    /// 64 bits.
    Long,
    /// 64 bits, binary.
    Real,
    /// 34 digits.
    Decimal,
    /// A time in UTC, in steps of 100 ns from the year 1 to the year 9999.
    DateTime,
    /// A duration, in steps of 100 ns.
    TimeSpan,
    /// 128 bits.
    Guid,
    /// Text, which is never null.
    String,
    /// JSON, and what it has no notation for.
    Dynamic,
}

impl Type {
    /// Its name in a query.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Long => "long",
            Self::Real => "real",
            Self::Decimal => "decimal",
            Self::DateTime => "datetime",
            Self::TimeSpan => "timespan",
            Self::Guid => "guid",
            Self::String => "string",
            Self::Dynamic => "dynamic",
        }
    }

    /// The type of one of its names, aliases included.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "bool" | "boolean" => Self::Bool,
            "int" => Self::Int,
            "long" => Self::Long,
            "real" | "double" => Self::Real,
            "decimal" => Self::Decimal,
            "datetime" | "date" => Self::DateTime,
            "timespan" | "time" => Self::TimeSpan,
            "guid" | "uuid" | "uniqueid" => Self::Guid,
            "string" => Self::String,
            "dynamic" => Self::Dynamic,
            _ => return None,
        })
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
