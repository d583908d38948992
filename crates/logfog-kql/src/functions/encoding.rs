//! Base64.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    Context, Function,
    arguments::{Accepts, Parameter, one},
    doc::{TEXT, derived, said},
    string::limited,
};
use crate::{Type, Value, value::Guid};

const ONE: &[Parameter] = &[one("text", Accepts::Text)];
const DECODED: &str = "An empty text for what is not base64 of UTF-8.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed("base64_encodestring", ONE, Type::String, encode)
        .documented()
        .doc(derived(
            "A text in base64.",
            TEXT,
            "base64_encodestring(\"Kusto\")",
            "\"S3VzdG8=\"",
        )),
    Function::fixed("base64_decodestring", ONE, Type::String, decode)
        .documented()
        .doc(derived(
            "The text that base64 stands for.",
            DECODED,
            "base64_decodestring(\"S3VzdG8=\")",
            "\"Kusto\"",
        )),
    Function::fixed("base64_encode_tostring", ONE, Type::String, encode).doc(said(
        "A text in base64.",
        TEXT,
        "base64_encode_tostring(\"Kusto\")",
        "\"S3VzdG8=\"",
    )),
    Function::fixed("base64_decode_tostring", ONE, Type::String, decode).doc(said(
        "The text that base64 stands for.",
        DECODED,
        "base64_decode_tostring(\"S3VzdG8=\")",
        "\"Kusto\"",
    )),
    Function::fixed("base64_decode_toarray", ONE, Type::Dynamic, decode_to_array).doc(said(
        "The bytes that base64 stands for.",
        "Null for what is not base64.",
        "base64_decode_toarray(\"S3VzdG8=\")",
        "[75,117,115,116,111]",
    )),
    Function::fixed(
        "base64_encode_fromarray",
        &[one("bytes", Accepts::Dynamic)],
        Type::String,
        encode_from_array,
    )
    .doc(said(
        "Bytes in base64.",
        "An empty text for what is no array of bytes.",
        "base64_encode_fromarray(dynamic([75, 117, 115, 116, 111]))",
        "\"S3VzdG8=\"",
    )),
    Function::fixed(
        "base64_encode_fromguid",
        &[one("guid", Accepts::Any)],
        Type::String,
        encode_from_guid,
    )
    .doc(derived(
        "The 16 bytes of a guid in base64.",
        "An empty text for null.",
        "base64_encode_fromguid(guid(ae3133f2-6e22-49ae-b06a-16e6a9b212eb))",
        "\"8jMxriJurkmwahbmqbIS6w==\"",
    )),
    Function::fixed("base64_decode_toguid", ONE, Type::Guid, decode_to_guid).doc(derived(
        "The guid whose 16 bytes base64 stands for.",
        "Null for anything else.",
        "base64_decode_toguid(\"8jMxriJurkmwahbmqbIS6w==\")",
        "\"ae3133f2-6e22-49ae-b06a-16e6a9b212eb\"",
    )),
];

fn encode<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    limited(STANDARD.encode(arguments[0].text().as_bytes()))
}

fn bytes(value: &Value<'_>) -> Option<Vec<u8>> {
    STANDARD.decode(value.text().as_bytes()).ok()
}

fn decode<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let text = bytes(&arguments[0]).and_then(|bytes| String::from_utf8(bytes).ok());
    text.map_or(Value::EMPTY, Value::string)
}

fn decode_to_array<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(bytes) = bytes(&arguments[0]) else {
        return Value::Null;
    };
    Value::array(
        bytes
            .into_iter()
            .map(|byte| Value::Long(i64::from(byte)))
            .collect(),
    )
}

fn encode_from_array<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(elements) = arguments[0].elements() else {
        return Value::EMPTY;
    };
    let byte = |element: &Value<'_>| element.whole().and_then(|byte| u8::try_from(byte).ok());
    let bytes: Option<Vec<u8>> = elements.iter().map(byte).collect();
    bytes.map_or(Value::EMPTY, |bytes| limited(STANDARD.encode(bytes)))
}

/// The order in which a guid's bytes are kept: its first three groups begin with their last byte.
fn shuffled(mut bytes: [u8; 16]) -> [u8; 16] {
    bytes[..4].reverse();
    bytes[4..6].reverse();
    bytes[6..8].reverse();
    bytes
}

fn encode_from_guid<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Value::Guid(Guid(bits)) = arguments[0] else {
        return Value::EMPTY;
    };
    Value::string(STANDARD.encode(shuffled(bits.to_be_bytes())))
}

fn decode_to_guid<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let bytes = bytes(&arguments[0]).and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
    let guid = |bytes| Value::Guid(Guid(u128::from_be_bytes(shuffled(bytes))));
    bytes.map_or(Value::Null, guid)
}
