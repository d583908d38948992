use std::fmt::{self, Write as _};

use axum::{body::Body, extract::State};
use http::{HeaderMap, Response, Uri, header::ACCEPT};
use logfog_kit::journal::Exchange;
use logfog_model::{Basis, Broken, Fate, Wire};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Shared, answer,
    dto::{BrokenDto, ExchangeDto},
    error::Problem,
    exchanges::NO_EXCHANGE,
    query::{BAD_QUERY, Params},
    routes::Step,
    words,
};

/// Why an exchange ended as it did.
#[derive(Serialize, ToSchema)]
struct Explanation<'a> {
    exchange: ExchangeDto<'a>,
    /// What happened, in a sentence or two.
    summary: String,
    /// How many records were stored.
    stored: u64,
    /// The rules that were broken.
    rules: Vec<BrokenDto<'a>>,
    /// How many were broken besides those in `rules`.
    unlisted: u64,
    /// How many entries of the session were forgotten for want of room.
    evicted: u64,
}

/// Why an exchange ended as it did
///
/// Every rule that was broken: where, what was expected, what came, which page says so, what to do. As
/// text when `format` says so, or when `Accept` names `text/plain` before `application/json`.
#[utoipa::path(
    get,
    path = "/exchanges/{id}/explain",
    operation_id = "explain_exchange",
    tag = "exchanges",
    params(
        ("id" = u64, Path, description = "What `x-logfog-exchange` says"),
        ("format" = inline(Option<words::Format>), Query, description = "For a program, or for a person"),
    ),
    responses(
        (status = 200, description = "The explanation", content(
            (Explanation<'static> = "application/json"),
            (String = "text/plain; charset=utf-8"),
        )),
        (status = 400, description = BAD_QUERY, body = Problem),
        (status = 404, description = NO_EXCHANGE, body = Problem),
    ),
)]
pub(crate) async fn explain(
    State(admin): State<Shared>,
    id: Step,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let params = Params::read(&uri, &["format"])?;
    let as_text = match params.get("format") {
        None => wants_text(&headers),
        Some("text") => true,
        Some("json") => false,
        Some(other) => {
            return Err(Problem::query(
                format!("there is no format `{other}`"),
                "json or text",
                "Leave `format` out for JSON.",
            ));
        }
    };
    let (exchange, evicted) = admin.exchange(&id)?;
    if as_text {
        let page = Page {
            exchange: &exchange,
            evicted,
        };
        let text = page.to_string();
        return Ok(answer::text("text/plain; charset=utf-8", text));
    }
    Ok(answer::ok(&Explanation {
        exchange: (&*exchange).into(),
        summary: summary(&exchange),
        stored: exchange.verdict.stored,
        rules: exchange.verdict.broken.iter().map(Into::into).collect(),
        unlisted: exchange.verdict.unlisted,
        evicted,
    }))
}

/// Whether text is named before JSON; `*/*` names neither.
fn wants_text(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let mut types = accept.unwrap_or_default().split(',').map(|one| {
        let name = one.split(';').next().unwrap_or_default();
        name.trim().to_ascii_lowercase()
    });
    let named = types.find(|name| name == "text/plain" || name == "application/json");
    named.is_some_and(|name| name == "text/plain")
}

