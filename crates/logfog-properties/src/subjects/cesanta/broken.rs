//! Ways to break a frame in one place.

use logfog_conform::{Probe, Sent};
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use super::{Cesanta, LOG, of};
use crate::{Subject as _, subject::pick};

/// Stands for what JSON values of this library cannot say.
pub(super) const MARK: &str = "@literally@";

/// The payload with its mark replaced by JSON as it is written here.
pub(super) fn literal(probe: &Probe, payload: &Value, written: &str) -> Sent {
    let text = payload.to_string().replace(&format!("\"{MARK}\""), written);
    Cesanta.request(probe, text.into())
}

/// The payload as a frame of version 1.
pub(super) fn as_v1(payload: Value) -> Value {
    if payload["cmds"].is_array() {
        return payload;
    }
    let command = json!({ "cmd": payload["method"], "args": payload[args_name(&payload)] });
    json!({ "v": 1, "src": payload["src"], "key": payload["key"], "cmds": [command] })
}

/// The payload as a frame of version 2: its first command that logs, or just its first.
pub(super) fn as_v2(payload: Value) -> Value {
    let Some(commands) = payload["cmds"].as_array() else {
        return payload;
    };
    let log = commands.iter().find(|command| command["cmd"] == LOG);
    let command = log.unwrap_or(&commands[0]);
    json!({
        "v": 2,
        "src": payload["src"],
        "key": payload["key"],
        "id": 1,
        "method": command["cmd"],
        "args": command["args"],
    })
}

/// Some command of a frame; of one of version 2 the frame.
pub(super) fn one_command(payload: &mut Value, index: Index) -> &mut Value {
    of_commands(payload, index, |_| true)
}

/// Some command that logs.
pub(super) fn log_command(payload: &mut Value, index: Index) -> &mut Value {
    of_commands(payload, index, |command| command["cmd"] == LOG)
}

/// The arguments of some command that logs.
pub(super) fn one_log(payload: &mut Value, index: Index) -> &mut Map<String, Value> {
    let name = args_name(payload);
    let args = log_command(payload, index)[name].as_object_mut();
    args.expect("arguments")
}

fn of_commands(payload: &mut Value, index: Index, wanted: fn(&Value) -> bool) -> &mut Value {
    if !payload["cmds"].is_array() {
        return payload;
    }
    let commands = payload["cmds"].as_array_mut().into_iter().flatten();
    let mut commands: Vec<_> = commands.filter(|command| wanted(command)).collect();
    let at = index.index(commands.len());
    commands.swap_remove(at)
}

/// What the arguments of a frame's commands are called.
fn args_name(payload: &Value) -> &'static str {
    if payload["params"].is_object() && !payload["cmds"].is_array() {
        "params"
    } else {
        "args"
    }
}

/// Breaks the arguments of one command that logs.
pub(super) fn in_log(
    probe: &Probe,
    mut payload: Value,
    index: Index,
    spoil: impl Fn(&mut Map<String, Value>, Index),
) -> Sent {
    spoil(one_log(&mut payload, index), index);
    of(probe, &payload)
}

/// The frame with a command more, or in version 2 with that one instead, which has this argument.
pub(super) fn beside(
    probe: &Probe,
    mut payload: Value,
    index: Index,
    name: &str,
    argument: &str,
    value: Value,
) -> Sent {
    let mut args = json!({ "src": "device_7" });
    args[argument] = value;
    if let Some(commands) = payload["cmds"].as_array_mut() {
        let command = json!({ "cmd": name, "id": 1, "args": args });
        commands.insert(index.index(commands.len() + 1), command);
    } else {
        payload["method"] = name.into();
        let names = ["args", "params"];
        let at = index.index(names.len());
        payload[names[at]] = args;
        payload[names[1 - at]] = Value::Null;
    }
    of(probe, &payload)
}

/// Arguments posted to a path.
pub(super) fn method(probe: &Probe, target: &str) -> Sent {
    let sent = of(probe, &json!({ "msg": "x", "src": "device_7" }));
    Sent {
        target: target.into(),
        ..sent
    }
}

pub(super) fn no_text(index: Index) -> Value {
    let others = [json!(5), json!(true), json!([]), json!(["x"]), json!({})];
    pick(index, &others)
}

pub(super) fn no_integer(index: Index) -> Value {
    let others = [
        json!("5"),
        json!(1.5),
        json!(true),
        json!([]),
        json!({}),
        json!(1e300),
    ];
    pick(index, &others)
}

/// In a query.
pub(super) fn no_number(index: Index) -> &'static str {
    pick(
        index,
        &["x", "1.5", "9223372036854775808", "0x1", "%20", "1e3"],
    )
}
