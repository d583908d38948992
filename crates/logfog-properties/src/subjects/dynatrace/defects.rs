//! One demand broken at a time.

use logfog_conform::{Probe, Sent};
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use crate::{Defect, Subject as _, subject::pick};

use super::{CONTENTS, Dynatrace, LEVELS, PATH, TIMES, each, events, of};

const LOOKUP: &str = "token-lookup";
const LOOKUP_PATH: &str = "/api/v2/apiTokens/lookup";
const APPS_PATH: &str = "/platform/classic/environment-api/v2/logs/ingest";
const HEALTH: &str = "health";

pub(super) fn all() -> Vec<Defect> {
    [
        route(),
        token(),
        state(),
        head(),
        body(),
        time(),
        names(),
        event(),
        lookup(),
    ]
    .concat()
}

fn route() -> Vec<Defect> {
    vec![
        Defect::new("dynatrace.route.path", |probe, payload, index| {
            let paths = [
                "/",
                "/api/v2/logs",
                "/api/v2/logs/ingest/",
                "/api/v2//logs/ingest",
                "/api/v1/logs/ingest",
                "/v2/logs/ingest",
                "/e/abc12345",
            ];
            to(pick(index, &paths), of(probe, &payload))
        }),
        Defect::new("dynatrace.route.method", |probe, payload, index| {
            let methods = ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"];
            by(pick(index, &methods), of(probe, &payload))
        }),
        Defect::new("dynatrace.route.method", |probe, payload, index| {
            let methods = ["GET", "PUT", "DELETE", "OPTIONS"];
            to(LOOKUP_PATH, by(pick(index, &methods), of(probe, &payload)))
        })
        .of(LOOKUP),
        Defect::new("dynatrace.route.method", |probe, payload, index| {
            let methods = ["POST", "PUT", "DELETE", "OPTIONS"];
            to(
                "/rest/health",
                by(pick(index, &methods), of(probe, &payload)),
            )
        })
        .of(HEALTH),
        Defect::new("dynatrace.route.environment", |probe, payload, index| {
            let name =
                pick(index, &["abc1234", "ABC12345", "abc12345 ", "zzz"]).replace(' ', "%20");
            to(&format!("/e/{name}{PATH}"), of(probe, &payload))
        }),
        Defect::new("dynatrace.route.environment", |probe, payload, index| {
            let methods = ["GET", "POST", "DELETE", "OPTIONS"];
            to(
                "/e/zzz/rest/health",
                by(pick(index, &methods), of(probe, &payload)),
            )
        })
        .of(HEALTH),
    ]
}

