use logfog_conform::{Probe, Sent};
use proptest::sample::Index;
use serde_json::{Value, json};

use super::{Azure, control, in_one, made, of, queries, resources, row, sign_in};
use crate::{
    Defect, Subject,
    subject::{pick, put},
};

pub(super) fn all() -> Vec<Defect> {
    [
        head(),
        token(),
        destination(),
        states(),
        body(),
        row_by_row(),
        sign_in::defects(),
        control::all(),
        made::all(),
        resources::all(),
        queries::all(),
    ]
    .concat()
}

/// Paths, methods and versions.
fn head() -> Vec<Defect> {
    vec![
        Defect::new("azure.route.path", |probe, payload, index| {
            let sent = of(probe, &payload);
            let path = sent.target.split('?').next().unwrap_or_default();
            let wrong = [
                format!("{path}/"),
                format!("/v1{path}"),
                path.replace("Rules", "rules"),
                path.replace("/streams/", "/stream/"),
                format!(
                    "/dataCollectionRules/{}",
                    probe.default_of("dcr_immutable_id")
                ),
                "/api/logs".into(),
                "/".into(),
            ];
            let target = pick(index, &wrong) + "?api-version=2023-01-01";
            Sent { target, ..sent }
        }),
        Defect::new("azure.route.method", |probe, payload, index| Sent {
            method: pick(index, &["GET", "PUT", "PATCH", "DELETE"]).into(),
            ..of(probe, &payload)
        }),
        Defect::new("azure.route.method", |probe, _, index| {
            let path = pick(index, &[sign_in::PATH, sign_in::OLDER_PATH]);
            Sent {
                method: pick(index, &["GET", "PUT", "DELETE"]).into(),
                ..sign_in::sent(probe, path, &sign_in::form(probe))
            }
        })
        .of("token"),
        Defect::new("azure.route.method", |probe, _, index| {
            let paths = [
                "v2.0/.well-known/openid-configuration",
                ".well-known/openid-configuration",
            ];
            sign_in::sent(probe, pick(index, &paths), &[])
        })
        .of("openid"),
        Defect::new("azure.route.method", |probe, _, index| {
            let paths = ["discovery/v2.0/keys", "discovery/keys"];
            sign_in::sent(probe, pick(index, &paths), &[])
        })
        .of("keys"),
        Defect::new("azure.route.method", |probe, _, _| {
            sign_in::sent(probe, "discovery/instance", &[])
        })
        .of("instance"),
        Defect::new(
            "azure.ingest.api-version-missing",
            |probe, payload, index| {
                let queries = [
                    "",
                    "?",
                    "?api-version=",
                    "?api_version=2023-01-01",
                    "?version=2023-01-01",
                ];
                queried(probe, &payload, pick(index, &queries))
            },
        ),
        Defect::new("azure.ingest.api-version", |probe, payload, index| {
            let versions = [
                "v1",
                "latest",
                "2023-1-1",
                "2016-04-01",
                "2023-02-30",
                "2023-01-01-",
                "2021-11-01",
                "2030-01-01preview",
            ];
            queried(
                probe,
                &payload,
                &format!("?api-version={}", pick(index, &versions)),
            )
        }),
        Defect::new("azure.ingest.api-version-newer", |probe, payload, index| {
            let versions = [
                "2023-04-02",
                "2024-03-11",
                "2026-01-01",
                "2030-12-31-preview",
            ];
            queried(
                probe,
                &payload,
                &format!("?api-version={}", pick(index, &versions)),
            )
        }),
    ]
}

