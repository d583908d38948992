//! `logfog kql` as a user meets it.

mod common;

use std::{
    io::Write as _,
    path::PathBuf,
    process::{Output, Stdio},
};

use serde_json::{Value, json};

use crate::common::{LOGFOG, bare};

/// What the program said: exit code, standard output, standard error.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Said {
    fn json(&self) -> Vec<Value> {
        let lines = self.out.lines();
        lines
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect()
    }
}

fn kql(arguments: &[&str], input: &str) -> Said {
    let mut child = bare(LOGFOG)
        .arg("kql")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("piped");
    // What reads nothing may have ended already.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().expect("it ends");
    Said {
        code: status.code(),
        out: String::from_utf8(stdout).expect("text"),
        err: String::from_utf8(stderr).expect("text"),
    }
}

/// A file for the program to read.
fn file(name: &str, text: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("kql");
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    std::fs::write(&path, text).expect("it can be written");
    path.display().to_string()
}

/// Where something is first written, as editors count.
fn place(file: &str, written: &str) -> String {
    let before = &file[..file.find(written).expect("it is written")];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.matches('\n').count() + 1;
    format!("{line}:{}", before[line_start..].chars().count() + 1)
}

const COLUMNS: &str = r#"{"Level":"string","Size":"long"}"#;
const ROWS: &str = r#"{"Level":"Error","Size":4096}
{"Level":"Debug","Size":10}

{"Size":"2048","Other":1}
"#;

