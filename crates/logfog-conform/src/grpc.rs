use std::path::Path;

use anyhow::{Context as _, Result, bail};
use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use bytes::{BufMut as _, Bytes, BytesMut};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, MethodDescriptor};
use serde_json::{Value, json};

use crate::{Answer, Request, Sent, Target, body, client};

/// Binary metadata comes with padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// gRPC's status codes, in the order of their numbers.
const CODES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// The name of a status code given as digits; the digits themselves when there is none.
pub fn grpc_code(digits: &str) -> String {
    let known = digits.parse().ok().and_then(|code: usize| CODES.get(code));
    (*known.unwrap_or(&digits)).to_owned()
}

/// A unary method, by its descriptor: JSON becomes messages, answers become JSON.
#[derive(Clone, Debug)]
pub struct Unary {
    pool: DescriptorPool,
    method: MethodDescriptor,
}

impl Unary {
    /// `package.Service/Method` of an encoded descriptor set.
    pub fn new(descriptors: &[u8], name: &str) -> Result<Self> {
        let pool = DescriptorPool::decode(descriptors)?;
        let method = method(&pool, name).with_context(|| format!("there is no method {name}"))?;
        Ok(Self { pool, method })
    }

    /// What the method takes.
    pub fn input(&self) -> MessageDescriptor {
        self.method.input()
    }

    /// What it takes, of the JSON mapping.
    pub fn message(&self, json: &Value) -> Result<DynamicMessage> {
        Ok(DynamicMessage::deserialize(self.input(), json)?)
    }

    /// The same as bytes.
    pub fn encode(&self, json: &Value) -> Result<Bytes> {
        Ok(self.message(json)?.encode_to_vec().into())
    }

    /// Any message of these descriptors as bytes.
    pub fn encode_as(&self, name: &str, json: &Value) -> Result<Bytes> {
        let descriptor = self.pool.get_message_by_name(name);
        let descriptor = descriptor.with_context(|| format!("there is no message {name}"))?;
        Ok(DynamicMessage::deserialize(descriptor, json)?
            .encode_to_vec()
            .into())
    }

    /// What came over HTTP, as a caller is told: the code's name, the message or the error as JSON.
    pub fn answer(&self, answer: Answer) -> Result<Answer> {
        told(&self.pool, Some(&self.method), answer)
    }
}

/// Makes a unary call: the message is built from JSON and read back as JSON, by descriptor.
pub(crate) async fn call(
    target: &Target,
    request: &Request,
    folder: &Path,
    descriptors: &Path,
) -> Result<Answer> {
    let pool = std::fs::read(descriptors).with_context(|| descriptors.display().to_string())?;
    let pool = DescriptorPool::decode(&pool[..])?;
    let method = method(&pool, &request.target);
    let gzip = request
        .headers
        .iter()
        .any(|(name, value)| name == ":gzip" && value == "true");
    let mut headers = request.headers.clone();
    headers.retain(|(name, _)| !name.starts_with(':'));
    if gzip {
        headers.push(("grpc-encoding".into(), "gzip".into()));
    }
    headers.push(("te".into(), "trailers".into()));
    if !headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
    {
        headers.push(("content-type".into(), "application/grpc".into()));
    }
    let body = if let Some(frame) = request.body.strip_prefix("<frame>") {
        body::bytes(&format!("<hex>{frame}"), folder)?
    } else {
        let message = match &method {
            Some(method) if !request.body.starts_with('<') => encode(method, &request.body)?,
            _ => body::bytes(&request.body, folder)?,
        };
        grpc_frame(&message, gzip)?
    };
    let sent = Sent {
        method: "POST".into(),
        target: format!("/{}", request.target),
        headers,
        body,
    };
    told(&pool, method.as_ref(), client::http2(target, &sent).await?)
}

/// An answer over HTTP as a gRPC client tells it; one that is not gRPC's as it is.
fn told(pool: &DescriptorPool, method: Option<&MethodDescriptor>, raw: Answer) -> Result<Answer> {
    let Some(code) = raw.header("grpc-status").filter(|_| raw.status == "200") else {
        return Ok(raw);
    };
    let status = grpc_code(code);
    let body = if status == "OK" {
        let method = method.context("an answer to an unknown method")?;
        let message = raw.body.get(5..).context("an answer has a message")?;
        serde_json::to_value(DynamicMessage::decode(method.output(), message)?)?
    } else {
        let message = percent_decoded(raw.header("grpc-message").unwrap_or_default());
        let details = match raw.header("grpc-status-details-bin") {
            Some(details) => details_json(pool, &BASE64.decode(details)?)?,
            None => Vec::new(),
        };
        json!({ "message": message, "details": details })
    };
    Ok(Answer {
        status,
        body: body.to_string().into_bytes(),
        ..raw
    })
}

fn method(pool: &DescriptorPool, target: &str) -> Option<MethodDescriptor> {
    let (service, method) = target.split_once('/')?;
    let service = pool.get_service_by_name(service)?;
    service.methods().find(|known| known.name() == method)
}

fn encode(method: &MethodDescriptor, json: &str) -> Result<Bytes> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let message = DynamicMessage::deserialize(method.input(), &mut reader)
        .with_context(|| format!("as {}", method.input().full_name()))?;
    reader.end().context("after the message")?;
    Ok(message.encode_to_vec().into())
}

/// A message with its prefix: a flag and four bytes of length.
pub fn grpc_frame(message: &[u8], gzip: bool) -> Result<Bytes> {
    let message = if gzip {
        body::gzip(message)?
    } else {
        Bytes::copy_from_slice(message)
    };
    let mut framed = BytesMut::with_capacity(message.len() + 5);
    framed.put_u8(gzip.into());
    framed.put_u32(message.len().try_into()?);
    framed.put(message);
    Ok(framed.freeze())
}

/// The details of a `google.rpc.Status`, each with its type.
fn details_json(pool: &DescriptorPool, status: &[u8]) -> Result<Vec<Value>> {
    let descriptor = pool.get_message_by_name("google.rpc.Status");
    let descriptor = descriptor.context("the descriptors have google.rpc.Status")?;
    let status = DynamicMessage::decode(descriptor, status)?;
    match serde_json::to_value(status)?
        .get_mut("details")
        .map(Value::take)
    {
        Some(Value::Array(details)) => Ok(details),
        None => Ok(Vec::new()),
        Some(other) => bail!("details are {other}"),
    }
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let hex = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten();
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            decoded.push(byte);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