fn token() -> Vec<Defect> {
    vec![
        Defect::new("dynatrace.auth.missing", |probe, payload, index| {
            let sent = of(probe, &payload).without("authorization");
            to(pick(index, &[PATH, "/e/abc12345/api/v2/logs/ingest"]), sent)
        }),
        Defect::new("dynatrace.auth.missing", |probe, _, _| {
            about(probe, probe.credential("api_token")).without("authorization")
        })
        .of(LOOKUP),
        Defect::new("dynatrace.auth.token", |probe, payload, index| {
            let known = probe.credential("api_token");
            let platform = probe.credential("platform_token");
            let (head, tail) = known.split_at(known.len() - 1);
            let other = if tail == "0" { "1" } else { "0" };
            let wrong = [
                known.to_owned(),
                format!("Bearer {known}"),
                format!("Basic {known}"),
                format!("Api-Token {platform}"),
                format!("Api-Token {head}{other}"),
                format!("Api-Token {head}"),
                format!("Api-Token {}", known.to_lowercase()),
                "Api-Token".to_owned(),
            ];
            of(probe, &payload).with("authorization", pick(index, &wrong))
        }),
        Defect::new("dynatrace.auth.token", |probe, payload, _| {
            // An ActiveGate knows no platform tokens.
            let token = probe.credential("platform_token");
            let sent = of(probe, &payload).with("authorization", format!("Bearer {token}"));
            to(&format!("/e/abc12345{PATH}"), sent)
        }),
        Defect::new("dynatrace.auth.token", |probe, _, _| {
            let token = probe.credential("platform_token");
            of(probe, &json!({})).with("authorization", format!("Bearer {token}"))
        })
        .profile("classic"),
        Defect::new("dynatrace.auth.token", |probe, payload, _| {
            // The apps proxy knows nothing else.
            to(APPS_PATH, of(probe, &payload))
        }),
        Defect::new("dynatrace.auth.scope", |probe, payload, index| {
            let tokens = [probe.credential("read_token"), probe.denied("api_token")];
            let value = format!("Api-Token {}", pick(index, &tokens));
            of(probe, &payload).with("authorization", value)
        }),
        Defect::new("dynatrace.auth.scope", |probe, payload, index| {
            let value = format!("Bearer {}", probe.denied("platform_token"));
            let sent = of(probe, &payload).with("authorization", value);
            to(pick(index, &[PATH, APPS_PATH]), sent)
        }),
        Defect::new("dynatrace.auth.query", |probe, payload, index| {
            let token = probe.credential("api_token");
            let name = pick(index, &["api-token", "Api-Token"]);
            let sent = of(probe, &payload).without("authorization");
            to(&format!("{PATH}?{name}={token}"), sent)
        }),
    ]
}

/// An environment that takes nothing says so before it looks at the body.
fn state() -> Vec<Defect> {
    let send = |probe: &Probe, payload: Value, _| of(probe, &payload);
    vec![
        Defect::new("dynatrace.state.licence", send).set(&[("state", "out_of_ddu")]),
        Defect::new("dynatrace.state.module", send).set(&[("state", "no_module")]),
        Defect::new("dynatrace.state.ingest-enabled", send).set(&[("state", "disabled")]),
        Defect::new("dynatrace.state.storage", send).set(&[("state", "no_storage")]),
        Defect::new("dynatrace.state.space", send).set(&[("state", "full")]),
    ]
}

fn head() -> Vec<Defect> {
    let unsupported = |probe: &Probe, payload: Value, index: Index| {
        let kinds = [
            "application/xml",
            "text/html",
            "json",
            "",
            "application/jsonl2",
        ];
        of(probe, &payload).with("content-type", pick(index, &kinds))
    };
    vec![
        Defect::new("dynatrace.ingest.content-type", unsupported),
        Defect::new("dynatrace.ingest.content-type", unsupported)
            .set(&[("unsupported_media", "400")]),
        Defect::new("dynatrace.ingest.content-type", |probe, payload, _| {
            of(probe, &payload).without("content-type")
        }),
        Defect::new("dynatrace.ingest.content-type", |probe, payload, _| {
            // The parameter beats the header.
            to(
                &format!("{PATH}?Content-Type=text/html"),
                of(probe, &payload),
            )
        }),
        Defect::new("dynatrace.ingest.content-type", |probe, payload, _| {
            of(probe, &payload).with("content-type", "application/jsonl")
        })
        .profile("seed"),
        Defect::new("dynatrace.ingest.charset", |probe, payload, index| {
            let kinds = [
                "application/json; charset=iso-8859-1",
                "application/json;CHARSET=\"utf-16\"",
                "text/plain; charset=us-ascii",
            ];
            of(probe, &payload).with("content-type", pick(index, &kinds))
        }),
        Defect::new(
            "dynatrace.ingest.content-encoding",
            |probe, payload, index| {
                let encoding = pick(index, &["deflate", "br", "zstd", "gzip, gzip"]);
                of(probe, &payload).with("content-encoding", encoding)
            },
        ),
        Defect::new("dynatrace.ingest.whole-body", |probe, payload, index| {
            let plain = of(probe, &payload);
            let Some(zipped) = Dynatrace.gzip(&plain) else {
                return plain;
            };
            // Cut somewhere, or not compressed at all.
            let body = match index.index(zipped.body.len()) {
                0 => plain.body,
                at => zipped.body.slice(..at),
            };
            Sent { body, ..zipped }
        }),
        Defect::new("dynatrace.ingest.structure", |probe, payload, index| {
            let values = ["nested", "RAW", "", "raw,flattened"];
            let at = index.index(2 * values.len());
            let option = format!("structure={}", values[at / 2]);
            match at % 2 {
                0 => to(&format!("{PATH}?{option}"), of(probe, &payload)),
                _ => of(probe, &payload).with("x-dynatrace-options", option),
            }
        }),
    ]
}

