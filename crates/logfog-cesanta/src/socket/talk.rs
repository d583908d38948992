use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::HeaderMap;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use logfog_kit::{
    Fired, Received, Stopwatch,
    journal::{Exchange, Message},
    serve::SESSION_HEADER,
};
use logfog_model::{Finding, Report, Scope, Session, Verdict, Wire};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, split},
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::{
    codec::{Codec, Event},
    later::{Befallen, End, Later, Pace},
};
use crate::{
    FRAME, ID,
    answers::{Answers, Envelope, Id},
    auth,
    config::BadFrame,
    desk::{self, Desk, Following, Turn},
    frame::{self, Heard, Request},
    read,
    rules::Rule,
};

/// Bytes that one read has room for: many frames.
const READ: usize = 16 << 10;
/// Answers that may wait to be written before reading stops.
const UNWRITTEN: usize = 1 << 20;
/// Silence after which the peer is asked whether it is there, and after which it is given up.
const IDLE: Duration = Duration::from_mins(2);
/// How long a peer may take to read the last bytes.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// `List` commands of one connection that may wait at a time; further ones find nothing at once.
const FOLLOWING: usize = 64;
/// What may wait in all before reading stops.
const LATER: usize = 1024;

/// A connection.
pub(super) struct Talk {
    pub(super) desk: Arc<Desk>,
    /// The upgrade at first, then the frame at hand.
    pub(super) received: Received,
    target: String,
    /// The session of those whose id belongs to none, unless all that comes is in one session.
    home: Option<Session>,
    scope: Option<Scope>,
    buffer: String,
    pub(super) following: JoinSet<Later>,
    /// Whether the connection is let go without a word.
    pub(super) reset: bool,
}

/// Serves a connection until it ends.
pub(super) async fn talk(desk: Arc<Desk>, upgrade: OnUpgrade, mut received: Received) {
    let Ok(upgraded) = upgrade.await else {
        return;
    };
    let (mut reader, mut writer) = split(TokioIo::new(upgraded));
    let mut codec = Codec::new(desk.config.profile.limits.frame_bytes);
    let stays =
        received.headers.contains_key(SESSION_HEADER) || *received.session() != Session::default();
    received.headers.clear();
    let mut talk = Talk {
        target: format!("WS {}", received.uri.path()),
        home: (!stays).then(|| received.session().clone()),
        desk,
        received,
        scope: None,
        buffer: String::new(),
        following: JoinSet::new(),
        reset: false,
    };
    let mut asked = false;
    loop {
        let wire = &mut codec.wire;
        if wire.input.capacity() - wire.input.len() < READ {
            wire.input.reserve(2 * READ);
        }
        let room = wire.output.len() < UNWRITTEN && talk.following.len() < LATER;
        let unwritten = !wire.output.is_empty();
        tokio::select! {
            read = reader.read_buf(&mut wire.input), if room => match read {
                Ok(0) | Err(_) => break,
                Ok(_) => asked = false,
            },
            written = writer.write_buf(&mut wire.output), if unwritten => match written {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            },
            Some(later) = talk.following.join_next() => {
                if let Ok(later) = later && !talk.now(&later, &mut codec) {
                    break;
                }
            }
            () = sleep(IDLE) => {
                if asked {
                    return;
                }
                asked = true;
                codec.ping();
            }
        }
        if !talk.drain(&mut codec) {
            break;
        }
    }
    if talk.reset {
        return;
    }
    let rest = writer.write_all_buf(&mut codec.wire.output);
    let _ = timeout(LAST_WORDS, rest).await;
    let _ = timeout(LAST_WORDS, writer.shutdown()).await;
}

impl Talk {
    /// A connection that named no session is in the one that each frame's sender was made for.
    fn follow_sender(&mut self, frame: &Bytes) {
        let Some(home) = &self.home else {
            return;
        };
        let ctx = &self.desk.ctx;
        let session = auth::session(&ctx.sessions, frame);
        let session = session.as_ref().unwrap_or(home);
        if session != self.received.session() {
            self.received.world = ctx.world(session);
        }
    }

