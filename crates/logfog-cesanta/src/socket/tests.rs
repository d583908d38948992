//! What is planned to go wrong with frames, over a real connection.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
    num::NonZeroU32,
    time::Duration,
};

use logfog_kit::{Ctx, Settings, serve::Running};
use logfog_model::{
    Answer, Fault, Latency, Mishap, Outcome, Plan, Policy, RawAnswer, Reset, Sending, Storing, What,
};

const LOG: &str = r#"{"v":1,"src":"//api.cesanta.com/d/x","cmds":[{"cmd":"/v1/Log.Log","id":7,"args":{"msg":"hi"}}]}"#;
const HELLO: &str = r#"{"v":1,"src":"//api.cesanta.com/d/x","cmds":[{"cmd":"/v1/Hello","id":8}]}"#;

struct Talk {
    running: Running,
    stream: TcpStream,
}

impl Talk {
    /// Opens a WebSocket; the plan is only about what is logged.
    fn new(what: impl Into<What>) -> Self {
        let ctx = Ctx::new(Policy::default());
        let mut plan = Plan::new(what);
        plan.when.operation = Some("log".into());
        ctx.faults.plan(plan).expect("a good plan");
        let vendor = crate::vendor(&Settings::default()).expect("the default settings");
        let running = Running::start(vendor, ctx).expect("a port");
        let mut stream = TcpStream::connect(running.addresses().authority).expect("it listens");
        let patience = Some(Duration::from_mins(1));
        stream.set_read_timeout(patience).expect("it can wait");
        let hello = "GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
                     sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        stream.write_all(hello.as_bytes()).expect("it is read");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("an answer");
            head.extend(byte);
        }
        assert!(head.starts_with(b"HTTP/1.1 101"));
        Self { running, stream }
    }

    fn say(&mut self, text: &str) {
        // Masked with zeros: that is allowed, and readable.
        let length = u8::try_from(text.len()).expect("short");
        let mut frame = vec![0x81, 0x80 | 0x7e, 0, length, 0, 0, 0, 0];
        if length < 0x7e {
            frame.splice(1..4, [0x80 | length]);
        }
        frame.extend(text.as_bytes());
        self.stream.write_all(&frame).expect("it is read");
    }

    /// Kind and content of the next frame.
    fn hear(&mut self) -> io::Result<(u8, String)> {
        let (kind, content) = self.frame()?;
        Ok((kind, String::from_utf8(content).expect("text")))
    }

    fn frame(&mut self) -> io::Result<(u8, Vec<u8>)> {
        let mut head = [0; 2];
        self.stream.read_exact(&mut head)?;
        let mut length = usize::from(head[1]);
        if length == 0x7e {
            let mut long = [0; 2];
            self.stream.read_exact(&mut long)?;
            length = u16::from_be_bytes(long).into();
        }
        let mut content = vec![0; length];
        self.stream.read_exact(&mut content)?;
        Ok((head[0] & 0xf, content))
    }

    /// How many records are stored, and what befell the frame that was to store one.
    fn stored(&self) -> (u64, String) {
        let ctx = self.running.ctx();
        let (exchanges, _) = ctx
            .journal
            .read(None, 0, 10, &|exchange| exchange.fault.is_some());
        let [exchange] = &exchanges[..] else {
            panic!("one of them: {exchanges:?}");
        };
        assert_eq!((exchange.status, exchange.operation), (0, "log"));
        let fired = exchange.fault.as_ref().map(ToString::to_string);
        (exchange.verdict.stored, fired.unwrap_or_default())
    }
}

fn sent(sending: Sending) -> What {
    Outcome::Answer(Answer::Served(Mishap::default()), sending).into()
}

#[test]
fn a_frame_fails_in_the_words_of_the_vendor() {
    let mut talk = Talk::new(Fault::Throttled);
    talk.say(LOG);
    let (_, text) = talk.hear().expect("an answer");
    assert!(text.contains("429"), "{text}");
    assert_eq!(talk.stored(), (0, "throttled".into()));
}

#[test]
fn a_raw_answer_is_sent_as_a_message() {
    let raw = RawAnswer {
        status: 500,
        headers: Vec::new(),
        body: "no JSON".into(),
    };
    let mut talk = Talk::new(Answer::Raw(raw));
    talk.say(LOG);
    assert_eq!(talk.hear().expect("a message"), (1, "no JSON".into()));
    assert_eq!(talk.stored(), (0, "raw 500".into()));
}

#[test]
fn records_are_lost_and_come_twice() {
    for (storing, stored, fired) in [
        (Storing::Lose, 0, "lose"),
        (Storing::Duplicate(NonZeroU32::MIN), 2, "duplicate 1"),
    ] {
        let mut talk = Talk::new(Mishap {
            storing,
            ..Mishap::default()
        });
        talk.say(LOG);
        let (_, text) = talk.hear().expect("an answer");
        assert!(text.contains(r#""status":0"#), "{text}");
        assert_eq!(talk.stored(), (stored, fired.into()));
    }
}

#[test]
fn a_late_answer_does_not_keep_the_others_waiting() {
    let mut talk = Talk::new(Latency::Fixed(Duration::from_secs(1)));
    talk.say(LOG);
    talk.say(HELLO);
    let ids = [(); 2].map(|()| talk.hear().expect("an answer").1);
    assert!(
        ids[0].contains(r#""id":8"#) && ids[1].contains(r#""id":7"#),
        "{ids:?}"
    );
    assert_eq!(talk.stored(), (1, "latency 1000ms".into()));
}

#[test]
fn what_hangs_is_not_answered_while_the_others_are() {
    let mut talk = Talk::new(Outcome::Hang);
    talk.say(LOG);
    talk.say(HELLO);
    let (_, text) = talk.hear().expect("an answer");
    assert!(text.contains(r#""id":8"#), "{text}");
    assert_eq!(talk.stored(), (0, "hang".into()));
}

#[test]
fn a_connection_is_reset() {
    for latency in [None, Some(Latency::Fixed(Duration::from_millis(10)))] {
        let mut talk = Talk::new(What {
            latency,
            outcome: Outcome::Reset(Reset::AfterReading),
        });
        talk.say(LOG);
        let error = talk.hear().expect_err("it is gone");
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
        let (stored, fired) = talk.stored();
        assert!(
            stored == 0 && fired.starts_with("reset after_reading"),
            "{fired}"
        );
    }
}

#[test]
fn an_answer_is_cut_and_the_client_is_sent_away() {
    let mut talk = Talk::new(sent(Sending {
        truncate: Some(5),
        goaway: true,
        ..Sending::default()
    }));
    talk.say(LOG);
    let (kind, text) = talk.hear().expect("an answer");
    assert_eq!((kind, text.len()), (1, 5));
    let (kind, code) = talk.frame().expect("a close frame");
    assert_eq!((kind, &code[..2]), (8, &1001_u16.to_be_bytes()[..]));
    assert_eq!(talk.stored(), (1, "truncate 5, goaway".into()));
}
