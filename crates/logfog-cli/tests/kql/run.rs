use serde_json::json;

use crate::{file, kql};

const COLUMNS: &str = r#"{"Level":"string","Size":"long"}"#;
const ROWS: &str = r#"{"Level":"Error","Size":4096}
{"Level":"Debug","Size":10}

{"Size":"2048","Other":1}
"#;

#[test]
fn rows_are_transformed() {
    let text = "source | where Level != 'Debug' | extend Kib = Size / 1024";
    let said = kql(&["run", "--transform", text, "--columns", COLUMNS], ROWS);
    assert_eq!(said.code, Some(0));
    assert_eq!(
        said.out,
        "{\"Level\":\"Error\",\"Size\":4096,\"Kib\":4}\n{\"Level\":\"\",\"Size\":2048,\"Kib\":2}\n"
    );
    assert_eq!(
        said.err,
        "dropped 1 of 3 rows: 1 by `where Level != 'Debug'` at 1:9\n"
    );
}

#[test]
fn text_and_columns_can_be_in_files() {
    let transform = format!("@{}", file("t.kql", "source\n| project Size, Level\n"));
    let columns = r#"[{"name": "Level", "type": "string"}, {"name": "Size", "type": "int"}]"#;
    let columns = format!("@{}", file("columns.json", columns));
    let said = kql(&["run", "-t", &transform, "-c", &columns], ROWS);
    assert_eq!(
        said.out.lines().next(),
        Some(r#"{"Size":4096,"Level":"Error"}"#)
    );
    let said = kql(&["run", "-t", "@no-such-file"], ROWS);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.contains("cannot read `no-such-file`"),
        "{}",
        said.err
    );
}

#[test]
fn columns_are_guessed_from_the_rows() {
    let said = kql(
        &["run", "-t", "source | project x = Size + 1"],
        "{\"Size\":1}\n{\"Size\":2.5}",
    );
    assert_eq!(said.out, "{\"x\":2.0}\n{\"x\":3.5}\n");
    assert_eq!(said.err, "guessed: --columns '{\"Size\":\"real\"}'\n");
}

#[test]
fn rows_of_its_own() {
    let text = "datatable(a: long, b: string) [1, 'x', 2, 'y'] | where a > 1";
    let said = kql(&["run", "-t", text], "never read");
    assert_eq!(
        (said.code, said.out.as_str()),
        (Some(0), "{\"a\":2,\"b\":\"y\"}\n")
    );
}

#[test]
fn what_is_not_a_row() {
    let said = kql(
        &["run", "-t", "source", "-c", COLUMNS],
        "{\"Size\":1}\n[1]\n",
    );
    assert_eq!(
        (said.code, said.out.as_str()),
        (Some(1), "{\"Level\":\"\",\"Size\":1}\n")
    );
    assert_eq!(said.err, "error: line 2 is not a JSON object\n");
}

#[test]
fn wrong_transformations_are_told_in_azures_words() {
    let text = "source\n| where Levle == 'x'";
    let said = kql(&["run", "-t", text, "-c", COLUMNS], ROWS);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    assert_eq!(
        said.err,
        "error: SemanticError:0x00000009 at 2:8 : Undefined symbol: Levle\n  |\n\
         2 | | where Levle == 'x'\n  |         ^^^^^\n  = Level is meant, perhaps.\n"
    );
    let said = kql(
        &[
            "run",
            "-t",
            "source | project Level,",
            "-c",
            COLUMNS,
            "--json",
        ],
        ROWS,
    );
    assert_eq!(said.code, Some(1));
    let message = "SyntaxError:0x00000001 at 1:22 : extraneous input ',' expecting <EOF>";
    let expected = json!({
        "error": "syntax", "message": message, "line": 1, "column": 22,
        "hint": "Nothing comes behind this comma.",
    });
    assert_eq!(said.json(), [expected]);
    let said = kql(
        &[
            "run",
            "-t",
            "source | extend a = x, b = y",
            "-c",
            COLUMNS,
            "--json",
        ],
        "",
    );
    assert_eq!(said.json()[0]["others"][0]["column"], 27);
}

#[test]
fn the_table_says_what_fits() {
    let table = r#"{"TenantId":"guid","Level":"string"}"#;
    let run = |text: &str| {
        kql(
            &["run", "-t", text, "-c", COLUMNS, "--table", table, "--json"],
            ROWS,
        )
    };

    let said = run("source | project TimeGenerated = now(), TenantId = Level");
    assert_eq!(said.code, Some(1));
    let wrong = &said.json()[0];
    assert_eq!(
        (&wrong["error"], &wrong["code"]),
        (&json!("schema"), &json!("InvalidTransformOutput"))
    );
    let message = wrong["message"].as_str().expect("text");
    assert!(
        message.ends_with("\nTenantId [produced:'String', output:'Guid']"),
        "{message}"
    );

    let said = run("source | project Level");
    assert_eq!(said.code, Some(1));
    assert_eq!(said.json()[0]["error"], "schema");

    let said = run(
        "source | project TimeGenerated = datetime(2024-01-01), Level, Size | where Size > 4000",
    );
    assert_eq!(said.code, Some(0));
    assert_eq!(
        said.json(),
        [json!({"TimeGenerated": "2024-01-01T00:00:00.0000000Z", "Level": "Error"})]
    );
    assert!(
        said.err.contains("the table does not have Size"),
        "{}",
        said.err
    );
}

#[test]
fn strict_takes_what_is_documented() {
    let run = |more: &[&str]| {
        let text = "source | project x = coalesce(Level, 'none')";
        kql(&[&["run", "-t", text, "-c", COLUMNS], more].concat(), ROWS)
    };
    let said = run(&[]);
    assert_eq!(said.code, Some(0));
    assert!(
        said.err.contains("warning: 1:21 : The function coalesce"),
        "{}",
        said.err
    );
    let said = run(&["--strict"]);
    assert_eq!(said.code, Some(1));
    assert!(
        said.err.contains(
            "at 1:21 : Runtime scalar function provider not found for function: coalesce"
        ),
        "{}",
        said.err
    );
}

#[test]
fn each_step_is_shown() {
    let text = "source | where Size > 100 | project Kib = Size / 1024";
    let said = kql(
        &["run", "-t", text, "-c", COLUMNS, "--steps", "--text"],
        ROWS,
    );
    let expected = "row 1\n  {\"Level\":\"Error\",\"Size\":4096}\n| where Size > 100\n  \
        {\"Level\":\"Error\",\"Size\":4096}\n| project Kib = Size / 1024\n  {\"Kib\":4}\n\
        row 2\n  {\"Level\":\"Debug\",\"Size\":10}\n| where Size > 100\n  dropped\n";
    assert!(said.out.starts_with(expected), "{}", said.out);
    let said = kql(&["run", "-t", text, "-c", COLUMNS, "--steps"], ROWS);
    let ways = said.json();
    assert_eq!(ways.len(), 3);
    assert_eq!(ways[0]["steps"][1]["values"], json!({"Kib": 4}));
    assert_eq!(
        ways[1]["steps"],
        json!([{"step": "where Size > 100", "line": 1, "column": 9, "values": null}])
    );
}
