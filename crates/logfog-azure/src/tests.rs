//! The pure part, and the handlers where a case file cannot reach.

use std::{io::Write as _, sync::Arc};

use bytes::Bytes;
use http::request::Parts;
use jiff::Timestamp;
use logfog_kit::{Ctx, Ids, Issuer, Settings, body::Payload};
use logfog_model::{
    Batch, Draft, Entry, Fate, Fault, Injected, Policy, Report, Rules as _, Session,
};
use proptest::prelude::*;

use crate::{
    ID,
    auth::{self, Verifier},
    check::{self, Checked, Sent},
    connection::WORKSPACE,
    dcr,
    entra::{
        Principal, TENANT,
        directory::Application,
        token::{self, Asked},
    },
    lens::RowLens,
    profile::{CURRENT, Malformed, Profile, SEED},
    stream::{Coercion, Flow, Kind, Stream},
};

fn now() -> Timestamp {
    "2026-11-01T12:00:00Z".parse().expect("a time")
}

fn stream() -> Arc<Stream> {
    let columns = dcr::WELL_KNOWN.map(|(name, kind)| (name.to_owned(), kind));
    let all = dcr::WELL_KNOWN.map(|(name, _)| name.into());
    let flow = Flow {
        table: "Logs_CL".into(),
        workspace: WORKSPACE.into(),
        columns: Some(all.into()),
        is_there: true,
        is_auxiliary: false,
        transform: None,
    };
    Arc::new(Stream::new("Custom-Logs", &columns, vec![flow]))
}

/// Judges a body; what was broken comes back as `fate rule-id at`.
fn judge(
    payload: &Payload,
    gzip: bool,
    profile: &Profile,
) -> (Result<Vec<Draft>, ()>, Vec<String>) {
    let policy = Policy::default();
    let mut report = Report::new(&policy);
    let sent = Sent {
        content_type: Some("application/json"),
        content_encoding: gzip.then_some("gzip"),
        payload,
    };
    let with = Checked {
        profile,
        stream: &stream(),
        now: now(),
    };
    let drafts = match check::text(&sent, profile, &mut report) {
        Ok(Some(body)) => check::rows(&body, &with, &mut report)
            .map(|rows| rows.into_iter().filter_map(|row| row.as_sent).collect()),
        Ok(None) => Ok(Vec::new()),
        Err(refused) => Err(refused),
    };
    let broken = report.violations().iter().map(|broken| {
        let id = broken.rule.spec().id;
        let id = id.strip_prefix("azure.ingest.").unwrap_or(id);
        format!("{} {id} {}", broken.fate.as_str(), broken.at)
    });
    let broken = broken.collect();
    (drafts.map_err(|_| ()), broken)
}

fn plain(body: impl Into<Bytes>) -> Payload {
    let bytes = body.into();
    Payload {
        sent: bytes.len() as u64,
        bytes,
        problem: None,
    }
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(plain).expect("memory");
    gzip.finish().expect("memory")
}

/// Body and attributes of what is stored of a row.
fn stored(row: &str) -> (String, String) {
    let body = format!("[{row}]");
    let (drafts, _) = judge(&plain(body), false, &CURRENT);
    let draft = drafts.expect("accepted").remove(0);
    let lens = Arc::new(RowLens::new(
        stream(),
        "Logs_CL".into(),
        &CURRENT,
        &Policy::default(),
    ));
    let batch = Batch {
        vendor: ID,
        session: Session::default(),
        exchange: 1,
        received_at: now(),
        held: 0,
        lens,
    };
    let entry = Entry {
        id: 1,
        batch: Arc::new(batch),
        draft,
    };
    let view = entry.view();
    let attributes = view
        .attributes
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    (view.body, attributes.collect::<Vec<_>>().join(" "))
}

#[test]
fn a_good_row_is_a_slice_of_the_body() {
    let row = r#"{"TimeGenerated":"2026-11-01T11:00:00Z","Message":"hi","Count":3}"#;
    let body = plain(format!(" [ {row} , {row} ] "));
    let (drafts, broken) = judge(&body, false, &CURRENT);
    let drafts = drafts.expect("accepted");
    assert!(broken.is_empty(), "{broken:?}");
    assert_eq!(drafts.len(), 2);
    assert!(drafts.iter().all(|draft| draft.raw == row.as_bytes()));
    assert!(body.bytes.as_ptr_range().contains(&drafts[1].raw.as_ptr()));
    assert_eq!(
        drafts[0].time.expect("its own").to_string(),
        "2026-11-01T11:00:00Z"
    );
}

