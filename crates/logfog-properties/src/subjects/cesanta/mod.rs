mod arguments;
mod broken;
mod defects;
mod limits;

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use logfog_conform::{Answer, Make, NOW, Probe, Schemas, Sent, strategy};
use logfog_model::Entry;
use proptest::{
    collection,
    prelude::*,
    sample::{Index, select},
    strategy::BoxedStrategy,
};
use serde_json::{Map, Value, json};

use crate::{Defect, Limit, Subject};

/// Frames with commands `/v1/Log.Log`, posted to `/`.
#[derive(Debug)]
pub(super) struct Cesanta;

const LOG: &str = "/v1/Log.Log";
const LIST: &str = "/v1/Log.List";
const DELETE: &str = "/v1/Log.Delete";
/// The well-known device, and its key: both are in the frame, and not in any header.
const DEVICE: &str = "//api.cesanta.com/d/logfog";
const DEVICE_KEY: &str = "logfog-psk-0000000000000001";

/// Senders as they were in use. An empty one stands for whatever the schema made.
const SENDERS: [&str; 9] = [
    "",
    DEVICE,
    "//api.cesanta.com/d/logfog.console",
    "//api.cesanta.com/device_123",
    "//api.cesanta.com/d/a%2Eb.1",
    "//api.cesanta.com",
    "//api.mongoose-iot.com/p/7.ui.x",
    "device_123",
    "build-docker-agent.0f1e",
];

impl Subject for Cesanta {
    fn vendor(&self) -> &'static str {
        "cesanta"
    }

    fn make(&self) -> Make {
        logfog_cesanta::vendor
    }

    fn operation(&self) -> &'static str {
        "log"
    }

    fn valid(&self, schemas: &Arc<Schemas>) -> BoxedStrategy<Value> {
        let logged = collection::vec((strategy(schemas, "log.args"), any::<Index>()), 1..4);
        let frames = strategy(schemas, "frame.request");
        (frames, logged, select(&SENDERS[..]))
            .prop_map(|(frame, logged, sender)| whole(frame, logged, sender))
            .boxed()
    }

    fn request(&self, _: &Probe, body: Bytes) -> Sent {
        Sent {
            method: "POST".into(),
            target: "/".into(),
            headers: vec![("content-type".into(), "application/json".into())],
            body,
        }
    }

    fn gzip(&self, _: &Sent) -> Option<Sent> {
        None
    }

    fn split(&self, payload: &Value) -> Vec<Value> {
        let Some(commands) = payload["cmds"].as_array() else {
            return vec![payload.clone()];
        };
        let logs = commands.iter().filter(|command| command["cmd"] == LOG);
        let alone = |command: &Value| {
            let mut frame = payload.clone();
            frame["cmds"] = json!([command]);
            frame
        };
        logs.map(alone).collect()
    }

    fn records(&self, payload: &Value) -> Vec<Value> {
        let sender = payload["src"].as_str().unwrap_or_default();
        let shown = |args: &Value| {
            let text = |name: &str| args[name].as_str().filter(|text| !text.is_empty());
            let time = match args["timestamp"].as_i64() {
                Some(sent) => Timestamp::from_millisecond(sent).ok(),
                None => Some(NOW),
            };
            json!({
                "src": id(text("src").unwrap_or(sender)),
                "stream": text("stream").unwrap_or("console"),
                "msg": parsed(args["msg"].to_string().as_bytes()),
                "time": time.map(|time| time.to_string()),
            })
        };
        match payload["cmds"].as_array() {
            Some(commands) => {
                let logs = commands.iter().filter(|command| command["cmd"] == LOG);
                logs.map(|command| shown(&command["args"])).collect()
            }
            None if payload["params"].is_null() => vec![shown(&payload["args"])],
            None => vec![shown(&payload["params"])],
        }
    }

    fn record(&self, entry: &Entry) -> Value {
        let scope = &entry.draft.scope;
        json!({
            "src": scope.get("src"),
            "stream": scope.get("stream"),
            "msg": parsed(&entry.draft.raw),
            "time": entry.time().to_string(),
        })
    }

    fn oracle(&self, schemas: &Schemas, payload: &Value) -> Option<String> {
        schemas.violation("frame.request", payload)
    }

    fn beyond_oracle(&self) -> &'static [&'static str] {
        &[
            // A schema knows neither which ids have a key, nor the time, nor what was stored before.
            "cesanta.auth.key",
            "cesanta.frame.deadline",
            "cesanta.list.after-known",
        ]
    }

    fn shape_of(&self, operation: &str, schemas: &Schemas, answer: &Answer) -> Option<String> {
        if operation != self.operation() {
            return schemas.answer(operation, answer);
        }
        // Other commands are in the frames too, and what they return.
        schemas.answer("frame", answer)
    }

    fn tells(&self, answer: &Answer) -> bool {
        // One answer a command: that some were done does not make up for one that was not.
        fn failed(answer: &Value) -> bool {
            let each = |list: &Value| list.as_array().is_some_and(|list| list.iter().any(failed));
            let status = answer.get("status").and_then(Value::as_i64);
            answer.get("error").is_some()
                || status.is_some_and(|status| status != 0)
                || each(answer)
                || answer.get("resp").is_some_and(each)
        }
        let body = serde_json::from_slice(&answer.body);
        answer.status != "200" || body.is_ok_and(|body| failed(&body))
    }

    fn limits(&self) -> Vec<Limit> {
        limits::all()
    }

    fn no_limits(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "list_limit",
                "how many entries are returned to whoever does not say how many: no rule can be broken",
            ),
            (
                "follow_seconds",
                "how long a list waits when nobody asks for less: no rule can be broken",
            ),
        ]
    }

    fn defects(&self) -> Vec<Defect> {
        [
            defects::frames(),
            defects::versions(),
            defects::commands(),
            defects::senders(),
            arguments::general(),
            arguments::log(),
            arguments::list_and_delete(),
            defects::http(),
        ]
        .concat()
    }
}

