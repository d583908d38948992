//! Unary gRPC over HTTP/2 by hand: only `logfog_kit::body` may inflate, and every text is the
//! vendor's. The service is taken to be grpc-go, whose words its clients quote.

use bytes::{BufMut as _, Bytes, BytesMut};
use logfog_kit::body::{self, Inflate, Payload, Problem};
use logfog_model::{Finding, Report};

use crate::{call::Message, deadline, refusal::Refusal, rules::Rule};

/// Flag and length in front of a message.
pub(crate) const PREFIX: usize = 5;
/// The most that a lenient policy inflates.
const LENIENT_BYTES: usize = 64 << 20;

/// A gRPC request's head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) content_type: Option<&'a str>,
    pub(crate) encoding: Option<&'a str>,
    pub(crate) timeout: Option<&'a str>,
}

/// Refuses what is not a gRPC call at all.
pub(crate) fn check_head(head: Head<'_>, report: &mut Report<'_, Rule>) -> Result<(), Refusal> {
    let content_type = head.content_type.unwrap_or_default();
    if !is_grpc(content_type) {
        let at = "header content-type";
        let found = if head.content_type.is_some() {
            content_type
        } else {
            "none"
        };
        return Err(Refusal::fatal(
            report,
            Rule::ContentType,
            at,
            found,
            content_type,
        ));
    }
    if let Some(timeout) = head.timeout
        && let Err(problem) = deadline::parse(timeout)
    {
        let at = "header grpc-timeout";
        return Err(Refusal::fatal(report, Rule::Timeout, at, timeout, problem));
    }
    if head.method != "POST" {
        return Err(Refusal::fatal(
            report,
            Rule::Method,
            "",
            head.method,
            head.method,
        ));
    }
    Ok(())
}

/// Whether a content type is that of a gRPC call.
pub(crate) fn is_grpc(content_type: &str) -> bool {
    let rest = content_type
        .get(..16)
        .filter(|head| head.eq_ignore_ascii_case("application/grpc"));
    rest.is_some() && matches!(content_type.as_bytes().get(16), None | Some(b'+' | b';'))
}

/// Refuses a call of what is not served, by a server that `has_service` knows the services of.
pub(crate) fn unknown(
    head: Head<'_>,
    has_service: impl FnOnce(&str) -> bool,
    report: &mut Report<'_, Rule>,
) -> Refusal {
    let path = head.path.strip_prefix('/').unwrap_or(head.path);
    let (rule, text) = match path.rsplit_once('/') {
        None => (
            Rule::Service,
            format!("malformed method name: {:?}", head.path),
        ),
        Some((service, method)) if has_service(service) => (
            Rule::ServiceMethod,
            format!("unknown method {method} for service {service}"),
        ),
        Some((service, _)) => (Rule::Service, format!("unknown service {service}")),
    };
    Refusal::fatal(report, rule, "", head.path, text)
}

/// A message with its flag and length in front.
pub(crate) fn frame(message: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(PREFIX + message.len());
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.len()).expect("no answer has 4 GiB"));
    frame.put_slice(message);
    frame.freeze()
}

/// Takes the one message of a unary call out of its body.
pub(crate) fn message(
    head: Head<'_>,
    payload: &Payload,
    cap: usize,
    report: &mut Report<'_, Rule>,
) -> Result<Message, Refusal> {
    let encoding = head.encoding.unwrap_or("identity");
    if !matches!(encoding, "identity" | "gzip" | "") {
        let at = "header grpc-encoding";
        return Err(Refusal::fatal(
            report,
            Rule::Encoding,
            at,
            encoding,
            encoding,
        ));
    }
    let body = match payload.problem {
        None => &payload.bytes,
        Some(Problem::TooLarge) => {
            let sent = payload.sent.saturating_sub(PREFIX as u64);
            return Err(too_large(report, sent, cap));
        }
        Some(Problem::CutShort | Problem::TimedOut) => {
            return Err(broken(report, payload.sent, "unexpected EOF"));
        }
    };
    let Some((prefix, rest)) = body.split_first_chunk::<PREFIX>() else {
        return Err(broken(report, body.len(), "unexpected EOF"));
    };
    let [flag, length @ ..] = *prefix;
    let length = u32::from_be_bytes(length) as usize;
    if length > cap {
        refuse_size(report, length, cap)?;
    }
    if rest.len() < length {
        let found = format!("{} of {length} bytes", rest.len());
        return Err(broken(report, found, "unexpected EOF"));
    }
    let sent = body.slice(PREFIX..PREFIX + length);
    match flag {
        0 => Ok(Message {
            bytes: sent,
            held: body.len(),
        }),
        1 if encoding == "gzip" => inflate(&sent, cap, report),
        1 => {
            let text = "grpc: compressed flag set with identity or empty encoding";
            Err(broken(report, encoding, text))
        }
        flag => {
            let text = format!("grpc: received unexpected payload format {flag}");
            Err(broken(report, flag, text))
        }
    }
}

fn inflate(sent: &[u8], cap: usize, report: &mut Report<'_, Rule>) -> Result<Message, Refusal> {
    let inflated = match body::inflate(sent, cap) {
        Err(Inflate::TooLarge(_)) => {
            let found = Finding::over(cap, "more, inflated");
            if report.refuse(Rule::MessageSize, "", found).is_err() {
                let text =
                    format!("grpc: received message after decompression larger than max {cap}");
                return Err(Refusal::new(Rule::MessageSize, text));
            }
            body::inflate(sent, LENIENT_BYTES)
        }
        other => other,
    };
    match inflated {
        Ok(bytes) => Ok(Message {
            held: bytes.len(),
            bytes,
        }),
        Err(Inflate::TooLarge(most)) => Err(too_large(report, most as u64, cap)),
        Err(Inflate::Broken) => {
            let text = "grpc: failed to decompress the received message: gzip: invalid header";
            Err(broken(report, "no gzip", text))
        }
    }
}

/// Refuses a message of this length, where the policy does.
pub(crate) fn refuse_size(
    report: &mut Report<'_, Rule>,
    length: usize,
    cap: usize,
) -> Result<(), Refusal> {
    report
        .refuse(Rule::MessageSize, "", Finding::over(cap, length))
        .map_err(|_| Refusal::new(Rule::MessageSize, size_text(length as u64, cap)))
}

/// Refuses a message that was not even kept.
pub(crate) fn too_large(report: &mut Report<'_, Rule>, length: u64, cap: usize) -> Refusal {
    let found = Finding::over(cap, length);
    Refusal::fatal(report, Rule::MessageSize, "", found, size_text(length, cap))
}

fn size_text(length: u64, cap: usize) -> String {
    format!("grpc: received message larger than max ({length} vs. {cap})")
}

fn broken(
    report: &mut Report<'_, Rule>,
    found: impl std::fmt::Display,
    text: impl Into<String>,
) -> Refusal {
    Refusal::fatal(report, Rule::Frame, "", Finding::new(found), text)
}
