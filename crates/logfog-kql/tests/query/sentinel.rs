//! Queries of the kinds that people write against a workspace, in words of our own: each is planned
//! and run, and gives the columns that it should.

use logfog_kql::{
    Type, Value,
    query::{Rows, Scan, Source},
    value::{TICKS_PER_SECOND, TimeSpan},
};

use crate::shown::{answer, now};

/// Tables as a workspace has them, each with rows of the last hour.
struct Workspace;

const TABLES: &[(&str, &str)] = &[
    (
        "SecurityEvent",
        "TimeGenerated:datetime Computer:string Account:string EventID:int IpAddress:string \
         CommandLine:string Process:string LogonType:int Activity:string TenantId:guid",
    ),
    (
        "SigninLogs",
        "TimeGenerated:datetime UserPrincipalName:string IPAddress:string ResultType:string \
         ResultDescription:string AppDisplayName:string LocationDetails:dynamic \
         DeviceDetail:dynamic Location:string RiskLevelDuringSignIn:string",
    ),
    (
        "AuditLogs",
        "TimeGenerated:datetime OperationName:string TargetResources:dynamic InitiatedBy:dynamic \
         Result:string Category:string",
    ),
    (
        "Heartbeat",
        "TimeGenerated:datetime Computer:string OSType:string Version:string",
    ),
    (
        "Perf",
        "TimeGenerated:datetime Computer:string ObjectName:string CounterName:string \
         InstanceName:string CounterValue:real",
    ),
    (
        "Syslog",
        "TimeGenerated:datetime Computer:string Facility:string SeverityLevel:string \
         SyslogMessage:string ProcessName:string HostIP:string",
    ),
    (
        "AzureActivity",
        "TimeGenerated:datetime Caller:string OperationNameValue:string ActivityStatusValue:string \
         ResourceGroup:string Properties_d:dynamic CallerIpAddress:string",
    ),
    (
        "Usage",
        "TimeGenerated:datetime DataType:string Quantity:real IsBillable:bool",
    ),
    (
        "AppLog_CL",
        "TimeGenerated:datetime Level:string Message:string Duration_d:real RawData:string \
         Properties:dynamic _ResourceId:string",
    ),
];

fn value(name: &str, ty: Type, row: i64) -> Value<'static> {
    match ty {
        Type::DateTime => {
            let age = TimeSpan(row * 300 * TICKS_PER_SECOND);
            now().minus(age).map_or(Value::Null, Value::DateTime)
        }
        Type::Int => Value::Int(if row % 2 == 0 { 4625 } else { 4624 }),
        Type::Long => Value::Long(row),
        Type::Real => Value::Real(if row % 3 == 0 { 95.5 } else { 12.25 }),
        Type::Bool => Value::Bool(row % 2 == 0),
        Type::Dynamic => Value::Json(
            r#"[{"displayName":"d","userPrincipalName":"u1@x.org","modifiedProperties":[{"displayName":"p","newValue":"\"v\""}]}]"#.into(),
        ),
        Type::String => match name {
            "IPAddress" | "IpAddress" => Value::string(format!("10.0.0.{}", row % 4)),
            "ResultType" => Value::string(if row % 2 == 0 { "50126" } else { "0" }),
            "SyslogMessage" => Value::string(format!("Failed password for root from 10.0.0.{row} port 22")),
            "Message" => Value::string(format!("user={} took {}ms", row % 3, row * 10)),
            _ => Value::string(format!("{name}{}", row % 3)),
        },
        Type::Decimal | Type::TimeSpan | Type::Guid => Value::Null,
    }
}

impl Source for Workspace {
    fn columns(&self, table: &str) -> Option<Vec<(String, Type)>> {
        let (_, columns) = TABLES.iter().find(|(name, _)| *name == table)?;
        let column = |column: &str| {
            let (name, ty) = column.split_once(':')?;
            Some((name.to_owned(), Type::from_name(ty)?))
        };
        columns.split_whitespace().map(column).collect()
    }

    fn tables(&self) -> Vec<String> {
        TABLES.iter().map(|(name, _)| (*name).to_owned()).collect()
    }