fn body() -> Vec<Defect> {
    vec![
        Defect::new("dynatrace.ingest.utf8", |probe, payload, index| {
            let mut body = payload.to_string().into_bytes();
            let bytes = [0xff, 0xc0, 0x80, 0xed];
            let at = index.index(body.len() + 1);
            body.insert(at, pick(index, &bytes));
            Dynatrace.request(probe, body.into())
        }),
        Defect::new("dynatrace.ingest.empty", |probe, _, index| {
            let bodies = ["", " ", "\n\t\r\n", "[]", "[ ]\n"];
            Dynatrace.request(probe, pick(index, &bodies).into())
        }),
        Defect::new("dynatrace.ingest.empty", |probe, _, index| {
            let kinds = [("text/plain", ""), ("application/x-ndjson", "\n\n")];
            let (kind, body) = pick(index, &kinds);
            Dynatrace
                .request(probe, body.into())
                .with("content-type", kind)
        }),
        Defect::new("dynatrace.ingest.json", |probe, payload, index| {
            let text = payload.to_string();
            let cut = (1..text.len()).filter(|at| text.is_char_boundary(*at));
            let cut: Vec<_> = cut.collect();
            let body = text[..pick(index, &cut)].to_owned();
            Dynatrace.request(probe, body.into())
        }),
        Defect::new("dynatrace.ingest.json", |probe, payload, index| {
            let after = pick(index, &[",", "x", "]", "{}", "\u{feff}"]);
            Dynatrace.request(probe, format!("{payload}{after}").into())
        }),
        Defect::new("dynatrace.ingest.body-shape", |probe, _, index| {
            let bodies = [
                json!("text"),
                json!(7),
                json!(true),
                json!(null),
                json!("[]"),
            ];
            of(probe, &pick(index, &bodies))
        }),
        Defect::new("dynatrace.ingest.depth", |probe, payload, index| {
            // An array of them is a level, and the event is one.
            let array = payload.is_array();
            let levels = 128 - usize::from(array) + index.index(20);
            in_one(probe, payload, index, |event, index| {
                let nest = |inner| match index.index(2) {
                    0 => json!([inner]),
                    _ => json!({ "a": inner }),
                };
                event.insert(
                    "deep".into(),
                    (0..levels).fold(json!(1), |inner, _| nest(inner)),
                );
            })
        }),
        Defect::new("dynatrace.ingest.record-shape", |probe, payload, index| {
            let mut all: Vec<_> = each(&payload).cloned().collect();
            all.insert(index.index(all.len() + 1), no_object(index));
            of(probe, &all.into())
        }),
        Defect::new("dynatrace.ingest.record-shape", |probe, payload, index| {
            // A line that is no event, and those that are.
            let mut lines: Vec<_> = each(&payload).map(Value::to_string).collect();
            let bad = ["{", "7", "{} {}", "no JSON"];
            lines.insert(index.index(lines.len() + 1), pick(index, &bad).to_owned());
            let sent = Dynatrace.request(probe, lines.join("\n").into());
            sent.with("content-type", "application/jsonl")
        }),
        Defect::new("dynatrace.ingest.no-record", |probe, _, index| {
            of(probe, &json!(vec![no_object(index); index.index(3) + 1]))
        })
        .beside(&["dynatrace.ingest.record-shape"]),
    ]
}

