use logfog_conform::{Probe, Sent};
use serde_json::{Value, json};

use super::{Cesanta, LIST, LOG, of};
use crate::{Limit, Subject as _, subject::size};

/// Bytes of a message that fits into a frame, so that few of them fill an answer.
const LARGE: usize = 1_000_000;

/// The numbers of the profiles, each with requests around it.
pub(super) fn all() -> Vec<Limit> {
    vec![
        Limit::new("frame_bytes", "cesanta.frame.size", |probe, bytes| {
            let mut text = frame("device_7", &[log("x")]).to_string();
            text += &" ".repeat(size(bytes).saturating_sub(text.len()));
            Cesanta.request(probe, text.into())
        }),
        Limit::new("frame_depth", "cesanta.frame.depth", |probe, depth| {
            // The frame, its commands, the command and its arguments are four.
            let msg = (4..depth).fold(json!("x"), |inner, _| json!([inner]));
            let msg = if depth < 5 { json!("x") } else { msg };
            of(probe, &frame("device_7", &[log(msg)]))
        }),
        Limit::new(
            "frame_commands",
            "cesanta.frame.commands",
            |probe, count| of(probe, &frame("device_7", &vec![log("x"); size(count)])),
        ),
        Limit::new(
            "list_limit_maximum",
            "cesanta.list.limit-maximum",
            |probe, count| of(probe, &frame("device_7", &[list("device_7", count)])),
        ),
        Limit::new("answer_bytes", "cesanta.frame.answers", answers),
    ]
}

/// Lists of one large entry, and then of one that is just as large as is missing.
fn answers(probe: &Probe, bytes: u64) -> Sent {
    let bytes = size(bytes);
    let asked = |rest: &str| {
        let mut lists = vec![list("large", 1); bytes.saturating_sub(1000) / (LARGE + 100)];
        lists.push(list(rest, 1));
        of(probe, &frame("device_7", &lists))
    };
    let store = |src: &str, length: usize| {
        let message = frame(src, &[log("x".repeat(length))]);
        probe.send(&of(probe, &message)).expect("an answer");
    };
    store("large", LARGE);
    store("empty", 0);
    let without = probe.send(&asked("empty")).expect("an answer");
    let rest = format!("rest-{bytes}");
    store(&rest, bytes.saturating_sub(without.answer.body.len()));
    asked(&rest)
}

fn frame(src: &str, commands: &[Value]) -> Value {
    json!({ "v": 1, "src": src, "cmds": commands })
}

fn log(msg: impl Into<Value>) -> Value {
    json!({ "cmd": LOG, "id": 1, "args": { "msg": msg.into() } })
}

fn list(src: &str, limit: u64) -> Value {
    json!({ "cmd": LIST, "id": 1, "args": { "src": src, "limit": limit } })
}
