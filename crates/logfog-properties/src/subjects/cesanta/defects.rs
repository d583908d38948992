use logfog_conform::{NOW, Over, Sent};
use serde_json::{Value, json};

use super::{
    Cesanta, DELETE, LIST, LOG,
    broken::{as_v1, as_v2, method, no_number, one_command, one_log},
    of,
};
use crate::{Defect, Subject as _, subject::pick};

/// Frames that are none.
pub(super) fn frames() -> Vec<Defect> {
    vec![
        Defect::new("cesanta.frame.json", |probe, payload, index| {
            let text = payload.to_string();
            let cut = (1..text.len()).filter(|at| text.is_char_boundary(*at));
            let cut: Vec<_> = cut.collect();
            let body = &text.as_bytes()[..pick(index, &cut)];
            Cesanta.request(probe, body.to_vec().into())
        }),
        Defect::new("cesanta.frame.json", |probe, payload, index| {
            // Of two members of one name both must be right.
            let wrong = [
                &b"\"src\":7,"[..],
                b"\"src\":\"\xff\",",
                b"\"dst\":[],",
                b"\"key\":{},",
                b"\"v\":\"1\",",
                b"\"v\":1.0,",
                b"\"cmds\":{},",
                b"\"cmds\":[5],",
                b"\"cmds\":[{\"cmd\":5}],",
                b"\"cmds\":[{\"deadline\":\"1\"}],",
                b"\"resp\":\"x\",",
                b"\"resp\":{},",
                b"\"method\":7,",
                b"\"deadline\":\"1\",",
                b"\"timeout\":true,",
                b"\"nr\":1,",
                b"7:8,",
            ];
            let text = payload.to_string();
            let body = [&b"{"[..], pick(index, &wrong), &text.as_bytes()[1..]].concat();
            Cesanta.request(probe, body.into())
        }),
        Defect::new("cesanta.frame.json", |probe, payload, index| {
            let others = [
                json!([payload]),
                json!(payload.to_string()),
                json!(7),
                Value::Null,
            ];
            of(probe, &pick(index, &others))
        }),
        Defect::new("cesanta.frame.json", |probe, mut payload, index| {
            let wrong = [json!(true), json!([1]), json!(1.5), json!({})];
            one_command(&mut payload, index)["id"] = pick(index, &wrong);
            of(probe, &payload)
        }),
    ]
}

/// What frames of a version hold.
pub(super) fn versions() -> Vec<Defect> {
    vec![
        Defect::new("cesanta.frame.version", |probe, payload, index| {
            let mut frame = as_v1(payload);
            frame["v"] = pick(index, &[0, 2, -1, 3, i64::MAX]).into();
            of(probe, &frame)
        }),
        Defect::new("cesanta.frame.empty", |probe, payload, index| {
            let mut frame = as_v1(payload);
            let (cmds, resp) = pick(
                index,
                &[
                    (json!([]), Value::Null),
                    (Value::Null, Value::Null),
                    (Value::Null, json!([])),
                    (json!([]), json!([])),
                ],
            );
            frame["v"] = 1.into();
            (frame["cmds"], frame["resp"]) = (cmds, resp);
            of(probe, &frame)
        }),
        Defect::new("cesanta.frame.empty", |probe, payload, _| {
            of(probe, &as_v2(payload))
        })
        .profile("seed"),
        Defect::new("cesanta.frame.mixed", |probe, payload, index| {
            let mut frame = as_v1(payload);
            frame["method"] = pick(index, &["", LOG, "x"]).into();
            of(probe, &frame)
        }),
        Defect::new("cesanta.frame.mixed", |probe, payload, index| {
            let mut frame = as_v2(payload);
            let name = pick(index, &["cmds", "resp"]);
            frame[name] = pick(index, &[json!([]), json!([{}])]);
            of(probe, &frame)
        }),
        Defect::new("cesanta.frame.request", |probe, payload, index| {
            let mut frame = as_v2(payload);
            let name = pick(index, &["result", "error"]);
            frame[name] = pick(
                index,
                &[json!({"code": 1, "message": "x"}), json!(false), json!("")],
            );
            of(probe, &frame)
        }),
        Defect::new("cesanta.frame.request", |probe, payload, index| {
            let src = payload["src"].clone();
            let frames = [
                json!({}),
                json!({"v": 2, "src": src}),
                json!({"method": null, "id": null, "args": {"msg": "x"}}),
            ];
            of(probe, &pick(index, &frames))
        }),
        Defect::new("cesanta.frame.dst", |probe, mut payload, index| {
            let others = [
                "//api.cesanta.com/d/7",
                "//api.cesanta.com/",
                "//api.cesanta.com/cloudy",
                "//api.cesanta.community",
                "device_1",
            ];
            payload["dst"] = pick(index, &others).into();
            of(probe, &payload)
        }),
    ]
}

