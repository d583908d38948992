use std::fmt::Write as _;

use logfog_kql::{Type, coerce, value::canonical};

use super::code;

/// JSON that is sent for a column of a type, and how it is known what becomes of it.
const GIVEN: &[(Type, &str, &str)] = &[
    (Type::Long, "42", "documented"),
    (Type::Long, "42.5", "derived"),
    (Type::Long, "\"42\"", "chosen"),
    (Type::Long, "\"x\"", "derived"),
    (Type::Long, "true", "derived"),
    (Type::Int, "3000000000", "derived"),
    (Type::Real, "1", "documented"),
    (Type::Real, "\"1.5\"", "chosen"),
    (Type::Bool, "true", "documented"),
    (Type::Bool, "\"true\"", "chosen"),
    (Type::Bool, "1", "chosen"),
    (Type::DateTime, "\"2023-11-14 15:10:02\"", "derived"),
    (Type::DateTime, "\"2023-11-14T15:10:02+01:00\"", "derived"),
    (Type::DateTime, "1699974602", "derived"),
    (Type::String, "1.50", "chosen"),
    (Type::String, "true", "chosen"),
    (Type::String, "{\"a\": [1, 2]}", "derived"),
    (Type::String, "null", "derived"),
    (Type::Dynamic, "{\"a\": 1}", "documented"),
    (Type::Dynamic, "\"{\\\"a\\\": 1}\"", "chosen"),
];

/// What becomes of the properties of a record.
pub(super) fn section() -> String {
    let mut section = String::from(
        "## From JSON to columns\n\nA property that no column is declared for is left out. A column without a \
         property is null, or an empty text. What a column cannot hold is null, and the row is kept. Names are \
         compared with their case.\n\n| column | JSON | value | known |\n|---|---|---|---|\n",
    );
    for (ty, given, known) in GIVEN {
        let value = canonical(&coerce::value(given, *ty));
        // Writing to a string cannot fail.
        let _ = writeln!(
            section,
            "| {ty} | {} | {} | {known} |",
            code(given),
            code(&value)
        );
    }
    section
}