/// A frame that a schema made, with what the schema cannot say: somebody logs something, nothing is
/// waited for, what is logged stays.
fn whole(mut frame: Value, logged: Vec<(Value, Index)>, sender: &str) -> Value {
    if !sender.is_empty() {
        frame["src"] = sender.into();
        frame["key"] = "unused".into();
    }
    if id(sender) == DEVICE {
        frame["key"] = DEVICE_KEY.into();
    }
    let nobody = frame["src"].as_str().is_none_or(str::is_empty);
    let owned = |mut args: Value| {
        if nobody && args["src"].as_str().is_none_or(str::is_empty) {
            args["src"] = "device_7".into();
        }
        args
    };
    if let Some(commands) = frame["cmds"].as_array_mut() {
        commands.retain(|command| command["cmd"] != DELETE);
        for (args, index) in logged {
            let command = json!({ "cmd": LOG, "id": index.index(1000) + 1, "args": owned(args) });
            commands.insert(index.index(commands.len() + 1), command);
        }
        for command in commands.iter_mut().filter_map(Value::as_object_mut) {
            in_time(command);
            let lists = command["cmd"] == LIST;
            let args = command.get_mut("args").and_then(Value::as_object_mut);
            if let Some(args) = args.filter(|_| lists) {
                args.remove("follow");
                args.remove("after");
            }
        }
    } else if let Some(frame) = frame.as_object_mut() {
        in_time(frame);
        if frame["method"] != LOG
            && let Some((args, index)) = logged.into_iter().next()
        {
            frame.insert("method".into(), LOG.into());
            let names = ["args", "params"];
            let at = index.index(names.len());
            frame.insert(names[at].into(), owned(args));
            frame.insert(names[1 - at].into(), Value::Null);
        }
    }
    frame
}

/// Moves a deadline to where it has not passed.
fn in_time(command: &mut Map<String, Value>) {
    let deadline = command.get_mut("deadline");
    if let Some(deadline) = deadline.filter(|deadline| deadline.is_number()) {
        let seconds = deadline.as_f64().unwrap_or_default().abs();
        *deadline = json!(seconds + NOW.as_duration().as_secs_f64());
    }
}

/// The ID part of an address: without its component, percent-decoded.
fn id(address: &str) -> String {
    let (path, last) = match address.rfind('/') {
        Some(slash) => address.split_at(slash + 1),
        None => ("", address),
    };
    let component = last
        .find('.')
        .filter(|dot| *dot > 0 && !(path == "//" && address.starts_with("//")));
    let last = component.map_or(last, |dot| &last[..dot]);
    let whole = [path, last].concat();
    let mut bytes = Vec::new();
    let mut rest = whole.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let code = more.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(byte);
            rest = &more[2..];
        } else {
            bytes.push(*first);
            rest = more;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A message as a value: how a number was written makes no difference here.
fn parsed(json: &[u8]) -> Value {
    serde_json::from_slice(json).unwrap_or_default()
}

fn of(probe: &Probe, payload: &Value) -> Sent {
    Cesanta.request(probe, payload.to_string().into())
}