#[test]
fn expressions_are_evaluated() {
    for (text, expected) in [
        ("1 / 2", r#"{"type":"long","value":0}"#),
        ("-14 % 12", r#"{"type":"long","value":10}"#),
        ("1h / 1m", r#"{"type":"real","value":60.0}"#),
        ("real(nan)", r#"{"type":"real","value":"NaN"}"#),
        ("long(null)", r#"{"type":"long","value":null}"#),
        ("tostring(long(null))", r#"{"type":"string","value":""}"#),
        (
            "datetime(2024-05-06 07:08)",
            r#"{"type":"datetime","value":"2024-05-06T07:08:00.0000000Z"}"#,
        ),
        ("1d + 1h", r#"{"type":"timespan","value":"1.01:00:00"}"#),
        (
            "split('a,b', ',')",
            r#"{"type":"dynamic","value":["a","b"]}"#,
        ),
    ] {
        let said = kql(&["eval", text], "");
        assert_eq!(
            (said.code, said.out.trim_end()),
            (Some(0), expected),
            "{text}"
        );
        assert_eq!(said.err, "", "{text}");
    }
    let said = kql(&["eval", "ago(1h)", "--now", "2024-05-06T07:08:09Z"], "");
    assert!(
        said.out.contains("2024-05-06T06:08:09.0000000Z"),
        "{}",
        said.out
    );
}

#[test]
fn what_is_wrong_with_an_expression_is_pointed_at() {
    let said = kql(&["eval", "1 + strlem('a')"], "");
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    assert_eq!(
        said.err,
        "error: Unknown function: 'strlem'\n  |\n1 | 1 + strlem('a')\n  |     ^^^^^^^^^^^\n  \
         = strlen is meant, perhaps.\n"
    );
    let said = kql(&["eval", "(1", "--json"], "");
    assert_eq!(said.code, Some(1));
    assert_eq!(said.json()[0]["error"], "syntax");
    assert_eq!(kql(&["eval"], "").code, Some(2));
    assert_eq!(kql(&["eval", "1", "--now", "soon"], "").code, Some(2));
}

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

const RULE: &str = r#"{
  "properties": {
    "streamDeclarations": {
      "Custom-A": {"columns": [{"name": "Time", "type": "string"}, {"name": "Size", "type": "long"}]}
    },
    "dataFlows": [
      {"streams": ["Custom-A"], "transformKql": "source | extend TimeGenerated = todatetime(Time)"},
      {"streams": ["Microsoft-Syslog"], "transformKql": "source | where Severity == \"info\" | project-away Nope"},
      {"streams": ["Custom-A"], "transformKql": "[parameters('transform')]"},
      WRONG
    ]
  }
}"#;

#[test]
fn rules_are_checked() {
    let right = file("right.json", &RULE.replace(",\n      WRONG", ""));
    let said = kql(&["check", &right], "");
    assert_eq!(
        (said.code, said.out.as_str()),
        (Some(0), ""),
        "{}",
        said.err
    );
    assert!(
        said.err
            .contains("checked 2 transformations; 1 of a stream"),
        "{}",
        said.err
    );
    assert!(
        said.err
            .contains("right.json:9:49: this transformation is put together"),
        "{}",
        said.err
    );

    let flow = r#"{"streams": ["Custom-A"], "transformKql": "source\n| where \"a\" == Siez\n| extend TimeGenerated = now()"},
      {"streams": ["Custom-A"], "transformKql": "source | project Size"}"#;
    let text = RULE.replace("WRONG", flow);
    let wrong = file("wrong.json", &text);
    let said = kql(&["check", &right, &wrong], "");
    assert_eq!(said.code, Some(1));
    assert_eq!(
        said.out,
        format!(
            "{wrong}:{}: Undefined symbol: Siez (Size is meant, perhaps.)\n\
             {wrong}:{}: The transform output must have a column TimeGenerated of type datetime \
             (Add `| extend TimeGenerated = now()`, or convert a column.)\n",
            place(&text, "Siez"),
            place(&text, "source | project Size")
        )
    );
    assert!(
        said.err.ends_with("error: 2 of 6 transformations wrong\n"),
        "{}",
        said.err
    );
    let said = kql(&["check", &wrong, "--json"], "");
    assert_eq!(said.json()[0]["line"], 10);
    assert_eq!(said.json()[0]["error"], "semantic");
}

const BICEP: &str = "\
param location string = resourceGroup().location
var byName = 'source | extend TimeGenerated = now() | where Sise > 1'
resource rule 'Microsoft.Insights/dataCollectionRules@2023-03-11' = {
  name: 'dcr'
  location: location
  properties: {
    streamDeclarations: {
      'Custom-A': {
        columns: [
          { name: 'Size', type: 'int' }
          { name: 'it', type: 'string' }
        ]
      }
    }
    dataFlows: [
      {
        streams: [ 'Custom-A' ]
        transformKql: '''
source
| where it == 'x' and
  Size > rand()
| extend TimeGenerated = now()
'''
      }
      { streams: [ 'Custom-A' ], transformKql: byName }
      { streams: [ 'Custom-A' ], transformKql: 'source | where it == \\'${location}\\'' }
    ]
  }
}
";

#[test]
fn bicep_is_checked() {
    let path = file("main.bicep", BICEP);
    let said = kql(&["check", &path], "");
    assert_eq!(said.code, Some(1));
    let lines: Vec<_> = said.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", said.out);
    assert!(
        lines[0].starts_with(&format!(
            "{path}:{}: Runtime scalar function provider not found for function: rand",
            place(BICEP, "rand")
        )),
        "{}",
        said.out
    );
    assert_eq!(
        lines[1],
        format!(
            "{path}:{}: Undefined symbol: Sise (Size is meant, perhaps.)",
            place(BICEP, "Sise")
        )
    );
    assert!(
        said.err.contains(&format!(
            "main.bicep:{}: this transformation is put together",
            place(BICEP, "\'source | where it == ")
        )),
        "{}",
        said.err
    );
}

#[test]
fn a_text_alone_and_a_file_that_cannot_be_read_are_checked() {
    let path = file(
        "alone.kql",
        "source\n| where Anything.goes > 1\n| summarize count()\n",
    );
    let said = kql(&["check", &path], "");
    assert_eq!(said.code, Some(1));
    assert!(
        said.out.starts_with(&format!(
            "{path}:3:3: Operator 'summarize' is not supported"
        )),
        "{}",
        said.out
    );
    let path = file("open.json", "{\"dataFlows\": [");
    let said = kql(&["check", &path], "");
    assert_eq!(said.code, Some(1));
    assert_eq!(said.out, format!("{path}:1:15: this is never closed\n"));
    assert_eq!(kql(&["check", "no-such-file"], "").code, Some(2));
    let said = kql(&["check", &file("empty.json", "{}")], "");
    assert_eq!(said.code, Some(0));
    assert!(said.err.contains("no transformKql here"), "{}", said.err);
}