/// Commands, but for their arguments.
pub(super) fn commands() -> Vec<Defect> {
    vec![
        Defect::new("cesanta.frame.id", |probe, mut payload, index| {
            let wrong = [0, -1, 1 << 53, i64::MAX, i64::MIN];
            one_command(&mut payload, index)["id"] = pick(index, &wrong).into();
            of(probe, &payload)
        }),
        Defect::new("cesanta.frame.cmd", |probe, payload, index| {
            let mut frame = as_v1(payload);
            let command = one_command(&mut frame, index).as_object_mut();
            let command = command.expect("a command");
            match pick(index, &[None, Some(Value::Null), Some(json!(""))]) {
                Some(name) => command.insert("cmd".into(), name),
                None => command.remove("cmd"),
            };
            of(probe, &frame)
        }),
        Defect::new("cesanta.frame.cmd", |probe, payload, _| {
            let mut frame = as_v2(payload);
            frame["method"] = "".into();
            of(probe, &frame)
        }),
        Defect::new("cesanta.frame.deadline", |probe, mut payload, index| {
            let past = [
                json!(NOW.as_second() - 1),
                json!(0),
                json!(-1e300),
                json!(1_793_534_399.9),
            ];
            one_command(&mut payload, index)["deadline"] = pick(index, &past);
            of(probe, &payload)
        }),
        Defect::new("cesanta.frame.deadline", |probe, _, index| {
            let past = pick(index, &[NOW.as_second() - 1, 0, i64::MIN]);
            method(probe, &format!("{LOG}?id=7&deadline={past}"))
        }),
        Defect::new("cesanta.frame.unknown", |probe, mut payload, index| {
            let others = [
                "/v1/log.log",
                "/v1/Log",
                "/v1/Log.Log ",
                "/v2/Log.Log",
                "Log.Log",
                "/v1/Metrics.Publish",
            ];
            let name = if payload["cmds"].is_array() {
                "cmd"
            } else {
                "method"
            };
            one_command(&mut payload, index)[name] = pick(index, &others).into();
            of(probe, &payload)
        }),
        Defect::new("cesanta.frame.unknown", |probe, _, index| {
            method(
                probe,
                pick(index, &["/v1/Log.Nothing", "/v1/log.log", "/v1", "/v1/"]),
            )
        }),
        Defect::new("cesanta.frame.unknown", |probe, _, _| {
            let command = json!({"cmd": DELETE, "id": 1, "args": {"stream": "x"}});
            of(
                probe,
                &json!({"v": 1, "src": "device_7", "cmds": [command]}),
            )
        })
        .profile("seed"),
    ]
}

