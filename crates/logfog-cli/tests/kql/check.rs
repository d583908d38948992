use crate::{file, kql};

/// Where something is first written, as editors count.
fn place(file: &str, written: &str) -> String {
    let before = &file[..file.find(written).expect("it is written")];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.matches('\n').count() + 1;
    format!("{line}:{}", before[line_start..].chars().count() + 1)
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
