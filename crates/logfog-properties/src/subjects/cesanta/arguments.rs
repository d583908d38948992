use serde_json::{Value, json};

use super::{
    DELETE, LIST, LOG,
    broken::{
        MARK, beside, in_log, literal, log_command, no_integer, no_text, one_command, one_log,
    },
    of,
};
use crate::{Defect, subject::pick};

/// Arguments of whatever command.
pub(super) fn general() -> Vec<Defect> {
    vec![
        Defect::new("cesanta.args.object", |probe, mut payload, index| {
            let names = ["args", "params"];
            let others = [json!("x"), json!([]), json!([1]), json!(5), json!(true)];
            let name = names[usize::from(payload["params"].is_object())];
            one_command(&mut payload, index)[name] = pick(index, &others);
            of(probe, &payload)
        }),
        Defect::new("cesanta.args.unknown", |probe, mut payload, index| {
            let names = ["unknown", "Msg", "limit", "msg ", ""];
            one_log(&mut payload, index).insert(pick(index, &names).into(), "x".into());
            of(probe, &payload)
        }),
        Defect::new("cesanta.args.unknown", |probe, payload, index| {
            let names = [
                (LIST, "msg"),
                (LIST, "Limit"),
                (DELETE, "msg"),
                (DELETE, "last"),
            ];
            let (name, argument) = pick(index, &names);
            beside(probe, payload, index, name, argument, json!("x"))
        }),
        Defect::new("cesanta.args.unknown", |probe, payload, _| {
            let log = json!({"cmd": LOG, "args": {"msg": "x", "src": payload["src"].as_str()}});
            let list = json!({"cmd": LIST, "args": {"src": "x", "follow": true, "last": 1}});
            of(
                probe,
                &json!({"v": 1, "src": "device_7", "cmds": [log, list]}),
            )
        })
        .profile("seed"),
        Defect::new("cesanta.args.integer", |probe, mut payload, index| {
            let written = pick(index, &["1.0", "1e3", "-0.0", "10E-1", "-1793534400e+0"]);
            one_log(&mut payload, index).insert("timestamp".into(), MARK.into());
            literal(probe, &payload, written)
        }),
        Defect::new("cesanta.args.integer", |probe, payload, index| {
            let name = pick(index, &["limit", "last"]);
            beside(
                probe,
                payload,
                index,
                LIST,
                name,
                json!(pick(index, &[1.0, 7.0])),
            )
        }),
    ]
}