/// Who sends.
fn token() -> Vec<Defect> {
    vec![
        Defect::new("azure.ingest.token-missing", |probe, payload, index| {
            let sent = of(probe, &payload).without("authorization");
            pick(index, &[sent.clone(), sent.with("authorization", "")])
        }),
        Defect::new("azure.ingest.token-form", |probe, payload, index| {
            let header = sign_in::bearer(probe);
            let bare = header.trim_start_matches("Bearer ");
            let wrong = [
                bare.to_owned(),
                format!("Basic {bare}"),
                format!("SharedKey {bare}"),
                format!("Bearer {}", bare.replace('.', "")),
                format!("Bearer {bare}."),
                format!("Bearer \"{bare}\""),
                "Bearer abc".into(),
                "Bearer".into(),
            ];
            of(probe, &payload).with("authorization", pick(index, &wrong))
        }),
        Defect::new("azure.ingest.token-trusted", |probe, payload, index| {
            let later = probe.world().now().as_second() + 600;
            let other = [
                json!({"iss": "https://sts.windows.net/a2000000-0000-4000-8000-000000004802/"}),
                json!({"iss": "https://login.microsoftonline.com/common"}),
                json!({"tid": "a2000000-0000-4000-8000-000000004802"}),
                json!({"nbf": later}),
                json!({"aud": 1}),
                Value::Null,
            ];
            let other = pick(index, &other);
            let header = if other.is_null() {
                // The same with another signature.
                let good = sign_in::bearer(probe);
                let (signed, signature) = good.rsplit_once('.').unwrap_or_default();
                let (first, rest) = signature.split_at(8.min(signature.len()));
                let first: String = first.chars().rev().collect();
                format!("{signed}.{first}{rest}")
            } else {
                sign_in::forged(probe, &other)
            };
            of(probe, &payload).with("authorization", header)
        }),
        Defect::new("azure.ingest.token-audience", |probe, payload, index| {
            // Issued to whoever asks for it, and good for something else.
            let scopes = [
                "https://management.azure.com/.default",
                "https://graph.microsoft.com/.default",
                "https://api.loganalytics.io/.default",
                "https://vault.azure.net//.default",
            ];
            let header = sign_in::fresh(probe, pick(index, &scopes));
            of(probe, &payload).with("authorization", header)
        }),
        Defect::new("azure.ingest.token-audience", |probe, payload, index| {
            let audiences = [
                "",
                "https://monitor.azure.com//",
                "https://monitor.azure.com.example.com",
                "http://monitor.azure.com",
                "monitor.azure.com",
                "api://AzureMonitor",
            ];
            let header = sign_in::forged(probe, &json!({ "aud": pick(index, &audiences) }));
            of(probe, &payload).with("authorization", header)
        }),
        Defect::new("azure.ingest.token-expired", |probe, payload, _| {
            of(probe, &payload)
        })
        .set(&[("token_seconds", "0")]),
        Defect::new("azure.ingest.token-expired", |probe, payload, index| {
            let now = probe.world().now().as_second();
            let end = pick(index, &[now, now - 1, now - 86_400, 0]);
            let header = sign_in::forged(probe, &json!({ "exp": end }));
            of(probe, &payload).with("authorization", header)
        }),
    ]
}

/// Where to, and whether the caller may.
fn destination() -> Vec<Defect> {
    vec![
        Defect::new("azure.ingest.rule", |probe, payload, index| {
            let rules = [
                "dcr-00000000000000000000000000000000",
                "dcr-a200000000004000800000000000480",
                "logfog",
                "a2000000-0000-4000-8000-000000004801",
                "dcr%20",
            ];
            let sent = of(probe, &payload);
            let known = probe.default_of("dcr_immutable_id");
            let target = sent.target.replacen(known, pick(index, &rules), 1);
            Sent { target, ..sent }
        }),
        Defect::new("azure.ingest.access", |probe, payload, _| {
            of(probe, &payload).with("authorization", sign_in::denied(probe))
        }),
        Defect::new("azure.ingest.access", |probe, payload, _| {
            let other = json!({ "oid": "a2000000-0000-4000-8000-000000000b03" });
            of(probe, &payload).with("authorization", sign_in::forged(probe, &other))
        }),
        Defect::new("azure.ingest.stream", |probe, payload, index| {
            let streams = [
                "Logs",
                "Logs_CL",
                "Custom-Logs_CL",
                "Custom-Log",
                "Custom-Logs%20",
                "Custom%20Logs",
                "Microsoft-SecurityEvent",
            ];
            let sent = of(probe, &payload);
            let known = format!("/{}?", probe.default_of("stream"));
            let target = sent
                .target
                .replacen(&known, &format!("/{}?", pick(index, &streams)), 1);
            Sent { target, ..sent }
        }),
    ]
}

/// What is the case with the rule and with its workspace.
fn states() -> Vec<Defect> {
    vec![
        Defect::new("azure.ingest.rate-limit", |probe, payload, _| {
            let sent = of(probe, &payload);
            put(probe, "dcr_throttled");
            sent
        }),
        Defect::new("azure.ingest.daily-cap", |probe, payload, _| {
            let sent = of(probe, &payload);
            put(probe, "workspace_capped");
            sent
        }),
    ]
}

