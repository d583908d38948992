//! Queries of the shapes that people write against a workspace, in words of our own.

use logfog_kql::ast::{Operator, OperatorKind, Statement};

use crate::sexpr::bare;

fn operators(text: &str) -> Vec<Operator> {
    let query = logfog_kql::parse(text).unwrap_or_else(|errors| {
        let first = &errors[0];
        panic!("{} {}\n{text}", first.in_service_words(text), first.hint)
    });
    let printed = query.to_string();
    let again = logfog_kql::parse(&printed).unwrap_or_else(|e| panic!("{printed}\n{e:?}"));
    assert_eq!(bare(&again), bare(&query), "{text}\n{printed}");
    match query.statements.into_iter().last() {
        Some(Statement::Tabular(pipeline)) => pipeline.operators,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_is_read_whole() {
    for (text, steps) in [
        (
            "let lookback = 14d;
            let suspicious = dynamic([\"mimikatz\", \"psexec\"]); // tools
            SecurityEvent
            | where TimeGenerated > ago(lookback) and EventID in (4624, 4625)
            | where CommandLine has_any (suspicious) or Account !endswith \"$\"
            | summarize StartTime = min(TimeGenerated), make_set(Computer, 100), count() by Account, bin(TimeGenerated, 1h)
            | where count_ >= 5
            | extend timestamp = StartTime, Name = tostring(split(Account, '\\\\')[1])
            | sort by count_ desc",
            6,
        ),
        (
            "let failed = SigninLogs
            | where ResultType !in (\"0\", \"50125\")
            | extend OS = DeviceDetail.operatingSystem, State = tostring(LocationDetails[\"state\"])
            | project-rename User = UserPrincipalName;
            failed
            | join kind=leftouter (
                AuditLogs | where OperationName =~ \"Reset password\" | mv-expand TargetResources
                | extend User = tostring(TargetResources.userPrincipalName)
            ) on User
            | project-away User1, *Id
            | top 10 by TimeGenerated",
            3,
        ),
        (
            "union isfuzzy=true withsource=Source
                (Heartbeat | summarize arg_max(TimeGenerated, *) by Computer),
                (Syslog | where Facility == 'auth' | extend Computer = HostName), Custom*
            | where TimeGenerated between (datetime(2024-01-01) .. 7d)
            | make-series n = count() default = 0 on TimeGenerated from ago(7d) to now() step 1h by Computer
            | extend (anomalies, score, baseline) = series_decompose_anomalies(n, 1.5)
            | mv-expand anomalies to typeof(double), score to typeof(double)
            | render timechart with (ytitle=\"n\")",
            5,
        ),
        (
            "let threshold = toscalar(Perf | summarize percentile(CounterValue, 95));
            let names = (p: string, n: int = 3) { Perf | where CounterName has p | distinct Computer | take n };
            Perf
            | where Computer in~ (names('CPU'))
            | where CounterValue > threshold * 1.5 and isnotempty(InstanceName)
            | lookup kind=leftouter (externaldata(Computer: string, Owner: string) [@'https://example.org/a.csv'] with (format='csv', ignoreFirstRecord=true)) on Computer
            | summarize avg(CounterValue), dcountif(Computer, Owner != '') by bin(TimeGenerated, 5m), Owner",
            4,
        ),
        (
            "AzureDiagnostics
            | parse kind=regex flags=Ui msg_s with Protocol ' request from ' Source ':' Port:int * 'Action: ' Action @'\\.'
            | extend Code = iff(Action == \"Deny\", 1, iif(isnull(Port), -1, 0)), d = now() - TimeGenerated
            | evaluate bag_unpack(parse_json(properties_s))
            | where * contains 'x' and not(Source matches regex @\"^10\\.\")
            | project-reorder TimeGenerated, S* asc
            | serialize n = row_number()
            | count",
            7,
        ),
        (
            "search in (SecurityAlert, SecurityIncident) \"10.0.0.1\" | where Title !contains 'test' | limit 100",
            2,
        ),
        (
            "workspace('other').Heartbeat | where $table == 'x' or TimeGenerated < startofday(ago(1d)) | getschema",
            2,
        ),
        (
            "range Day from startofday(ago(7d)) to now() step 1d | join hint.strategy=broadcast kind=fullouter (T | summarize N = count() by Day = bin(TimeGenerated, 1d)) on $left.Day == $right.Day | order by Day asc nulls first",
            2,
        ),
        (
            "AppRequests | where Success == false | summarize n = countif(ResultCode startswith '5') by OperationName, client = strcat(ClientOS, '/', ClientBrowser) | where n > 1 | as Bad | union Bad",
            5,
        ),
    ] {
        assert_eq!(operators(text).len(), steps, "{text}");
    }
}

#[test]
fn nothing_in_them_is_dropped_silently() {
    let operators = operators("T | evaluate f(a) | render piechart | search 'x' | reduce by a");
    let names: Vec<&str> = operators
        .iter()
        .map(|operator| {
            if let OperatorKind::Other { name, .. } = &operator.kind {
                &name.text
            } else if let OperatorKind::Render(text) = &operator.kind {
                text
            } else {
                panic!("{operator}")
            }
        })
        .map(String::as_str)
        .collect();
    assert_eq!(names, ["evaluate", "piechart", "search", "reduce"]);
}
