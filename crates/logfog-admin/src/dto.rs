//! Shapes that several answers share. Structs, never maps: key order is part of an answer.

use base64::{Engine, engine::general_purpose::STANDARD};
use logfog_kit::journal::{Exchange, Message};
use logfog_model::{Broken, Check, Fate, Operation, Spec};
use serde::{Serialize, Serializer, ser::SerializeStruct};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::words;

/// Pairs, written as an object in their own order.
pub(crate) struct Object<K, V>(pub(crate) Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Object<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(pairs) = self;
        serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
    }
}

/// A JSON text from a vendor's lens; written as a string should it be none.
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match readable(self.0) {
            Some(json) => json.serialize(serializer),
            None => serializer.serialize_str(self.0),
        }
    }
}

/// JSON that every reader can read: `1e400` and `"\\ud800"` have the form of JSON, and one of them would
/// make the whole listing unreadable to some.
fn readable(text: &str) -> Option<&RawValue> {
    serde_json::from_str::<serde_json::Value>(text).ok()?;
    serde_json::from_str(text).ok()
}

/// Bytes off the wire, as readable as they are: JSON, else text, else base64.
pub(crate) struct Raw<'a>(pub(crate) &'a [u8]);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Ok(text) = std::str::from_utf8(self.0) else {
            return base64(self.0, serializer);
        };
        Text(text).serialize(serializer)
    }
}

/// Bytes off the wire, exactly: text, else base64.
pub(crate) struct Exact<'a>(pub(crate) &'a [u8]);

impl Serialize for Exact<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => base64(self.0, serializer),
        }
    }
}

fn base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_struct("Base64", 1)?;
    object.serialize_field("base64", &STANDARD.encode(bytes))?;
    object.end()
}

/// Headers and body of a request or an answer, without secrets.
#[derive(Serialize, ToSchema)]
#[schema(as = Message)]
pub(crate) struct MessageDto<'a> {
    /// Names and values, in the order in which they came.
    headers: Vec<(&'a str, String)>,
    /// The body, or its beginning.
    #[schema(value_type = words::Bytes)]
    body: Exact<'a>,
    /// How long the body was, in bytes.
    length: u64,
    /// Whether `body` is only the beginning.
    cut: bool,
}

impl<'a> From<&'a Message> for MessageDto<'a> {
    fn from(message: &'a Message) -> Self {
        let headers = message.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str(), value)
        });
        Self {
            headers: headers.collect(),
            body: Exact(&message.body),
            length: message.length,
            cut: message.length > message.body.len() as u64,
        }
    }
}

/// One line of the journal: a request and its answer, a gRPC call, or a WebSocket frame and its answer.
#[derive(Serialize, ToSchema)]
#[schema(as = Exchange)]
pub(crate) struct ExchangeDto<'a> {
    /// Its number: what the header `x-logfog-exchange` of the answer says.
    id: u64,
    /// Whose API was called.
    vendor: &'a str,
    /// Whose world it happened in.
    session: &'a str,
    /// Which operation answered; empty when none did.
    operation: &'a str,
    #[schema(value_type = words::Wire)]
    wire: &'a str,
    /// When the head came in.
    #[schema(format = DateTime)]
    at: String,
    /// How long the answer took, in microseconds.
    took_us: u64,
    /// Method, path and query, without secrets.
    target: &'a str,
    /// The HTTP status; 0 for a WebSocket frame, and where no answer came.
    status: u16,
    /// What `x-logfog-rule` said: the worst rule that was broken.
    #[schema(required)]
    rule: Option<&'a str>,
    /// What became of what broke that rule.
    #[schema(required, value_type = Option<words::Fate>)]
    fate: Option<&'a str>,
    /// How many records were stored.
    stored: u64,
    /// What was planned to befall it and did, with commas between: `throttled`, `raw 418`,
    /// `latency 120ms`.
    #[schema(required)]
    fault: Option<String>,
    /// The id of that plan.
    #[schema(required)]
    fault_plan: Option<u64>,
}

impl<'a> From<&'a Exchange> for ExchangeDto<'a> {
    fn from(exchange: &'a Exchange) -> Self {
        let worst = exchange.verdict.worst();
        Self {
            id: exchange.id,
            vendor: exchange.vendor.as_str(),
            session: exchange.session.as_str(),
            operation: exchange.operation,
            wire: exchange.wire.as_str(),
            at: exchange.at.to_string(),
            took_us: u64::try_from(exchange.took.as_micros()).unwrap_or(u64::MAX),
            target: &exchange.target,
            status: exchange.status,
            rule: worst.map(|broken| broken.spec.id),
            fate: worst.map(|broken| broken.fate.as_str()),
            stored: exchange.verdict.stored,
            fault: exchange.fault.as_ref().map(ToString::to_string),
            fault_plan: exchange.fault.as_ref().map(|fired| fired.plan),
        }
    }
}