/// The body as a whole, and what the headers say of it.
fn body() -> Vec<Defect> {
    vec![
        Defect::new("azure.ingest.content-type", |probe, payload, index| {
            let kinds = [
                "",
                "text/plain",
                "text/json",
                "application/x-ndjson",
                "application/jsonl",
                "application/x-www-form-urlencoded",
            ];
            let sent = of(probe, &payload);
            match pick(index, &kinds) {
                "" => sent.without("content-type"),
                kind => sent.with("content-type", kind),
            }
        }),
        Defect::new("azure.ingest.content-encoding", |probe, payload, index| {
            let encodings = ["br", "deflate", "zstd", "gzip, gzip", "x"];
            of(probe, &payload).with("content-encoding", pick(index, &encodings))
        }),
        Defect::new("azure.ingest.empty-body", |probe, _, index| {
            let sent = Azure.request(probe, "".into());
            pick(
                index,
                &[sent.clone(), sent.with("content-encoding", "gzip")],
            )
        }),
        Defect::new("azure.ingest.not-gzip", |probe, payload, _| {
            of(probe, &payload).with("content-encoding", "gzip")
        }),
        Defect::new("azure.ingest.double-gzip", |probe, payload, _| {
            zipped(&zipped(&of(probe, &payload)))
        }),
        Defect::new("azure.ingest.utf8", |probe, payload, index| {
            let text = payload.to_string();
            let at = text.floor_char_boundary(index.index(text.len() + 1));
            // A byte that never occurs, half a letter, half a surrogate pair, a letter too long.
            let wrong: [&[u8]; 4] = [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf"];
            let (before, after) = text.as_bytes().split_at(at);
            let body = [before, pick(index, &wrong), after].concat();
            let sent = Azure.request(probe, body.into());
            pick(index, &[sent.clone(), zipped(&sent)])
        }),
        unreadable(),
        // The same, and the client does not hear of it.
        unreadable().set(&[("malformed", "lose")]),
        unreadable().profile("seed"),
        Defect::new("azure.ingest.json", |probe, payload, index| {
            let sent = zipped(&of(probe, &payload));
            let cut = 2 + index.index(sent.body.len() - 2);
            let body = sent.body.slice(..cut);
            Sent { body, ..sent }
        }),
        Defect::new("azure.ingest.array", |probe, payload, index| {
            let other = [payload[0].clone(), json!({}), json!({ "logs": payload })];
            of(probe, &pick(index, &other))
        }),
        scalar(),
        // One object is a row there.
        scalar().profile("seed"),
    ]
}

/// One row of several.
fn row_by_row() -> Vec<Defect> {
    vec![
        Defect::new("azure.ingest.row-object", |probe, mut payload, index| {
            let other = [
                payload.clone(),
                json!([]),
                json!(null),
                json!("row"),
                json!(7),
                json!(true),
            ];
            if let Value::Array(rows) = &mut payload {
                rows.insert(index.index(rows.len() + 1), pick(index, &other));
            }
            of(probe, &payload)
        }),
        Defect::new("azure.ingest.column", |probe, payload, index| {
            in_one(probe, payload, index, |row, index| {
                let names = [
                    "Other",
                    "message",
                    "timeGenerated",
                    "_ResourceId",
                    "",
                    "Count ",
                    "é",
                ];
                row.insert(pick(index, &names).into(), json!("x"));
            })
        }),
        Defect::new("azure.ingest.column-type", |probe, payload, index| {
            in_one(probe, payload, index, |row, index| {
                let (name, value) = misfit(index);
                row.insert(name.into(), value);
            })
        }),
        Defect::new("azure.ingest.column-type", |probe, payload, index| {
            in_one(probe, payload, index, |row, index| {
                let time = pick(index, &NO_TIMES);
                row.insert("OccurredAt".into(), time.into());
            })
        }),
        Defect::new("azure.ingest.time-generated", |probe, payload, index| {
            in_one(probe, payload, index, |row, index| {
                row.remove("TimeGenerated");
                if index.index(2) == 1 {
                    row.insert("TimeGenerated".into(), Value::Null);
                }
            })
        }),
        Defect::new("azure.ingest.time-window", |probe, payload, index| {
            in_one(probe, payload, index, |row, index| {
                // Just outside, and as far away as there are days.
                let times = [
                    "2026-10-30T11:59:59.9999999Z",
                    "2026-10-30",
                    "2026-11-02T12:00:00.0000001Z",
                    "2026-11-02T15:00:01+03:00",
                    "20261102T1201Z",
                    "1970-01-01T00:00:00Z",
                    "0001-01-01",
                    "9999-12-31T23:59:59.9999999Z",
                ];
                row.insert("TimeGenerated".into(), pick(index, &times).into());
            })
        }),
    ]
}

/// Another query behind the path.
fn queried(probe: &Probe, payload: &Value, query: &str) -> Sent {
    let sent = of(probe, payload);
    let path = sent.target.split('?').next().unwrap_or_default();
    Sent {
        target: format!("{path}{query}"),
        ..sent
    }
}

fn zipped(sent: &Sent) -> Sent {
    Azure.gzip(sent).unwrap_or_default()
}

/// Not JSON, or not the whole of it, or too deep.
fn unreadable() -> Defect {
    Defect::new("azure.ingest.json", |probe, payload, index| {
        let text = payload.to_string();
        let cut: Vec<_> = (1..text.len())
            .filter(|at| text.is_char_boundary(*at))
            .collect();
        let row = row(probe).to_string();
        let deep = format!("{}{}", "[".repeat(130), "]".repeat(130));
        let wrong = [
            text[..pick(index, &cut)].to_owned(),
            text[1..].to_owned(),
            format!("{text},"),
            format!("{text}{text}"),
            text.replacen('{', "{,", 1),
            text.replacen(':', "=", 1),
            format!("[{row}{row}]"),
            format!("[{row},]"),
            format!("[{row},{{\"Duration\":NaN}}]"),
            format!("[{{\"Properties\":{deep}}},{row}]"),
            " ".into(),
            "TimeGenerated,Message".into(),
        ];
        Azure.request(probe, pick(index, &wrong).into())
    })
}

/// Neither an array nor an object.
fn scalar() -> Defect {
    Defect::new("azure.ingest.array", |probe, _, index| {
        let other = [
            json!("rows"),
            json!(7),
            json!(-0.5),
            json!(true),
            json!(null),
        ];
        of(probe, &pick(index, &other))
    })
}

/// What does not fit its column. That numbers with an exponent are none for `int` and `long` is
/// the emulator's choice, and not shown here.
fn misfit(index: Index) -> (&'static str, Value) {
    let values = [
        ("Count", json!("many")),
        ("Count", json!("")),
        ("Count", json!(2_147_483_648_i64)),
        ("Count", json!(-2_147_483_649_i64)),
        ("Count", json!("2147483648")),
        ("Count", json!(1.5)),
        ("Count", json!(true)),
        ("Count", json!([1])),
        ("Bytes", json!(9_223_372_036_854_775_808_u64)),
        ("Bytes", json!("-9223372036854775809")),
        ("Bytes", json!("0x10")),
        ("Bytes", json!({})),
        ("Duration", json!("fast")),
        ("Duration", json!("NaN")),
        ("Duration", json!("-Infinity")),
        ("Duration", json!("1e309")),
        ("Duration", json!("0,5")),
        ("Duration", json!(false)),
        ("Success", json!("yes")),
        ("Success", json!(2)),
        ("Success", json!(-1)),
        ("Success", json!("")),
        ("Success", json!([true])),
        ("OccurredAt", json!(1_793_534_400)),
        ("OccurredAt", json!(1_793_534_400.25)),
        ("OccurredAt", json!(true)),
        ("OccurredAt", json!({"$date": "2026-11-01"})),
    ];
    pick(index, &values)
}

/// Texts that are no time of ISO 8601.
const NO_TIMES: [&str; 18] = [
    "",
    "now",
    "1793534400",
    "11:00:00",
    "2026-11",
    "2026-13-01",
    "2026-02-29",
    "2026-11-01T24:01:00Z",
    "2026-11-01T11:60:00Z",
    "2026-11-01T11:00:00.Z",
    "2026-11-01T11:00:00+24:00",
    "2026-11-01T11:00:00+05:30:15",
    "2026-11-01T11:00:00Z[UTC]",
    "2026-11-01T110000Z",
    "20261101T11:00:00Z",
    "+002026-11-01T11:00:00Z",
    "01/11/2026 11:00:00",
    "Sun, 01 Nov 2026 11:00:00 GMT",
];
