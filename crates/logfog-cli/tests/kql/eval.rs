use crate::kql;

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