#[test]
fn every_loss_and_change_is_told_with_its_place() {
    let body = r#"[
        {"TimeGenerated":"2026-11-01T11:00:00Z","Count":"many","Other/x":1},
        {"Message":"no time"},
        [{"TimeGenerated":"2026-11-01T11:00:00Z"}],
        {"TimeGenerated":"yesterday"},
        {"TimeGenerated":"2026-10-30T11:59:59Z"},
        {"TimeGenerated":"2026-10-30T12:00:00Z"},
        {"TimeGenerated":"2026-11-02T12:00:01Z"},
        null
    ]"#;
    let (drafts, broken) = judge(&plain(body), false, &CURRENT);
    assert_eq!(drafts.expect("accepted").len(), 4);
    insta::assert_snapshot!(broken.join("\n"), @r"
    altered column-type /0/Count
    altered column /0/Other~1x
    lost time-generated /1/TimeGenerated
    lost row-object /2
    altered column-type /3/TimeGenerated
    lost time-generated /3/TimeGenerated
    altered time-window /4/TimeGenerated
    altered time-window /6/TimeGenerated
    lost row-object /7
    ");
}

#[test]
fn a_body_that_is_no_array_of_rows() {
    let told = |body: &[u8], gzip: bool, profile: &Profile| {
        let (drafts, broken) = judge(&plain(body.to_vec()), gzip, profile);
        let drafts = drafts.map_or(-1, |drafts| i64::try_from(drafts.len()).expect("few"));
        format!("{drafts} {}", broken.join(", ")).trim().to_owned()
    };
    let row: &[u8] = br#"{"TimeGenerated":"2026-11-01T11:00:00Z"}"#;
    let lose = Profile {
        malformed: Malformed::Lose,
        ..CURRENT
    };
    let small = Profile {
        inflated_bytes: 5,
        ..CURRENT
    };
    let deep = format!(
        r#"[{{"Properties":{}}}]"#,
        "[".repeat(300) + &"]".repeat(300)
    );
    let twice = gzip(&gzip(b"[]"));
    let half = gzip(b"[]");
    let half = &half[..half.len() / 2];
    let tooth = [b"[\"".as_slice(), &[0xff], b"\"]"].concat();
    let told = [
        told(b"", false, &CURRENT),
        told(b"[]", false, &CURRENT),
        told(row, false, &CURRENT),
        told(row, false, &SEED),
        told(b"7", false, &SEED),
        told(b"[{},]", false, &CURRENT),
        told(b"[{}", false, &CURRENT),
        told(b"[{}] x", false, &CURRENT),
        told(b"[{}", false, &lose),
        told(deep.as_bytes(), false, &CURRENT),
        told(&tooth, false, &CURRENT),
        told(b"[]", true, &CURRENT),
        told(&gzip(b"[]"), true, &CURRENT),
        told(&twice, true, &CURRENT),
        told(half, true, &CURRENT),
        told(&gzip(b"[    ]"), true, &small),
    ];
    insta::assert_snapshot!(told.join("\n"), @r"
    -1 refused empty-body
    0
    0 lost array
    1
    0 lost array
    -1 refused json
    -1 refused json
    -1 refused json
    0 lost json
    -1 refused json
    -1 refused utf8
    0 lost not-gzip header content-encoding
    0
    0 lost double-gzip
    -1 refused json
    0 lost inflated-size
    ");
}

#[test]
fn values_become_their_columns_types() {
    let fit = |kind: Kind, raw: &str| {
        kind.fit(raw, Coercion::Lenient)
            .map_or_else(|| "-".to_owned(), |value| value.json(Some(8)))
    };
    let table = [
        (Kind::String, r#"["text", 7, {"a":1}, null, "éééééé"]"#),
        (
            Kind::Int,
            r#"[2147483647, 2147483648, "42", 3.0, 3.5, 1e3, true, "x"]"#,
        ),
        (
            Kind::Long,
            r#"[9223372036854775807, 9223372036854775808, " -7 ", {}]"#,
        ),
        (Kind::Real, r#"[1, 0.10, "2.5", "NaN", "x", []]"#),
        (Kind::Boolean, r#"[true, "False", 1, "0", 2, "yes"]"#),
        (
            Kind::DateTime,
            r#"["2023-11-14T15:10:02.123456789Z", "2023-11-14 15:10:02", "2023-11-14",
                "2023-11-14T15:10:02+03:00", 1700000000, "soon"]"#,
        ),
        (
            Kind::DateTime,
            r#"["9999-12-31T23:59:59.9999999Z", "20231114T1510Z", "2023-11-14T15+0530",
                "2023-11-14T1510", "20231114T15:10", "2023-11-14T15:10:02+05:30:15",
                "2023-11-14T15:10:02Z[UTC]", "+002023-11-14", "2023-11-14T15:10+24:00", "9999-12-31T23:59:59-01:00"]"#,
        ),
        (Kind::Dynamic, r#"[{"a":1}, "text", [1,2,3,4,5,6,7,8,9]]"#),
    ];
    let rows = table.iter().map(|(kind, values)| {
        let values: Vec<&serde_json::value::RawValue> = serde_json::from_str(values).expect("JSON");
        let fitted = values.iter().map(|value| fit(*kind, value.get()));
        format!(
            "{}: {}",
            kind.as_str(),
            fitted.collect::<Vec<_>>().join(" ")
        )
    });
    insta::assert_snapshot!(rows.collect::<Vec<_>>().join("\n"), @r#"
    string: "text" "7" "{\"a\":1}" null "éééé"
    int: 2147483647 - 42 3 - - - -
    long: 9223372036854775807 - -7 -
    real: 1 0.10 2.5 - - -
    boolean: true false true false - -
    datetime: "2023-11-14T15:10:02.1234567Z" "2023-11-14T15:10:02Z" "2023-11-14T00:00:00Z" "2023-11-14T12:10:02Z" - -
    datetime: "9999-12-31T23:59:59.9999999Z" "2023-11-14T15:10:00Z" "2023-11-14T09:30:00Z" - - - - - - -
    dynamic: {"a":1} "text" "[1,2,3,4"
    "#);
}

#[test]
fn a_reader_sees_the_tables_columns() {
    let row = r#"{"Count":"42","Message":"a","TimeGenerated":"2020-01-01","Other":1,
        "Success":"maybe","Message":"b"}"#;
    let (body, columns) = stored(row);
    assert_eq!(body, r#""b""#);
    assert_eq!(
        columns,
        r#"TimeGenerated="2026-11-01T12:00:00Z" Count=42 Success=null"#
    );
}

#[test]
fn api_versions() {
    let version = |query: &[(&str, &str)]| {
        let query: Vec<_> = query
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        let policy = Policy::default();
        let mut report = Report::new(&policy);
        let passed = check::version(&query, &CURRENT, &mut report).is_ok();
        let broken = report
            .violations()
            .first()
            .map_or("-", |broken| broken.rule.spec().id);
        format!("{passed} {broken}")
    };
    let versions = [
        "2023-01-01",
        "2030-02-01-preview",
        "2030-02-31",
        "2020-01-01",
        "v1",
    ];
    let mut told: Vec<_> = versions
        .iter()
        .map(|value| version(&[("api-version", value)]))
        .collect();
    told.push(version(&[]));
    insta::assert_snapshot!(told.join("\n"), @r"
    true -
    true azure.ingest.api-version-newer
    false azure.ingest.api-version
    false azure.ingest.api-version
    false azure.ingest.api-version
    false azure.ingest.api-version-missing
    ");
}

#[test]
fn a_token_is_good_for_its_tenant_audience_and_time() {
    let issuer = Issuer::default();
    let verifier = Verifier::new(issuer.clone());
    let tried = |token: &str, at: Timestamp| {
        let policy = Policy::default();
        let mut report = Report::new(&policy);
        let header = format!("bearer {token}");
        let caller = auth::caller(Some(&header), &verifier, at, &mut report);
        match report.first(Fate::Refused) {
            Some(broken) => broken.rule.spec().id.to_owned(),
            None => caller.expect("not refused").expect("known").1,
        }
    };
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}\
         &scope=https://monitor.azure.com//.default",
        Principal::WELL_KNOWN.client_id,
        Principal::WELL_KNOWN.secret.expect("it has one")
    );
    let policy = Policy::default();
    let mut report = Report::new(&policy);
    let asked = Asked {
        tenant: TENANT,
        v2: true,
        form: form.as_bytes(),
        authorization: None,
        host: "localhost",
    };
    let find = |id: &str| Principal::find(id).map(Application::from);
    let grant = token::check(&asked, find, now(), &mut report).expect("granted");
    let token = grant.mint(&issuer, &Ids::seeded(1), now(), 60);
    assert_eq!(tried(&token, now()), Principal::WELL_KNOWN.object_id);
    let later = |seconds| now() + jiff::SignedDuration::from_secs(seconds);
    assert_eq!(tried(&token, later(59)), Principal::WELL_KNOWN.object_id);
    assert_eq!(tried(&token, later(60)), "azure.ingest.token-expired");
    assert_eq!(tried(&token, later(-301)), "azure.ingest.token-trusted");

    let claims = issuer.verify(&token).expect("ours");
    let changed = |from: &str, to: &str| issuer.mint(&claims.replace(from, to));
    assert_eq!(
        tried(&changed("sts.windows.net", "example.net"), now()),
        "azure.ingest.token-trusted"
    );
    let tid = format!(r#""tid":"{TENANT}""#);
    assert_eq!(
        tried(&changed(&tid, r#""tid":"x""#), now()),
        "azure.ingest.token-trusted"
    );
    let other = changed(
        "https://monitor.azure.com/",
        "https://management.azure.com/",
    );
    assert_eq!(tried(&other, now()), "azure.ingest.token-audience");
    let china = changed("https://monitor.azure.com/", "https://monitor.azure.cn");
    assert_eq!(tried(&china, now()), Principal::WELL_KNOWN.object_id);
    assert_eq!(
        tried(&issuer.mint("{}"), now()),
        "azure.ingest.token-trusted"
    );
    assert_eq!(tried("abc", now()), "azure.ingest.token-form");
}

#[test]
fn the_journal_sees_no_secret() {
    let form = b"client_id=a&client%5Fsecret=b%26c&scope=d&client_assertion=e";
    let kept = token::without_secrets(form);
    let wanted = "client_id=a&client_secret=[hidden]&scope=d&client_assertion=[hidden]";
    assert_eq!(String::from_utf8_lossy(&kept), wanted);
}

#[test]
fn faults_are_told_in_the_words_of_the_endpoint() {
    let vendor = crate::vendor(&Settings::default()).expect("no settings");
    let world = Ctx::new(Policy::default()).world(&Session::default());
    let told = |injected: Injected, path: &str| {
        let (parts, ()): (Parts, _) = http::Request::post(path)
            .body(())
            .expect("a path")
            .into_parts();
        let answer = vendor.fault(injected, &parts, &world);
        let retry = answer.headers().get("retry-after");
        let code = answer.headers().get("x-ms-error-code");
        format!("{} {code:?} {retry:?}", answer.status().as_u16())
    };
    let mut lines = Vec::new();
    for fault in Fault::ALL {
        let ingest = told(
            fault.into(),
            "/dataCollectionRules/dcr-1/streams/Custom-Logs?api-version=x",
        );
        let token = told(fault.into(), "/t/oauth2/v2.0/token");
        lines.push(format!("{}: {ingest} | {token}", fault.as_str()));
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    throttled: 429 Some("TooManyRequests") Some("5") | 429 None Some("5")
    unavailable: 503 Some("ServiceUnavailable") None | 503 None None
    internal: 500 Some("InternalServerError") None | 500 None None
    timeout: 504 Some("GatewayTimeout") None | 503 None None
    unauthenticated: 401 Some("InvalidToken") None | 401 None None
    token_expired: 401 Some("TokenExpired") None | 401 None None
    forbidden: 403 Some("OperationFailed") None | 400 None None
    not_found: 404 Some("NotFound") None | 400 None None
    quota: 429 Some("TooManyRequests") Some("5") | 429 None Some("5")
    too_large: 413 Some("ContentLengthLimitExceeded") None | 413 None None
    "#);
    let soon = Injected {
        fault: Fault::Unavailable,
        retry_after: Some(std::time::Duration::from_millis(1500)),
    };
    let path = "/dataCollectionRules/dcr-1/streams/Custom-Logs?api-version=x";
    assert!(
        told(soon, path).ends_with(r#"Some("2")"#),
        "{}",
        told(soon, path)
    );
}

#[test]
fn settings_are_checked() {
    let settings = |key: &str, value: &str| Settings {
        profile: None,
        set: vec![(key.into(), value.into())],
    };
    assert!(crate::vendor(&settings("malformed", "lose")).is_ok());
    assert!(crate::vendor(&settings("malformed", "maybe")).is_err());
    assert!(crate::vendor(&settings("token_seconds", "86401")).is_err());
    assert!(crate::vendor(&settings("x", "1")).is_err());
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(body: Vec<u8>, gzip: bool) {
        let _ = judge(&plain(body), gzip, &CURRENT);
    }

    #[test]
    fn almost_json_never_panics(body in r#"[\[\]{}",:0-9eE. a-z\\u"TimeGenerated]{0,200}"#) {
        let _ = judge(&plain(format!("[{{\"Properties\":{body}}}]")), false, &SEED);
        let _ = judge(&plain(body), false, &SEED);
    }

    #[test]
    fn what_fits_reads_back_as_json(text: String) {
        let raw = serde_json::to_string(&text).expect("a string");
        for kind in [Kind::String, Kind::Int, Kind::Real, Kind::DateTime, Kind::Boolean] {
            if let Some(value) = kind.fit(&raw, Coercion::Lenient) {
                let json = value.json(Some(5));
                prop_assert!(serde_json::from_str::<serde::de::IgnoredAny>(&json).is_ok(), "{json}");
            }
        }
    }
}