/// What happened, in a sentence or two.
fn summary(exchange: &Exchange) -> String {
    let verdict = &exchange.verdict;
    let answer = answered(exchange);
    let stored = match verdict.stored {
        0 => "Nothing was stored.".to_owned(),
        1 => "1 record was stored.".to_owned(),
        stored => format!("{stored} records were stored."),
    };
    if let Some(fired) = exchange.fault.as_ref().filter(|fired| fired.answered) {
        return match exchange.status {
            0 if exchange.wire != Wire::WebSocket => {
                format!("A planned fault, `{fired}`, left it without an answer. {stored}")
            }
            _ => format!("A planned fault, `{fired}`, made the answer: {answer}. {stored}"),
        };
    }
    let befell = exchange.fault.as_ref().map_or_else(String::new, |fired| {
        format!(" A planned fault, `{fired}`, befell it.")
    });
    let mildest_first = verdict.broken.iter().min_by_key(|broken| broken.fate);
    let Some(Broken { spec, fate, .. }) = mildest_first else {
        return match exchange.status {
            400.. => format!("{answer}: no operation answers to this. {stored}{befell}"),
            _ => format!("Nothing was wrong: {answer}. {stored}{befell}"),
        };
    };
    let said = match fate {
        Fate::Refused => "The request was refused",
        Fate::Rejected => "Records were rejected, and the client was told",
        Fate::Lost => "Records were lost, and the client was not told",
        Fate::Altered => "Records were stored differently from what was sent",
        Fate::Noted => "Nothing was refused, but something is worth knowing",
    };
    format!("{said}: `{}`; {answer}. {stored}{befell}", spec.id)
}

fn answered(exchange: &Exchange) -> String {
    let status = exchange.status;
    match exchange.wire {
        Wire::Grpc => {
            let mut headers = exchange.answer.headers.iter();
            let code = headers.find(|(name, _)| name == "grpc-status");
            let code = code.and_then(|(_, code)| code.to_str().ok());
            code.map_or_else(
                || format!("HTTP {status}"),
                |code| format!("gRPC status {code}"),
            )
        }
        Wire::WebSocket if status == 0 => "a frame was the answer".to_owned(),
        Wire::Http | Wire::WebSocket => format!("HTTP {status}"),
    }
}

/// The explanation as a person reads it in a terminal.
struct Page<'a> {
    exchange: &'a Exchange,
    evicted: u64,
}

impl fmt::Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { exchange, evicted } = self;
        let operation = match exchange.operation {
            "" => "no operation",
            named => named,
        };
        writeln!(
            f,
            "exchange {} · {} {operation} · session {} · {}",
            exchange.id, exchange.vendor, exchange.session, exchange.at,
        )?;
        writeln!(f, "{}", exchange.target)?;
        writeln!(f, "\n{}", summary(exchange))?;
        for broken in &exchange.verdict.broken {
            f.write_char('\n')?;
            rule(f, broken)?;
        }
        let unlisted = exchange.verdict.unlisted;
        if unlisted > 0 {
            writeln!(f, "\n… and {unlisted} more like these.")?;
        }
        if *evicted > 0 {
            writeln!(
                f,
                "\n{evicted} of the session's oldest entries were forgotten since, for want of room."
            )?;
        }
        Ok(())
    }
}

fn rule(f: &mut fmt::Formatter<'_>, broken: &Broken) -> fmt::Result {
    let dto = BrokenDto::from(broken);
    let at = match dto.at {
        "" => "the whole request",
        at => at,
    };
    let page = match broken.spec.basis {
        Basis::Chosen => format!("{} (chosen: the vendor does not say)", dto.page),
        Basis::Documented | Basis::Code | Basis::Observed | Basis::Inferred => {
            format!("{} ({})", dto.page, dto.basis)
        }
    };
    writeln!(f, "{} ({})", dto.rule, dto.fate)?;
    let lines = [
        ("where", at),
        ("expected", dto.expected),
        ("got", dto.got),
        ("page", &page),
        ("hint", dto.hint),
        ("switch", &dto.switch),
    ];
    lines
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .try_for_each(|(name, text)| writeln!(f, "  {name:<9}{text}"))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_first_type_named_decides() {
        let wants = |accept| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            wants_text(&headers)
        };
        assert!(wants("text/plain"));
        assert!(wants("text/html, text/plain;q=0.9, application/json;q=0.1"));
        assert!(!wants("application/json, text/plain"));
        assert!(!wants("*/*"));
        assert!(!wants_text(&HeaderMap::new()));
    }
}