    /// What comes now finds its session as it is now.
    fn arrive(&mut self) {
        let ctx = &self.desk.ctx;
        self.received.world = ctx.world(self.received.session());
        self.received.at = self.received.world.now();
        self.received.exchange = ctx.exchange();
    }

    /// Serves what has arrived, as long as there is room for answers. Whether to go on.
    fn drain(&mut self, codec: &mut Codec) -> bool {
        while codec.wire.output.len() < UNWRITTEN && self.following.len() < LATER {
            let go_on = match codec.next() {
                None => break,
                Some(Event::Frame(frame)) => self.hear(&frame, codec),
                Some(Event::TooLarge(size)) => {
                    let limit = self.desk.config.profile.limits.frame_bytes;
                    self.unreadable(Rule::FrameSize, Finding::over(limit, size), size)
                }
                Some(Event::Broken(error)) => self.unreadable(Rule::FrameJson, error.into(), 0),
                Some(Event::Over) => return false,
            };
            if !go_on {
                return false;
            }
            // Cheap: it only moves bytes, and shows how many answers wait.
            codec.flush();
        }
        true
    }

    /// Serves a frame. Whether to go on.
    fn hear(&mut self, frame: &Bytes, codec: &mut Codec) -> bool {
        let watch = Stopwatch::start();
        let desk = self.desk.clone();
        self.follow_sender(frame);
        self.arrive();
        let world = self.received.world.clone();
        let Befallen { fired, end, pace } = self.befall(frame);
        let fault = match end {
            End::Served(fault) => fault,
            End::Raw(_) | End::Reset | End::Nothing => {
                return self.unserved(frame, (fired, end, pace), codec, watch);
            }
        };
        let mut report = Report::new(&world.policy);
        let heard = match desk.config.bad_frame {
            BadFrame::Ignore => Heard::Socket,
            BadFrame::Close => Heard::SocketThatCloses,
        };
        let Ok(request) = frame::read(frame, &desk.config.profile, heard, &mut report) else {
            let kept = desk::without_key(frame, None);
            let sent = message(frame, kept.as_ref());
            self.record(FRAME, sent, &Bytes::new(), report.verdict(0), fired, watch);
            if heard == Heard::SocketThatCloses {
                codec.close(CloseCode::Invalid);
            }
            return heard == Heard::Socket;
        };
        let operation = desk::operation(&request, &desk.config);
        let kept = desk::without_key(frame, Some(&request));
        let limit = desk.config.profile.limits.answer_bytes;
        let buffer = std::mem::take(&mut self.buffer);
        let mut answers = Answers::new(desk::envelope(&request), false, limit, buffer);
        let mut scope = self.scope.take();
        let mut waiting = Vec::new();
        let (received, scope_of_turn) = (&self.received, &mut scope);
        let mut turn = Turn::new(
            &desk,
            received,
            frame,
            &request,
            fault,
            scope_of_turn,
            &mut report,
        );
        for (at, command) in request.commands.iter().enumerate() {
            // A command that wants no answer is carried out like others.
            if command.quiet {
                let mut unheard =
                    Answers::new(desk::envelope(&request), false, limit, String::new());
                turn.step(at, command, &mut unheard, &mut report);
            } else if let Some(wait) = turn.step(at, command, &mut answers, &mut report) {
                if self.following.len() + waiting.len() < FOLLOWING {
                    waiting.push(wait);
                } else {
                    wait.answer(&[], &mut answers, &mut report);
                }
            }
        }
        let verdict = report.verdict(turn.finish());
        let answered = answers.count() > 0;
        let text = answers.finish();
        let answer = Bytes::copy_from_slice(text.as_bytes());
        (self.buffer, self.scope) = (text, scope);
        for wait in &waiting {
            let fired = fired.clone().filter(|_| !answered);
            self.wait(wait, &request, (frame, kept.as_ref()), (fired, pace));
        }
        // A frame that only waits is recorded when it is answered.
        if answered || waiting.is_empty() {
            let sent = message(frame, kept.as_ref());
            self.record(operation, sent, &answer, verdict, fired, watch);
        }
        // One large answer must not be kept for ever.
        if self.buffer.capacity() > UNWRITTEN {
            self.buffer = String::new();
        }
        !answered || self.act(pace.say(&answer), codec)
    }