/// Arguments of `Log`.
pub(super) fn log() -> Vec<Defect> {
    vec![
        Defect::new("cesanta.log.msg", |probe, payload, index| {
            in_log(probe, payload, index, |args, _| drop(args.remove("msg")))
        }),
        Defect::new("cesanta.log.msg", |probe, payload, index| {
            in_log(probe, payload, index, |args, _| {
                args.insert("msg".into(), Value::Null);
            })
        }),
        Defect::new("cesanta.log.msg", |probe, mut payload, index| {
            let command = log_command(&mut payload, index);
            let args = pick(index, &[Value::Null, json!({})]);
            for name in ["args", "params"] {
                command[name] = args.clone();
            }
            of(probe, &payload)
        }),
        Defect::new("cesanta.log.msg-type", |probe, payload, index| {
            in_log(probe, payload, index, |args, index| {
                let others = [json!(5), json!(-1.5), json!(true), json!(false)];
                args.insert("msg".into(), pick(index, &others));
            })
        }),
        Defect::new("cesanta.log.timestamp", |probe, payload, index| {
            in_log(probe, payload, index, |args, index| {
                let others = [
                    json!("1"),
                    json!(""),
                    json!(1.5),
                    json!(true),
                    json!([1]),
                    json!({}),
                    json!(1e300),
                    json!(1_u64 << 63),
                ];
                args.insert("timestamp".into(), pick(index, &others));
            })
        }),
        Defect::new("cesanta.log.timestamp-range", |probe, payload, index| {
            in_log(probe, payload, index, |args, index| {
                let beyond = [
                    253_402_207_200_001,
                    -377_705_023_201_001,
                    i64::MAX,
                    i64::MIN,
                ];
                args.insert("timestamp".into(), pick(index, &beyond).into());
            })
        }),
        Defect::new("cesanta.log.stream", |probe, payload, index| {
            in_log(probe, payload, index, |args, index| {
                args.insert("stream".into(), no_text(index));
            })
        }),
        Defect::new("cesanta.log.stream", |probe, mut payload, index| {
            one_log(&mut payload, index).insert("stream".into(), MARK.into());
            literal(probe, &payload, r#""\ud800""#)
        }),
        Defect::new("cesanta.log.src", |probe, payload, index| {
            in_log(probe, payload, index, |args, index| {
                args.insert("src".into(), no_text(index));
            })
        }),
    ]
}

/// Arguments of `List` and `Delete`.
pub(super) fn list_and_delete() -> Vec<Defect> {
    vec![
        Defect::new("cesanta.list.src", |probe, payload, index| {
            let others = [Value::Null, json!("")];
            beside(probe, payload, index, LIST, "src", pick(index, &others))
        }),
        Defect::new("cesanta.list.src-type", |probe, payload, index| {
            let value = no_text(index);
            beside(probe, payload, index, LIST, "src", value)
        }),
        Defect::new("cesanta.list.after", |probe, payload, index| {
            let value = no_text(index);
            beside(probe, payload, index, LIST, "after", value)
        }),
        Defect::new("cesanta.list.after-known", |probe, payload, index| {
            let value = {
                let others = [
                    "x",
                    "1",
                    "00000000000000000000",
                    "00000000009999999999",
                    "99999999999999999999",
                    "+0000000000000000001",
                ];
                pick(index, &others).into()
            };
            beside(probe, payload, index, LIST, "after", value)
        }),
        Defect::new("cesanta.list.after-known", |probe, payload, index| {
            // The last entry of somebody else.
            let other = json!({"src": "other", "cmds": [{"cmd": LOG, "args": {"msg": "x"}}]});
            let stored = probe.send(&of(probe, &other)).expect("an answer").stored;
            let after = format!("{:020}", stored[0].id);
            beside(probe, payload, index, LIST, "after", after.into())
        }),
        Defect::new("cesanta.list.limit", |probe, payload, index| {
            let value = no_integer(index);
            beside(probe, payload, index, LIST, "limit", value)
        }),
        Defect::new("cesanta.list.limit-positive", |probe, payload, index| {
            let value = { pick(index, &[0, -1, i64::MIN]).into() };
            beside(probe, payload, index, LIST, "limit", value)
        }),
        Defect::new("cesanta.list.stream", |probe, payload, index| {
            let value = no_text(index);
            beside(probe, payload, index, LIST, "stream", value)
        }),
        Defect::new("cesanta.list.follow", |probe, payload, index| {
            let value = {
                let others = [
                    json!(1),
                    json!(0),
                    json!("true"),
                    json!(""),
                    json!([]),
                    json!({}),
                ];
                pick(index, &others)
            };
            beside(probe, payload, index, LIST, "follow", value)
        }),
        Defect::new("cesanta.list.last", |probe, payload, index| {
            let value = no_integer(index);
            beside(probe, payload, index, LIST, "last", value)
        }),
        Defect::new("cesanta.list.last-positive", |probe, payload, index| {
            let value = { pick(index, &[0, -1, i64::MIN]).into() };
            beside(probe, payload, index, LIST, "last", value)
        }),
        Defect::new("cesanta.delete.src", |probe, payload, index| {
            beside(probe, payload, index, DELETE, "src", no_text(index))
        }),
        Defect::new("cesanta.delete.stream", |probe, payload, index| {
            beside(probe, payload, index, DELETE, "stream", no_text(index))
        }),
    ]
}