/// One broken rule, with all that helps to mend it.
#[derive(Serialize, ToSchema)]
#[schema(as = Broken)]
pub(crate) struct BrokenDto<'a> {
    /// The rule's id.
    pub(crate) rule: &'a str,
    /// What became of what broke it.
    #[schema(value_type = words::Fate)]
    pub(crate) fate: &'a str,
    /// A JSON pointer (empty for the whole body), or `header NAME`, `query NAME`.
    #[serde(rename = "where")]
    pub(crate) at: &'a str,
    /// What would have passed.
    pub(crate) expected: &'a str,
    /// What came instead.
    pub(crate) got: &'a str,
    /// The vendor's page that says so.
    pub(crate) page: &'a str,
    /// How well the rule is known.
    #[schema(value_type = words::Basis)]
    pub(crate) basis: &'a str,
    /// What to do; empty when the demand says it all.
    pub(crate) hint: &'a str,
    /// The option of the program that lets it pass; empty when none does, because nothing is left to
    /// store of what cannot be read.
    pub(crate) switch: String,
}

impl<'a> From<&'a Broken> for BrokenDto<'a> {
    fn from(broken: &'a Broken) -> Self {
        // What was only noted passed already: all that is left to switch off is the note.
        let check = match broken.fate {
            Fate::Noted => "off",
            Fate::Refused | Fate::Rejected | Fate::Lost | Fate::Altered => "warn",
        };
        let switch = if broken.fatal {
            String::new()
        } else {
            format!("--check {}={check}", broken.spec.id)
        };
        Self {
            rule: broken.spec.id,
            fate: broken.fate.as_str(),
            at: &broken.at,
            expected: broken.expected(),
            got: &broken.finding.got,
            page: broken.spec.page,
            basis: broken.spec.basis.as_str(),
            hint: broken.spec.hint,
            switch,
        }
    }
}

/// One demand of a vendor, and what the policy makes of it.
#[derive(Serialize, ToSchema)]
#[schema(as = Rule)]
pub(crate) struct RuleDto {
    /// Its id.
    rule: &'static str,
    /// How well it is known.
    #[schema(value_type = words::Basis)]
    basis: &'static str,
    /// The vendor's page that says so.
    page: &'static str,
    /// When the page was read: a month, or a day.
    read: &'static str,
    /// What the vendor demands.
    demand: &'static str,
    /// What to do when it is broken; empty when the demand says it all.
    hint: &'static str,
    /// What the policy makes of it.
    #[schema(value_type = words::Check)]
    check: &'static str,
}

impl RuleDto {
    pub(crate) fn new(spec: &'static Spec, check: Check) -> Self {
        Self {
            rule: spec.id,
            basis: spec.basis.as_str(),
            page: spec.page,
            read: spec.read,
            demand: spec.demand,
            hint: spec.hint,
            check: check.as_str(),
        }
    }
}

/// One operation of a vendor.
#[derive(Serialize, ToSchema)]
#[schema(as = Operation)]
pub(crate) struct OperationDto {
    /// What exchanges call it.
    name: &'static str,
    #[schema(value_type = words::Wire)]
    wire: &'static str,
    /// Method and path, or service and method, as the vendor writes them.
    route: &'static str,
    /// The vendor's page that describes it.
    page: &'static str,
    /// How much of it is served.
    #[schema(value_type = words::Coverage)]
    coverage: &'static str,
    /// What is missing; empty when nothing is.
    gap: &'static str,
}

impl From<&'static Operation> for OperationDto {
    fn from(operation: &'static Operation) -> Self {
        Self {
            name: operation.name,
            wire: operation.wire.as_str(),
            route: operation.route,
            page: operation.page,
            coverage: operation.coverage.as_str(),
            gap: operation.coverage.gap(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(bytes: &[u8]) -> String {
        serde_json::to_string(&Raw(bytes)).expect("serialises")
    }

    #[test]
    fn raw_bytes_are_as_readable_as_they_are() {
        assert_eq!(raw(br#"{"b":1.0,"a":1e2}"#), r#"{"b":1.0,"a":1e2}"#);
        assert_eq!(raw(b"say \"x\""), r#""say \"x\"""#);
        assert_eq!(raw(b"\xff\x00"), r#"{"base64":"/wA="}"#);
        assert_eq!(raw(b""), r#""""#);
    }

    #[test]
    fn an_object_keeps_its_order() {
        let pairs = [("b", Text("1")), ("a", Text("[true]")), ("c", Text("no"))];
        let object = Object(Vec::from(pairs));
        let text = serde_json::to_string(&object).expect("serialises");
        assert_eq!(text, r#"{"b":1,"a":[true],"c":"no"}"#);
    }
}