fn time() -> Vec<Defect> {
    vec![
        Defect::new("dynatrace.ingest.time-format", |probe, payload, index| {
            let wrong = [
                json!("yesterday"),
                json!(""),
                json!(true),
                json!([]),
                json!({"at": 1}),
                json!(-1),
                json!(1_793_534_400_000_000_u64),
                json!(1_793_534_400_000.5),
                json!("2026-11-01"),
                json!("2026-02-29T00:00:00Z"),
                json!("2026-11-01T24:00:00Z"),
                json!("2026-11-01T11:00:00 UTC"),
                json!("Nov 31 11:00:00"),
            ];
            in_one(probe, payload, index, |event, index| {
                without(event, &TIMES);
                let key = pick(index, &TIMES);
                event.insert(key.into(), pick(index, &wrong));
            })
        }),
        Defect::new(
            "dynatrace.ingest.all-out-of-range",
            |probe, mut payload, index| {
                for event in events(&mut payload) {
                    without(event, &TIMES);
                    let old = [
                        "2026-10-31T11:59:59.999Z",
                        "1642457551000",
                        "Jan  1 00:00:00",
                    ];
                    event.insert("timestamp".into(), pick(index, &old).into());
                }
                of(probe, &payload)
            },
        )
        .beside(&["dynatrace.ingest.too-old"]),
        Defect::new("dynatrace.ingest.all-out-of-range", |probe, _, _| {
            of(
                probe,
                &json!([{"content": "x", "timestamp": "2026-11-02T00:00:01Z"}]),
            )
        })
        .profile("seed")
        .beside(&["dynatrace.ingest.too-new"]),
    ]
}

/// Two members that cannot both have their names.
fn names() -> Vec<Defect> {
    vec![
        Defect::new("dynatrace.ingest.key-clash", |probe, payload, index| {
            // With an attribute of the request.
            let sent = in_one(probe, payload, index, |event, _| {
                event.insert("k-1".into(), json!(2));
            });
            match index.index(2) {
                0 => to(&format!("{PATH}?k-1=x"), sent),
                _ => sent.with("x-dynatrace-attr", "k-1=x"),
            }
        }),
        Defect::new("dynatrace.ingest.key-clash", |probe, payload, index| {
            // With itself.
            let sent = in_one(probe, payload, index, |event, _| {
                event.insert("k-1".into(), json!(1));
                event.insert("k-2".into(), json!(2));
            });
            let body = String::from_utf8_lossy(&sent.body).replacen("\"k-2\"", "\"k-1\"", 1);
            Dynatrace.request(probe, body.into())
        }),
        Defect::new("dynatrace.ingest.key-clash", |probe, payload, index| {
            // With a member of an object, once that is flattened.
            let sent = in_one(probe, payload, index, |event, _| {
                event.insert("k-1".into(), json!({"a": 1}));
                event.insert("k-1.a".into(), json!(2));
            });
            to(&format!("{PATH}?structure=flattened"), sent)
        }),
        Defect::new("dynatrace.ingest.key-case", |probe, payload, index| {
            in_one(probe, payload, index, |event, index| {
                let pairs = [("k-a", "K-a"), ("k-ab", "K-AB"), ("é-1", "É-1")];
                let (one, other) = pick(index, &pairs);
                event.insert(one.into(), json!(1));
                event.insert(other.into(), json!(1));
            })
        }),
    ]
}

