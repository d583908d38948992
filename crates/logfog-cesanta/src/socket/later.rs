//! What was planned to go wrong with a frame, and what is said later than at once.
//!
//! A frame has neither status nor headers: of a raw answer only the body is sent, as a message, and
//! nobody is told when to come back. A slow answer comes after the time that its bytes take; one that is
//! cut is a whole message whose text ends too early; who is to go away is told so in a close frame.

use std::time::Duration;

use bytes::Bytes;
use logfog_kit::{Due, Facts, Fired, Stopwatch};
use logfog_model::{Answer, Fault, Mishap, Outcome, Sending, Verdict};
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::{
    codec::Codec,
    talk::{Talk, message},
};
use crate::{ID, desk};

/// Something that is done later.
pub(super) enum Later {
    /// A message is sent, after which the connection may be closed.
    Say { text: Bytes, leave: bool },
    /// The connection is reset.
    Reset,
}

/// What befalls a frame.
pub(super) struct Befallen {
    pub(super) fired: Option<Fired>,
    pub(super) end: End,
    pub(super) pace: Pace,
}

/// How a frame ends.
pub(super) enum End {
    /// It is served, or each of its commands fails.
    Served(Option<Fault>),
    /// Something else is said.
    Raw(Bytes),
    Reset,
    Nothing,
}

/// How an answer is sent.
#[derive(Clone, Copy, Default)]
pub(super) struct Pace {
    pub(super) delay: Duration,
    sending: Sending,
}

impl Pace {
    /// What is said, and after how much time.
    pub(super) fn say(self, text: &Bytes) -> (Later, Duration) {
        let mut text = text.clone();
        if let Some(bytes) = self.sending.truncate {
            text.truncate(boundary(&text, bytes));
        }
        let rate = self.sending.bytes_per_second;
        #[expect(clippy::cast_precision_loss, reason = "nobody waits for 2^52 bytes")]
        let slow = rate.map(|rate| Duration::from_secs_f64(text.len() as f64 / rate.get() as f64));
        let leave = self.sending.goaway;
        (
            Later::Say { text, leave },
            self.delay + slow.unwrap_or_default(),
        )
    }
}

/// The last place up to `most` at which a text can end.
fn boundary(text: &[u8], most: u64) -> usize {
    let mut end = usize::try_from(most).unwrap_or(text.len()).min(text.len());
    // A byte 10xxxxxx goes on with a character.
    while end > 0 && text.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end -= 1;
    }
    end
}

impl Talk {
    /// Finds out what befalls a frame, which is served accordingly.
    pub(super) fn befall(&mut self, frame: &Bytes) -> Befallen {
        let due = self.due(frame);
        let fired = due.as_ref().map(Fired::from);
        self.received.mishap = Mishap::default();
        let Some(Due { what, delay, .. }) = due else {
            return Befallen {
                fired,
                end: End::Served(None),
                pace: Pace::default(),
            };
        };
        let (end, sending) = match what.outcome {
            Outcome::Answer(Answer::Fault(injected), sending) => {
                (End::Served(Some(injected.fault)), sending)
            }
            Outcome::Answer(Answer::Raw(raw), sending) => (End::Raw(raw.body), sending),
            Outcome::Answer(Answer::Served(mishap), sending) => {
                self.received.mishap = mishap;
                (End::Served(None), sending)
            }
            Outcome::Reset(_) => (End::Reset, Sending::default()),
            Outcome::Hang => (End::Nothing, Sending::default()),
        };
        let pace = Pace { delay, sending };
        Befallen { fired, end, pace }
    }

    fn due(&self, frame: &Bytes) -> Option<Due> {
        let faults = &self.desk.ctx.faults;
        if faults.is_empty() {
            return None;
        }
        faults.due(&Facts {
            vendor: ID,
            operation: desk::meant(frame, &self.desk.config),
            fails_partially: false,
            world: &self.received.world,
            headers: &self.received.headers,
            body: frame,
        })
    }

    /// Ends a frame that is not served. Whether to go on.
    pub(super) fn unserved(
        &mut self,
        frame: &Bytes,
        (fired, end, pace): (Option<Fired>, End, Pace),
        codec: &mut Codec,
        watch: Stopwatch,
    ) -> bool {
        let (answer, act) = match end {
            End::Raw(text) => (text.clone(), Some(pace.say(&text))),
            End::Reset => (Bytes::new(), Some((Later::Reset, pace.delay))),
            End::Nothing | End::Served(_) => (Bytes::new(), None),
        };
        let sent = message(frame, desk::without_key(frame, None).as_ref());
        let operation = desk::meant(frame, &self.desk.config);
        self.record(operation, sent, &answer, Verdict::default(), fired, watch);
        act.is_none_or(|act| self.act(act, codec))
    }

    /// Does something, now or later. Whether to go on.
    pub(super) fn act(&mut self, (later, delay): (Later, Duration), codec: &mut Codec) -> bool {
        if delay.is_zero() {
            return self.now(&later, codec);
        }
        self.following.spawn(async move {
            sleep(delay).await;
            later
        });
        true
    }

    /// Does something. Whether to go on.
    pub(super) fn now(&mut self, later: &Later, codec: &mut Codec) -> bool {
        match later {
            Later::Say { text, leave } => {
                codec.send(text);
                codec.flush();
                if *leave {
                    codec.close(CloseCode::Away);
                }
                !leave
            }
            Later::Reset => {
                self.reset = true;
                if let Some(line) = &self.received.line {
                    line.reset();
                }
                false
            }
        }
    }
}