    fn rows<'a>(&'a self, scan: &Scan) -> Rows<'a> {
        let all = self.columns(&scan.table).unwrap_or_default();
        let wanted: Vec<_> = scan
            .columns
            .iter()
            .map(|place| all[*place].clone())
            .collect();
        Box::new((0..12).map(move |row| {
            wanted
                .iter()
                .map(|(name, ty)| value(name, *ty, row))
                .collect()
        }))
    }
}

/// A query, the names of its columns, and how many rows there are.
const QUERIES: &[(&str, &str, usize)] = &[
    (
        "Heartbeat | summarize arg_max(TimeGenerated, *) by Computer",
        "Computer TimeGenerated OSType Version",
        3,
    ),
    (
        "Heartbeat | summarize LastSeen = max(TimeGenerated) by Computer | where LastSeen < ago(1m) | sort by LastSeen asc",
        "Computer LastSeen",
        2,
    ),
    (
        "Heartbeat | where TimeGenerated > ago(1d) | distinct Computer, OSType | count",
        "Count",
        1,
    ),
    (
        "SecurityEvent | where EventID == 4625 | summarize count() by Account, IpAddress | top 5 by count_",
        "Account IpAddress count_",
        5,
    ),
    (
        "SecurityEvent | where TimeGenerated > ago(1h) and EventID in (4624, 4625) | summarize Failed = countif(EventID == 4625), Good = countif(EventID == 4624) by Computer | extend Ratio = round(100.0 * Failed / (Failed + Good), 1) | order by Ratio desc",
        "Computer Failed Good Ratio",
        3,
    ),
    (
        "SecurityEvent | where CommandLine has_any ('mimikatz', 'CommandLine1') or Process endswith '.exe' | project TimeGenerated, Computer, Account, CommandLine",
        "TimeGenerated Computer Account CommandLine",
        4,
    ),
    (
        "let lookback = 1d; let threshold = 2; SigninLogs | where TimeGenerated > ago(lookback) | where ResultType !in ('0', '50125') | summarize Attempts = count(), Apps = make_set(AppDisplayName, 10), Ips = dcount(IPAddress) by UserPrincipalName | where Attempts >= threshold",
        "UserPrincipalName Attempts Apps Ips",
        3,
    ),
    (
        "SigninLogs | extend City = tostring(LocationDetails[0].displayName), OS = tostring(DeviceDetail[0]['displayName']) | summarize count() by City, OS",
        "City OS count_",
        1,
    ),
    (
        "SigninLogs | summarize Locations = make_set(Location), Count = array_length(make_set(Location)) by UserPrincipalName | where Count > 0",
        "UserPrincipalName Locations Count",
        3,
    ),
    (
        "let bad = SigninLogs | where ResultType != '0' | summarize by IPAddress; SigninLogs | where ResultType == '0' and IPAddress in (bad) | project UserPrincipalName, IPAddress",
        "UserPrincipalName IPAddress",
        0,
    ),
    (
        "SigninLogs | where ResultType == '0' | join kind=inner (SigninLogs | where ResultType == '50126' | summarize Failures = count() by UserPrincipalName) on UserPrincipalName | project TimeGenerated, UserPrincipalName, Failures",
        "TimeGenerated UserPrincipalName Failures",
        6,
    ),
    (
        "SigninLogs | join kind=leftanti (SecurityEvent | extend UserPrincipalName = replace_string(Account, 'Account', 'UserPrincipalName') | where Computer == 'Computer1') on UserPrincipalName | summarize dcount(UserPrincipalName)",
        "dcount_UserPrincipalName",
        1,
    ),
    (
        "AuditLogs | mv-expand TargetResources | extend User = tostring(TargetResources.userPrincipalName) | summarize count() by User, OperationName",
        "User OperationName count_",
        3,
    ),
    (
        "AuditLogs | mv-expand Target = TargetResources | mv-expand Property = Target.modifiedProperties | extend Name = tostring(Property.displayName), New = trim('\"', tostring(Property.newValue)) | project TimeGenerated, Name, New",
        "TimeGenerated Name New",
        12,
    ),
    (
        "AuditLogs | extend Actor = coalesce(tostring(InitiatedBy.user.userPrincipalName), tostring(InitiatedBy[0].userPrincipalName)) | where isnotempty(Actor) | summarize Operations = make_list(OperationName) by Actor",
        "Actor Operations",
        1,
    ),
    (
        "Perf | where CounterName == 'CounterName0' | summarize avg(CounterValue), max(CounterValue), percentile(CounterValue, 95) by bin(TimeGenerated, 15m), Computer",
        "TimeGenerated Computer avg_CounterValue max_CounterValue percentile_CounterValue_95",
        4,
    ),
    (
        "Perf | summarize percentiles(CounterValue, 50, 90, 99) by Computer",
        "Computer percentile_CounterValue_50 percentile_CounterValue_90 percentile_CounterValue_99",
        3,
    ),
    (
        "Perf | where TimeGenerated between (ago(1h) .. now()) | summarize AvgCpu = avg(CounterValue), Spread = stdev(CounterValue) by Computer | where AvgCpu > 0 | render barchart",
        "Computer AvgCpu Spread",
        3,
    ),
    (
        "let limit = toscalar(Perf | summarize percentile(CounterValue, 90)); Perf | where CounterValue >= limit | summarize Hits = count() by Computer",
        "Computer Hits",
        1,
    ),
    (
        "Syslog | where SyslogMessage has 'Failed password' | parse SyslogMessage with * 'for ' User ' from ' Ip ' port ' Port:int | summarize Attempts = count(), Users = make_set(User) by Ip | sort by Attempts desc, Ip asc",
        "Ip Attempts Users",
        12,
    ),
    (
        "Syslog | extend Ip = extract(@'(\\d+\\.\\d+\\.\\d+\\.\\d+)', 1, SyslogMessage) | where isnotempty(Ip) and ipv4_is_private(Ip) | summarize dcount(Ip)",
        "dcount_Ip",
        1,
    ),
    (
        "Syslog | where SeverityLevel in~ ('severitylevel1', 'SeverityLevel2') | summarize Events = count() by Facility, SeverityLevel | order by Facility asc, Events",
        "Facility SeverityLevel Events",
        2,
    ),
    (
        "Syslog | where * contains 'root' | take 3",
        "TimeGenerated Computer Facility SeverityLevel SyslogMessage ProcessName HostIP",
        3,
    ),
    (
        "AzureActivity | where OperationNameValue endswith '1' or ActivityStatusValue =~ 'activitystatusvalue2' | summarize StartTime = min(TimeGenerated), EndTime = max(TimeGenerated), Operations = make_set(OperationNameValue) by Caller, CallerIpAddress",
        "Caller CallerIpAddress StartTime EndTime Operations",
        2,
    ),
    (
        "AzureActivity | project-away Properties_d | project-rename Who = Caller | project-reorder Who, Caller* | take 1",
        "Who CallerIpAddress TimeGenerated OperationNameValue ActivityStatusValue ResourceGroup",
        1,
    ),
    (
        "union isfuzzy=true withsource=Kind (SecurityEvent | project TimeGenerated, Who = Account), (SigninLogs | project TimeGenerated, Who = UserPrincipalName), NotThere | summarize count() by Kind",
        "Kind count_",
        2,
    ),
    (
        "union withsource=TableName * | where TimeGenerated > ago(30m) | summarize Entries = count(), Last = max(TimeGenerated) by TableName | sort by TableName asc",
        "TableName Entries Last",
        9,
    ),
    (
        "Usage | where IsBillable | summarize TotalGB = round(sum(Quantity) / 1000, 2) by DataType, bin(TimeGenerated, 1d) | sort by TotalGB",
        "DataType TimeGenerated TotalGB",
        3,
    ),
    (
        "Usage | summarize Billable = sumif(Quantity, IsBillable), All = sum(Quantity) | extend Share = iff(All > 0, Billable / All, 0.0)",
        "Billable All Share",
        1,
    ),
    (
        "AppLog_CL | where Level in ('Level1', 'Level2') | extend User = toint(extract('user=([0-9]+)', 1, Message)), Took = tolong(extract('took ([0-9]+)ms', 1, Message)) | summarize P95 = percentile(Took, 95), Slowest = arg_max(Took, Message) by User",
        "User P95 Slowest Message",
        2,
    ),
    (
        "AppLog_CL | parse kind=regex Message with 'user=' User:int ' took ' Took:long 'ms' | where Took > 50 | count",
        "Count",
        1,
    ),
    (
        "AppLog_CL | summarize count() by bin(TimeGenerated, 10m), Level | render timechart",
        "TimeGenerated Level count_",
        12,
    ),
    (
        "AppLog_CL | extend Bag = bag_pack('level', Level, 'ms', Duration_d) | summarize make_list(Bag, 2), make_bag(Bag)",
        "list_Bag bag_Bag",
        1,
    ),
    (
        "AppLog_CL | serialize | extend Previous = prev(TimeGenerated), n = row_number() | extend Gap = Previous - TimeGenerated | summarize max(Gap), max(n)",
        "max_Gap max_n",
        1,
    ),
    (
        "AppLog_CL | lookup kind=leftouter (datatable(Level: string, Rank: int) ['Level1', 1, 'Level2', 2]) on Level | summarize Lines = count(), Any = take_any(Message) by Rank | order by Rank asc nulls last",
        "Rank Lines Any",
        3,
    ),
    (
        "let Owners = datatable(Computer: string, Owner: string) ['Computer0', 'ann', 'Computer1', 'bob']; Heartbeat | summarize count() by Computer | join kind=fullouter Owners on $left.Computer == $right.Computer | project Computer, Owner, count_",
        "Computer Owner count_",
        3,
    ),
    (
        "let Failed = (T: (ResultType: string, UserPrincipalName: string), least: long) { T | where ResultType != '0' | summarize n = count() by UserPrincipalName | where n >= least }; Failed(SigninLogs, 2) | sort by n desc, UserPrincipalName asc",
        "UserPrincipalName n",
        3,
    ),
    (
        "let T = materialize(SigninLogs | summarize n = count() by UserPrincipalName); T | extend Share = 1.0 * n / toscalar(T | summarize sum(n))",
        "UserPrincipalName n Share",
        3,
    ),
    (
        "range Hour from ago(3h) to now() step 1h | extend Hour = bin(Hour, 1h) | join kind=leftouter (SigninLogs | summarize n = count() by Hour = bin(TimeGenerated, 1h)) on Hour | project Hour, n = coalesce(n, 0) | sort by Hour asc",
        "Hour n",
        4,
    ),
    (
        "SecurityEvent | where not(Account has_cs 'account1') and LogonType between (4000 .. 4700) | extend Day = startofday(TimeGenerated), Hour = hourofday(TimeGenerated) | summarize Hours = make_set(Hour), n = count() by Day, Account",
        "Day Account Hours n",
        3,
    ),
    (
        "SecurityEvent | summarize (First, What) = arg_min(TimeGenerated, Activity), Last = max(TimeGenerated) by Account | extend Span = Last - First | project-away First, Last",
        "Account What Span",
        3,
    ),
    (
        "SecurityEvent | getschema | where ColumnType == 'string' | project ColumnName",
        "ColumnName",
        6,
    ),
    (
        "SigninLogs | extend Risk = case(RiskLevelDuringSignIn has '2', 'high', RiskLevelDuringSignIn has '1', 'medium', 'low') | summarize Users = dcountif(UserPrincipalName, ResultType == '0') by Risk | top 1 by Users desc nulls last",
        "Risk Users",
        1,
    ),
];

#[test]
fn each_is_planned_and_run() {
    for (text, columns, rows) in QUERIES {
        let answer = answer(text, &Workspace);
        let table = &answer.tables[0];
        let names: Vec<_> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        assert_eq!(names.join(" "), *columns, "{text}");
        assert_eq!(
            table.rows.len(),
            *rows,
            "{text}\n{}",
            crate::shown::shown(table)
        );
    }
}