fn event() -> Vec<Defect> {
    vec![
        Defect::new(
            "dynatrace.ingest.common-attribute",
            |probe, payload, index| {
                in_one(probe, payload, index, |event, index| {
                    let other = [json!("BIZ"), json!("log"), json!(null), json!(["LOG"])];
                    event.insert("event.type".into(), pick(index, &other));
                })
            },
        ),
        Defect::new(
            "dynatrace.ingest.common-attribute",
            |probe, payload, index| {
                // Only one of two levels is the level.
                in_one(probe, payload, index, |event, _| {
                    without(event, &LEVELS);
                    event.insert("loglevel".into(), json!("info"));
                    event.insert("status".into(), json!("error"));
                })
            },
        ),
        Defect::new(
            "dynatrace.ingest.common-attribute",
            |probe, payload, index| {
                // A list is no level.
                in_one(probe, payload, index, |event, index| {
                    without(event, &LEVELS);
                    let other = [json!(null), json!([]), json!({})];
                    event.insert("status".into(), pick(index, &other));
                })
            },
        ),
        Defect::new(
            "dynatrace.ingest.attribute-count",
            |probe, payload, index| {
                // The text, the time and the level are no attributes; whatever else there is counts.
                in_one(probe, payload, index, |event, _| {
                    for keys in [&CONTENTS[..], &TIMES, &LEVELS] {
                        without(event, keys);
                    }
                    let missing = 501 - event.len();
                    event.extend((0..missing).map(|at| (format!("k-{at}"), json!(at))));
                })
            },
        ),
        Defect::new("dynatrace.ingest.value-length", |probe, payload, index| {
            // Of an object it is that of its JSON, of a list that of each value.
            in_one(probe, payload, index, |event, index| {
                let text = |bytes| "x".repeat(bytes);
                let values = [json!([1, text(32_769)]), json!({ "a": text(32_761) })];
                event.insert("k-1".into(), pick(index, &values));
            })
        }),
    ]
}

fn lookup() -> Vec<Defect> {
    vec![
        Defect::new("dynatrace.token-lookup.body-size", |probe, _, index| {
            let mut sent = about(probe, probe.credential("api_token"));
            let mut body = sent.body.to_vec();
            body.resize((1 << 20) + 1 + index.index(9), b' ');
            sent.body = body.into();
            sent
        })
        .of(LOOKUP),
        Defect::new("dynatrace.token-lookup.body", |probe, payload, index| {
            let token = probe.credential("api_token");
            let bodies = [
                json!([token]),
                json!([{ "token": token }]),
                json!(token),
                json!({ "Token": token }),
                json!({ "token": [token] }),
                json!({ "token": null }),
                payload,
            ];
            let body = pick(index, &bodies).to_string();
            to(LOOKUP_PATH, Dynatrace.request(probe, body.into()))
        })
        .of(LOOKUP),
        Defect::new("dynatrace.token-lookup.known", |probe, _, index| {
            let known = probe.credential("api_token");
            let tokens = [
                "",
                &known[1..],
                &known[..known.len() - 1],
                &known.to_lowercase(),
            ];
            about(probe, pick(index, &tokens))
        })
        .of(LOOKUP),
    ]
}

/// A lookup of a token.
fn about(probe: &Probe, token: &str) -> Sent {
    let body = json!({ "token": token }).to_string();
    to(LOOKUP_PATH, Dynatrace.request(probe, body.into()))
}

fn to(target: &str, sent: Sent) -> Sent {
    Sent {
        target: target.into(),
        ..sent
    }
}

fn by(method: &str, sent: Sent) -> Sent {
    Sent {
        method: method.into(),
        ..sent
    }
}

/// Breaks one event.
fn in_one(
    probe: &Probe,
    mut payload: Value,
    index: Index,
    spoil: impl Fn(&mut Map<String, Value>, Index),
) -> Sent {
    let mut events = events(&mut payload);
    let at = index.index(events.len());
    spoil(events[at], index);
    of(probe, &payload)
}

fn without(event: &mut Map<String, Value>, keys: &[&str]) {
    let is_one = |name: &String| keys.iter().any(|key| name.eq_ignore_ascii_case(key));
    event.retain(|name, _| !is_one(name));
}

fn no_object(index: Index) -> Value {
    let others = [json!(null), json!(1), json!("{}"), json!([]), json!([{}])];
    pick(index, &others)
}
