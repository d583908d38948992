use std::fmt::Write as _;

use anyhow::{Result, ensure};
use logfog_kql::{
    Transformation, Type,
    bind::{Column, Dialect},
};

use super::{code, result, told};

/// Operators of transformations: an example, and what is said of it.
const TABULAR: &[(&str, &str, &str)] = &[
    (
        "where",
        "source | where Size > 0",
        "Keeps the row if the condition is true; false and null drop it. `filter` is another name.",
    ),
    (
        "extend",
        "source | extend Kib = Size / 1024",
        "Adds columns. All see the row as it was before; a column that was there moves to the end.",
    ),
    (
        "project",
        "source | project Size, L = Level",
        "Makes a row of these columns, in this order. A name that comes twice gets a number.",
    ),
    (
        "project-away",
        "source | project-away S*",
        "Takes columns away, by name or with `*`. A name that is not there is an error.",
    ),
    (
        "project-rename",
        "source | project-rename L = Level",
        "Gives columns new names; they keep their places.",
    ),
    (
        "parse",
        "source | parse Text with 'id=' Id:int ' ' Rest",
        "Cuts a text into columns, `kind=simple`, `relaxed` or `regex`. If it does not fit, all of its columns are empty (`relaxed`: only those that cannot be converted) and the row is kept.",
    ),
    (
        "print",
        "print x = 1",
        "One row of its own, in place of `source`.",
    ),
    (
        "datatable",
        "datatable(x: long) [1, 2]",
        "Rows of its own, in place of `source`.",
    ),
    (
        "let",
        "let small = 10; source | where Size < small",
        "Names a scalar, a table, or a function of scalars.",
    ),
    (
        "project-keep",
        "source | project-keep S*",
        "Keeps these columns, in the order that they had.",
    ),
    (
        "project-reorder",
        "source | project-reorder Text, *",
        "Puts columns in front.",
    ),
    (
        "parse-where",
        "source | parse-where Text with 'id=' Id:int",
        "As `parse`, but a row that does not fit is dropped.",
    ),
    (
        "parse-kv",
        "source | parse-kv Text as (id: int) with (pair_delimiter=' ')",
        "Cuts a text into pairs of key and value. The service was seen to refuse it.",
    ),
    (
        "summarize",
        "source | summarize count()",
        "Needs several rows, as `sort`, `top`, `take`, `distinct`, `count`, `union`, `join`, `lookup` and `mv-expand` do: a transformation sees one at a time.",
    ),
];

/// Scalar operators: an example, and what is said of it.
const SCALAR: &[(&str, &str, &str)] = &[
    (
        "+ -",
        "1 + int(2)",
        "Of two ints it is a long. Null with anything is null.",
    ),
    (
        "+ -",
        "datetime(2024-01-01) - 1d",
        "A time and a duration; two times give a duration.",
    ),
    ("*", "2 * 1h", "Overflow wraps around."),
    ("/", "-7 / 2", "Whole numbers are cut; by zero it is null."),
    ("/", "1h / 1m", "Two durations give a real."),
    ("%", "-14 % 12", "Never negative."),
    (
        "== != <>",
        "long(null) == 1",
        "With one null: false, and true for `!=`.",
    ),
    ("< <= > >=", "long(null) < 1", "With a null: null."),
    (
        "and or",
        "bool(null) and false",
        "Of three values, as in SQL. There is no prefix `!`; `not()` is a function.",
    ),
    ("=~ !~", "'ABC' =~ 'abc'", "Equal, whatever the case."),
    (
        "in !in",
        "'b' in (dynamic(['a', 'b']))",
        "One of a list, or of an array.",
    ),
    (
        "in~ !in~",
        "'B' in~ ('a', 'b')",
        "The same, whatever the case.",
    ),
    (
        "has !has",
        "'a_b-c' has 'B'",
        "Whole terms: runs of letters and digits. Whatever the case; `has_cs` heeds it.",
    ),
    (
        "hasprefix hassuffix",
        "'Microsoft' hasprefix 'micro'",
        "A term that starts, or ends, so.",
    ),
    (
        "has_any has_all",
        "'the quick fox' has_all ('fox', 'the')",
        "One, or all, of a list.",
    ),
    (
        "contains !contains",
        "'abc' contains 'B'",
        "Anywhere, whatever the case; `contains_cs` heeds it.",
    ),
    (
        "startswith endswith",
        "'abc' startswith 'AB'",
        "Whatever the case; with `_cs` it is heeded.",
    ),
    (
        "matches regex",
        "'abc' matches regex 'b.$'",
        "Anywhere in the text; the case is heeded unless `(?i)` is in front.",
    ),
    (
        "between !between",
        "5 between (1 .. 5)",
        "Both ends belong to it; the upper end of a time may be a duration.",
    ),
    (
        ".name [\"name\"] [n]",
        "dynamic({'a': [1, 2]}).a[-1]",
        "Into a dynamic; null where nothing is there. A negative number counts from the end.",
    ),
];

/// The columns of the examples.
fn columns() -> Vec<Column> {
    vec![
        Column::new("Level", Type::String),
        Column::new("Size", Type::Long),
        Column::new("Text", Type::String),
    ]
}

/// Operators, and who takes them.
pub(super) fn section() -> Result<String> {
    let mut section = String::from(
        "## Tabular operators\n\nThose of transformations, which see one row at a time.\n\n\
         | operator | in transformations | example | |\n|---|---|---|---|\n",
    );
    for (name, example, about) in TABULAR {
        writeln!(
            section,
            "| `{name}` | {} | {} | {about} |",
            taken(example)?,
            code(example)
        )?;
    }
    section += "\n## Scalar operators\n\nFrom the loosest to the tightest: `or`; `and`; equality, `in` and \
        `between`; `<` and its like; `+ -`; `* / %`; operators of texts; unary `-`; paths.\n\n\
        | operator | in transformations | example | gives | |\n|---|---|---|---|---|\n";
    for (name, example, about) in SCALAR {
        let (ty, value) = result(example)?;
        let taken = taken(&format!("print x = {example}"))?;
        writeln!(
            section,
            "| `{name}` | {taken} | {} | `{ty}` {} | {about} |",
            code(example),
            code(&value)
        )?;
    }
    Ok(section)
}

/// Whether transformations can have it.
fn taken(example: &str) -> Result<&'static str> {
    let compile = |dialect| Transformation::compile(example, &columns(), dialect);
    if compile(Dialect::Documented).is_ok() {
        return Ok("yes");
    }
    match compile(Dialect::Lenient) {
        Ok(transformation) => {
            ensure!(
                !transformation.warnings().is_empty(),
                "`{example}` is taken without a warning"
            );
            Ok("with a warning")
        }
        Err(errors) => {
            let is_refused = errors
                .iter()
                .all(|error| error.message.contains("not supported"));
            ensure!(is_refused, told(example, &errors));
            Ok("no")
        }
    }
}
