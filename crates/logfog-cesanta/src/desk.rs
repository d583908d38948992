//! Carries out the commands of a frame, in their order.

use std::{borrow::Cow, mem, sync::Arc, time::Duration};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use logfog_kit::{Ctx, Received};
use logfog_model::{Draft, Fault, Policy, Report, Scope};

use crate::{
    ID,
    answers::{Answers, Envelope, Id},
    auth,
    check::{self, Call, Caller, List},
    config::Config,
    failure::Failure,
    frame::{self, Command, Dialect, Heard, Place, Request},
    lens::Kept,
    read,
    rules::Rule,
    secret, states,
};

/// Whom a frame without `dst` is for.
pub(crate) const CLOUD: &str = "//api.cesanta.com";
/// The cloud's addresses over time.
const CLOUDS: [&str; 2] = [CLOUD, "//api.mongoose-iot.com"];
/// Ids that the server assigns start here.
const MADE_IDS: u64 = 1 << 40;

/// The emulator in its world.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) ctx: Ctx,
    pub(crate) config: Config,
    pub(crate) deleted: read::Deleted,
    pub(crate) lens: Arc<Kept>,
}

/// A frame being served.
pub(crate) struct Turn<'t> {
    desk: &'t Desk,
    received: &'t Received,
    body: &'t Bytes,
    now: Timestamp,
    sender: Cow<'t, str>,
    trusted: bool,
    /// Why nothing of the frame is carried out.
    barred: Option<Barred>,
    scope: &'t mut Option<Scope>,
    drafts: Vec<Draft>,
    stored: usize,
}

enum Barred {
    Failure(Failure),
    Fault(Fault),
}

/// A `List` that has to wait.
#[derive(Debug)]
pub(crate) struct Following<'a> {
    pub(crate) list: List,
    pub(crate) until: Timestamp,
    pub(crate) id: Id<'a>,
    pub(crate) tag: Option<&'a str>,
    pub(crate) place: Place,
}

impl<'t> Turn<'t> {
    /// Checks who asks.
    pub(crate) fn new(
        desk: &'t Desk,
        received: &'t Received,
        body: &'t Bytes,
        request: &'t Request<'_>,
        fault: Option<Fault>,
        scope: &'t mut Option<Scope>,
        report: &mut Report<'_, Rule>,
    ) -> Self {
        let src = request.src.as_deref();
        let mut trusted = false;
        let barred = if let Some(fault) = fault {
            Some(Barred::Fault(fault))
        } else {
            let key = request.key.as_deref();
            let place = match request.dialect {
                Dialect::V1 | Dialect::V2(_) => Place::Whole,
                Dialect::Method => Place::Body,
            };
            let known = auth::check(src, key, place, desk, &received.world, report);
            trusted = matches!(known, Ok(true));
            known.err().map(Barred::Failure)
        };
        if let Some(dst) = request.dst.as_deref()
            && !is_cloud(dst)
        {
            report.note(Rule::FrameDestination, "/dst", dst);
        }
        Self {
            desk,
            received,
            body,
            now: received.at,
            sender: src.map(auth::id).unwrap_or_default(),
            trusted,
            barred,
            scope,
            drafts: Vec::new(),
            stored: 0,
        }
    }