/// Who sends, and what it may do.
pub(super) fn senders() -> Vec<Defect> {
    vec![
        Defect::new("cesanta.auth.key", |probe, mut payload, index| {
            let key = probe.credential("key");
            let component = pick(index, &["", ".x"]);
            payload["src"] = format!("{}{component}", probe.credential("src")).into();
            let wrong = [json!(""), Value::Null, json!(&key[1..]), json!(format!("{key} "))];
            payload["key"] = pick(index, &wrong);
            of(probe, &payload)
        }),
        Defect::new("cesanta.auth.key", |probe, mut payload, index| {
            payload["src"] = pick(index, &[json!("device_9"), json!(""), Value::Null]);
            payload["key"] = probe.credential("key").into();
            of(probe, &payload)
        })
        .set(&[("auth", "strict")]),
        Defect::new("cesanta.auth.permission", |probe, mut payload, index| {
            let component = pick(index, &["", ".x"]);
            payload["src"] = format!("{}{component}", probe.denied("src")).into();
            payload["key"] = probe.denied("key").into();
            of(probe, &payload)
        }),
        Defect::new("cesanta.auth.foreign", |probe, mut payload, index| {
            let commands = [
                json!({"cmd": LOG, "args": {"msg": one_log(&mut payload, index)["msg"], "src": "device_8"}}),
                json!({"cmd": LIST, "args": {"src": "device_8"}}),
                json!({"cmd": DELETE, "args": {"src": "device_8"}}),
            ];
            let own = json!({"cmd": LOG, "args": {"msg": "x", "src": "device_7.y"}});
            let commands = [own, pick(index, &commands)];
            of(
                probe,
                &json!({"src": "device_7.x", "key": "secret", "cmds": commands}),
            )
        })
        .set(&[("auth", "strict"), ("keys", "device_7=secret")]),
        Defect::new("cesanta.log.sender", |probe, mut payload, index| {
            one_log(&mut payload, index).remove("src");
            payload["src"] = pick(index, &[Value::Null, json!("")]);
            of(probe, &payload)
        }),
        Defect::new("cesanta.delete.sender", |probe, _, index| {
            let args = [Value::Null, json!({}), json!({"src": "", "stream": "x"})];
            let command = json!({"cmd": DELETE, "args": pick(index, &args)});
            let frame = json!({"v": 1, "cmds": [command]});
            of(probe, &pick(index, &[as_v2(frame.clone()), frame]))
        }),
    ]
}

/// HTTP, and what is posted to the path of a method.
pub(super) fn http() -> Vec<Defect> {
    vec![
        Defect::new("cesanta.http.method", |probe, payload, index| Sent {
            method: pick(index, &["PUT", "GET", "DELETE", "PATCH", "OPTIONS"]).into(),
            target: pick(index, &["/", "/api", "/rpc", LOG]).into(),
            ..of(probe, &payload)
        }),
        Defect::new("cesanta.http.handshake", |_, _, index| {
            let wrong = [
                ("sec-websocket-version", "8"),
                ("sec-websocket-version", ""),
                ("sec-websocket-key", "AAAA"),
                ("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAAAA"),
                ("sec-websocket-key", ""),
            ];
            let (name, value) = pick(index, &wrong);
            let sent = Sent {
                method: "GET".into(),
                target: pick(index, &["/", "/api", "/rpc"]).into(),
                ..Sent::default()
            };
            sent.with("connection", "Upgrade")
                .with("upgrade", "websocket")
                .with("sec-websocket-version", "13")
                .with("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA==")
                .with(name, value)
        })
        .over(Over::Http1),
        Defect::new("cesanta.http.nothing", |probe, payload, index| {
            let src = payload["src"].clone();
            let frames = [
                json!({"v": 1, "src": src, "resp": [{"id": 1, "status": 0}]}),
                json!({"v": 1, "src": src, "resp": [7], "cmds": []}),
                json!({"v": 2, "src": src, "id": 1, "result": {}}),
                json!({"src": src, "id": "x", "error": {"code": 1, "message": "x"}}),
            ];
            of(probe, &pick(index, &frames))
        }),
        Defect::new("cesanta.http.args", |probe, payload, index| {
            let text = payload.to_string();
            let wrong = [&text[..text.len() - 1], "{", "x", "{\"msg\":x}", "{}{}"];
            Sent {
                body: pick(index, &wrong).to_owned().into(),
                ..method(probe, LOG)
            }
        }),
        Defect::new("cesanta.http.id", |probe, _, index| {
            method(probe, &format!("{LOG}?id={}", no_number(index)))
        }),
        Defect::new("cesanta.http.deadline", |probe, _, index| {
            method(probe, &format!("{LOG}?id=7&deadline={}", no_number(index)))
        }),
        Defect::new("cesanta.http.timeout", |probe, _, index| {
            method(probe, &format!("{LOG}?timeout={}&id=7", no_number(index)))
        }),
    ]
}
