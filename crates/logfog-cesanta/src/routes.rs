//! Paths. Every path that is posted to, but those of frames, is the name of a method.

use std::sync::Arc;

use axum::{Router, body::Body, routing::any};
use bytes::Bytes;
use http::{Method, Response};
use logfog_kit::{Ctx, Received, Told, body::Problem, told};
use logfog_model::Report;

use crate::{
    answers::{self, Answers},
    auth,
    config::{Config, HttpAnswer},
    desk::{self, Desk, Turn},
    failure::Failure,
    frame::{self, Dialect, Heard, Request},
    lens::Kept,
    read,
    rules::Rule,
    socket::{self, Upgrade},
};

/// Where frames are posted, and connections for frames opened.
pub(crate) const FRAMES: [&str; 3] = ["/", "/api", "/rpc"];

pub(crate) fn router(ctx: Ctx, config: Config) -> Router {
    let desk = Arc::new(Desk {
        ctx,
        config,
        deleted: read::Deleted::default(),
        lens: Arc::new(Kept),
    });
    let here = |desk: &Arc<Desk>| {
        let desk = desk.clone();
        any(move |upgrade: Upgrade, received: Received| frames(desk, upgrade, received))
    };
    let methods = desk.clone();
    let frames = FRAMES.into_iter().fold(Router::new(), |router, path| {
        router.route(path, here(&desk))
    });
    frames.fallback(move |received: Received| method(methods, received))
}

/// A frame that was posted, or a WebSocket.
async fn frames(desk: Arc<Desk>, upgrade: Upgrade, received: Received) -> Response<Body> {
    if received.method != Method::POST {
        if let Some(handshake) = upgrade.wanted(&received) {
            return socket::open(&desk, handshake, received);
        }
        return wrong_method(&received, received.report());
    }
    let mut report = received.report();
    let body = &received.payload.bytes;
    let read = whole(&received, &desk, Rule::FrameJson, &mut report)
        .and_then(|()| frame::read(body, &desk.config.profile, Heard::Http, &mut report));
    let read = match read {
        Ok(request) if request.commands.is_empty() => {
            // Nothing to answer, whatever the policy says.
            report.insist(Rule::HttpNothing, "", "no command");
            Err(Failure::of(Rule::HttpNothing))
        }
        other => other,
    };
    match read {
        Ok(request) => serve(&desk, &received, &request, report).await,
        Err(failure) => refused(&failure, desk::without_key(body, None), report),
    }
}

/// Arguments posted to the name of a method.
async fn method(desk: Arc<Desk>, received: Received) -> Response<Body> {
    let mut report = received.report();
    if received.method != Method::POST {
        return wrong_method(&received, report);
    }
    let name = received.uri.path().to_owned();
    let sender = received.header("authorization").and_then(auth::basic);
    let query = received.query();
    let body = &received.payload.bytes;
    let profile = &desk.config.profile;
    let depth = |report: &mut Report<'_, Rule>| {
        // The same rule as for a frame; but what is too deep are arguments.
        frame::depth(body, profile, Heard::Http, report)
            .map_err(|failure| Failure::new(Rule::HttpArgs, failure.detail))
    };
    let read = whole(&received, &desk, Rule::HttpArgs, &mut report)
        .and_then(|()| frame::size(body, profile, Heard::Http, &mut report))
        .and_then(|()| depth(&mut report))
        .and_then(|()| frame::method_form(name, &query, sender, body, &mut report));
    match read {
        Ok(request) => serve(&desk, &received, &request, report).await,
        Err(failure) => refused(&failure, None, report),
    }
}

async fn serve(
    desk: &Desk,
    received: &Received,
    request: &Request<'_>,
    mut report: Report<'_, Rule>,
) -> Response<Body> {
    let split = request.dialect != Dialect::Method && desk.config.http_answer == HttpAnswer::Array;
    let limit = desk.config.profile.limits.answer_bytes;
    let mut answers = Answers::new(desk::envelope(request), split, limit, String::new());
    let body = &received.payload.bytes;
    let mut scope = None;
    let mut turn = Turn::new(desk, received, body, request, None, &mut scope, &mut report);
    for (at, command) in request.commands.iter().enumerate() {
        if let Some(wait) = turn.step(at, command, &mut answers, &mut report) {
            let found = read::follow(&desk.ctx, &received.world, &wait.list, wait.until).await;
            wait.answer(&found, &mut answers, &mut report);
        }
    }
    let verdict = report.verdict(turn.finish());
    let mut told_of = Told::new(desk::operation(request, &desk.config), verdict);
    if request.dialect != Dialect::Method {
        told_of.request_body = desk::without_key(body, Some(request));
    }
    told(answers::posted(answers.finish()), told_of)
}

/// The body came whole; one that is cut short breaks `unread`.
fn whole(
    received: &Received,
    desk: &Desk,
    unread: Rule,
    report: &mut Report<'_, Rule>,
) -> Result<(), Failure> {
    let (rule, detail) = match received.payload.problem {
        None => return Ok(()),
        Some(Problem::TooLarge) => {
            let limit = desk.config.profile.limits.frame_bytes;
            let sent = received.payload.sent;
            (Rule::FrameSize, format!("{sent} bytes, of {limit} at most"))
        }
        Some(Problem::CutShort | Problem::TimedOut) => (unread, frame::CUT_SHORT.to_owned()),
    };
    // Whatever the policy says: the rest is not there.
    report.insist(rule, "", &*detail);
    Err(Failure::new(rule, detail))
}

fn wrong_method(received: &Received, mut report: Report<'_, Rule>) -> Response<Body> {
    report.insist(Rule::HttpMethod, "", &received.method);
    refused(&Failure::of(Rule::HttpMethod), None, report)
}

fn refused(
    failure: &Failure,
    request_body: Option<Bytes>,
    report: Report<'_, Rule>,
) -> Response<Body> {
    let told_of = Told {
        request_body,
        ..Told::new(crate::FRAME, report.verdict(0))
    };
    told(answers::refused(failure), told_of)
}