    /// Carries out the command at `at` among those of the frame. What has to wait is returned.
    pub(crate) fn step<'a>(
        &mut self,
        at: usize,
        command: &Command<'a>,
        answers: &mut Answers<'_>,
        report: &mut Report<'_, Rule>,
    ) -> Option<Following<'a>> {
        let made = MADE_IDS + (self.received.exchange << 10) + at as u64;
        let id = command.id.map_or(Id::Made(made), Id::Sent);
        let tag = command.tag;
        match &self.barred {
            Some(Barred::Failure(failure)) => {
                answers.failed(id, tag, failure);
                return None;
            }
            Some(Barred::Fault(fault)) => {
                answers.fault(id, tag, *fault);
                return None;
            }
            None => {}
        }
        let mut caller = Caller {
            sender: &self.sender,
            trusted: self.trusted,
            config: &self.desk.config,
            body: self.body,
            now: self.now,
            scope: self.scope,
        };
        match check::check(command, &mut caller, report) {
            Err(failure) => answers.failed(id, tag, &failure),
            Ok(Call::Log(draft)) => {
                if let Err(failure) = self.room(&draft, command.place, report) {
                    answers.failed(id, tag, &failure);
                } else {
                    self.drafts.push(draft);
                    answers.done(id, tag);
                }
            }
            Ok(Call::List(list)) => {
                self.commit();
                return self.list(list, command, id, answers, report);
            }
            Ok(Call::Delete(delete)) => {
                self.commit();
                let Desk { ctx, deleted, .. } = self.desk;
                read::delete(ctx, self.received.session(), &delete, deleted);
                answers.done(id, tag);
            }
            Ok(Call::Hello) => {
                let time = self.now.as_second();
                answers.result(id, tag, &self.desk.config.profile.hello.json(time));
            }
            Ok(Call::LabelSet) => answers.done(id, tag),
        }
        None
    }

    /// Stores what is left to store. Returns how much was stored in all.
    pub(crate) fn finish(mut self) -> usize {
        self.commit();
        self.stored
    }

    /// Whether there is room for an entry.
    fn room(
        &self,
        draft: &Draft,
        place: Place,
        report: &mut Report<'_, Rule>,
    ) -> Result<(), Failure> {
        let owner = draft.scope.get("src").unwrap_or_default();
        let full = self.received.world.state(ID, owner) == Some(states::STORAGE_FULL);
        if full && report.reject(Rule::LogStorage, place.member(""), owner) {
            return Err(Failure::of(Rule::LogStorage));
        }
        Ok(())
    }

    fn list<'a>(
        &self,
        list: List,
        command: &Command<'a>,
        id: Id<'a>,
        answers: &mut Answers<'_>,
        report: &mut Report<'_, Rule>,
    ) -> Option<Following<'a>> {
        let Desk { ctx, deleted, .. } = self.desk;
        let session = self.received.session();
        if !read::issued(ctx, session, &list, deleted) {
            let at = command.place.arg("after");
            let got = list.after.map(check::token).unwrap_or_default();
            if report.reject(Rule::ListAfterKnown, at, got) {
                answers.failed(id, command.tag, &Failure::of(Rule::ListAfterKnown));
                return None;
            }
        }
        let entries = read::entries(ctx, session, &list);
        let following = Following {
            until: self.until(command),
            list,
            id,
            tag: command.tag,
            place: command.place,
        };
        if entries.is_empty() && following.list.follow {
            return Some(following);
        }
        following.answer(&entries, answers, report);
        None
    }

    /// How long a command may take: its own wish, but never longer than the profile allows.
    fn until(&self, command: &Command<'_>) -> Timestamp {
        let cap = self.desk.config.profile.limits.follow;
        let now = self.now.as_duration().as_secs_f64();
        let wishes = [
            command.timeout,
            command.deadline.map(|deadline| deadline - now),
        ];
        let shortest = wishes
            .into_iter()
            .flatten()
            .fold(cap.as_secs_f64(), f64::min);
        let wait = Duration::try_from_secs_f64(shortest).unwrap_or_default();
        let wait = SignedDuration::try_from(wait).unwrap_or_default();
        self.now.saturating_add(wait).unwrap_or(Timestamp::MAX)
    }

    fn commit(&mut self) {
        let drafts = mem::take(&mut self.drafts);
        self.stored += self.desk.ctx.commit(
            ID,
            self.received,
            self.body.len(),
            self.desk.lens.clone(),
            drafts,
        );
    }
}

impl Following<'_> {
    /// Writes the entries that were found, or that there was nothing.
    pub(crate) fn answer(
        &self,
        entries: &[logfog_model::Entry],
        answers: &mut Answers<'_>,
        report: &mut Report<'_, Rule>,
    ) {
        if answers.entries(self.id, self.tag, entries) {
            return;
        }
        let _ = report.reject(Rule::FrameAnswers, self.place.member(""), "more");
        answers.failed(self.id, self.tag, &Failure::of(Rule::FrameAnswers));
    }
}

/// Who answers whom.
pub(crate) fn envelope<'a>(request: &'a Request<'_>) -> Envelope<'a> {
    let present = |address: &'a Option<frame::Text<'_>>| {
        address.as_deref().filter(|address| !address.is_empty())
    };
    Envelope {
        dialect: request.dialect,
        src: present(&request.dst).unwrap_or(CLOUD),
        dst: present(&request.src),
    }
}

/// The operation that a frame is counted as: its first command's.
pub(crate) fn operation(request: &Request<'_>, config: &Config) -> &'static str {
    let mut commands = request.commands.iter();
    let known = commands.find_map(|command| check::known(command, config));
    known.map_or(crate::FRAME, check::Known::operation)
}

/// The operation that a frame would be counted as, before anything is demanded of it.
pub(crate) fn meant(frame: &[u8], config: &Config) -> &'static str {
    let anything = Policy::default();
    let mut report = Report::new(&anything);
    let read = frame::read(frame, &config.profile, Heard::Http, &mut report);
    read.map_or(crate::FRAME, |request| operation(&request, config))
}

/// A frame as the journal may keep it, when it holds a key.
pub(crate) fn without_key(frame: &Bytes, request: Option<&Request<'_>>) -> Option<Bytes> {
    let keyed = request.is_some_and(|request| request.key.is_some());
    // What is no frame may hold a key in any place, and under any spelling of its name.
    let odd = || {
        request.is_none()
            && frame
                .windows(5)
                .any(|name| name.eq_ignore_ascii_case(b"\"key\""))
    };
    // The name of a frame's own key may have been written with escapes.
    let whole = || (keyed || odd()).then(|| Bytes::from_static(b"[hidden]"));
    secret::hide(frame).or_else(whole)
}

/// The cloud itself, or one of its services.
fn is_cloud(dst: &str) -> bool {
    let rest = CLOUDS.iter().find_map(|cloud| dst.strip_prefix(cloud));
    dst.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("/cloud."))
}
