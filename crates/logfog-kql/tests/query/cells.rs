//! Values as the query API writes them.

use logfog_kql::query::{NoTables, cell};

use crate::shown::answer;

#[test]
fn each_type_has_its_notation() {
    let text =
        "print a = 1, b = true, c = 1.5, d = real(nan), e = decimal(1.10), f = 'x\"', g = 1d,
        h = datetime(2024-01-01), hh = datetime(2024-01-01 00:00:00.0012), i = guid(00000000-0000-0000-0000-000000000001), j = long(null),
        k = dynamic({'x': [1, 'y']}), l = dynamic('x'), m = dynamic(2), n = dynamic(null)";
    let table = &answer(text, &NoTables).tables[0];
    let cells: Vec<String> = table.rows[0]
        .iter()
        .zip(&table.columns)
        .map(|(value, column)| cell(value, column.ty))
        .collect();
    assert_eq!(
        cells,
        [
            "1",
            "true",
            "1.5",
            "\"NaN\"",
            "\"1.10\"",
            "\"x\\\"\"",
            "\"1.00:00:00\"",
            "\"2024-01-01T00:00:00Z\"",
            "\"2024-01-01T00:00:00.0012Z\"",
            "\"00000000-0000-0000-0000-000000000001\"",
            "null",
            "\"{\\\"x\\\":[1,\\\"y\\\"]}\"",
            "\"x\"",
            "\"2\"",
            "null",
        ]
    );
}