    /// Answers later, in a frame of its own.
    fn wait(
        &mut self,
        wait: &Following<'_>,
        request: &Request<'_>,
        (frame, kept): (&Bytes, Option<&Bytes>),
        (fired, sent): (Option<Fired>, Pace),
    ) {
        let watch = Stopwatch::start();
        let envelope = desk::envelope(request);
        let (dialect, src) = (envelope.dialect, envelope.src.to_owned());
        let dst = envelope.dst.map(str::to_owned);
        let (id, tag) = (wait.id.to_string(), wait.tag.map(str::to_owned));
        let (list, until, place) = (wait.list.clone(), wait.until, wait.place);
        let (desk, received) = (self.desk.clone(), self.received.clone());
        let (target, frame, kept) = (self.target.clone(), frame.clone(), kept.cloned());
        self.following.spawn(async move {
            let found = read::follow(&desk.ctx, &received.world, &list, until).await;
            let to = Envelope {
                dialect,
                src: &src,
                dst: dst.as_deref(),
            };
            let limit = desk.config.profile.limits.answer_bytes;
            let mut answers = Answers::new(to, false, limit, String::new());
            let mut report = received.report();
            let wait = Following {
                list,
                until,
                id: Id::Sent(&id),
                tag: tag.as_deref(),
                place,
            };
            wait.answer(&found, &mut answers, &mut report);
            let answer = Bytes::from(answers.finish());
            let (heard, verdict) = (message(&frame, kept.as_ref()), report.verdict(0));
            desk.ctx.record(Exchange {
                took: watch.elapsed(),
                fault: fired,
                ..exchange(&received, target, crate::LIST, heard, &answer, verdict)
            });
            let (later, delay) = sent.say(&answer);
            sleep(delay).await;
            later
        });
    }

    /// The connection cannot go on after a message that was not read.
    fn unreadable(&mut self, rule: Rule, found: Finding, size: usize) -> bool {
        let watch = Stopwatch::start();
        self.arrive();
        let world = self.received.world.clone();
        let mut report = Report::new(&world.policy);
        // Whatever the policy says: the rest of the connection cannot be read.
        report.insist(rule, "", found);
        let sent = Message {
            length: size as u64,
            ..Message::default()
        };
        self.record(FRAME, sent, &Bytes::new(), report.verdict(0), None, watch);
        false
    }

    pub(super) fn record(
        &self,
        operation: &'static str,
        sent: Message,
        answer: &Bytes,
        verdict: Verdict,
        fault: Option<Fired>,
        watch: Stopwatch,
    ) {
        let target = self.target.clone();
        self.desk.ctx.record(Exchange {
            took: watch.elapsed(),
            fault,
            ..exchange(&self.received, target, operation, sent, answer, verdict)
        });
    }
}

/// An exchange over this connection: a frame, as the journal may keep it, and what became of it.
fn exchange(
    received: &Received,
    target: String,
    operation: &'static str,
    request: Message,
    answer: &Bytes,
    verdict: Verdict,
) -> Exchange {
    Exchange {
        id: received.exchange,
        vendor: ID,
        session: received.session().clone(),
        operation,
        wire: Wire::WebSocket,
        at: received.at,
        took: Duration::ZERO,
        target,
        request,
        status: 0,
        answer: message(answer, None),
        verdict,
        fault: None,
    }
}

/// A message, or what is kept of it instead.
pub(super) fn message(body: &Bytes, kept: Option<&Bytes>) -> Message {
    Message::new(&HeaderMap::new(), kept.unwrap_or(body), body.len() as u64)
}
