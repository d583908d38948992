//! Digests of the text of a value.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::{
    Context, Function,
    arguments::{Accepts, Parameter, one, optional, repeated},
    doc::{chosen, derived, said},
    xxhash::xxh64,
};
use crate::{Type, Value};

const ANY: &[Parameter] = &[one("value", Accepts::Any)];
const HASH: &[Parameter] = &[
    one("value", Accepts::Any),
    optional("modulus", Accepts::Whole),
];
const MODULUS_NULLS: &str =
    "Null has the hash of an empty text. Null for a modulus that is not above 0.";
const NULLS: &str = "Null has the digest of an empty text.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed("hash_sha256", ANY, Type::String, sha256)
        .documented()
        .doc(said(
            "The SHA-256 of the value's text, in hexadecimal.",
            NULLS,
            "hash_sha256(\"World\")",
            "\"78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524\"",
        )),
    Function::fixed("hash_sha1", ANY, Type::String, sha1).doc(said(
        "The SHA-1 of the value's text, in hexadecimal.",
        NULLS,
        "hash_sha1(\"World\")",
        "\"70c07ec18ef89c5309bbb0937f3a6342411e1fdd\"",
    )),
    Function::fixed("hash_md5", ANY, Type::String, md5).doc(said(
        "The MD5 of the value's text, in hexadecimal.",
        NULLS,
        "hash_md5(\"World\")",
        "\"f5a7924e621e84c9280a9a27e1bcb7f6\"",
    )),
    Function::fixed(
        "hash_many",
        &[one("value", Accepts::Any), repeated("value", Accepts::Any)],
        Type::Long,
        hash_many,
    )
    .doc(chosen(
        "A number that is the same for the same values. It is not the service's.",
        "Null counts as an empty text.",
        "hash_many(\"a\", 1) == hash_many(\"a\", 1)",
        "true",
    )),
    Function::fixed("hash", HASH, Type::Long, hash).doc(said(
        "The XXH64 of a value, below a modulus if there is one.",
        MODULUS_NULLS,
        "hash(\"World\")",
        "1846988464401551951",
    )),
    Function::fixed("hash_xxhash64", HASH, Type::Long, hash).doc(said(
        "The XXH64 of a value, below a modulus if there is one.",
        MODULUS_NULLS,
        "hash_xxhash64(datetime(\"2015-01-01\"))",
        "1380966698541616202",
    )),
    Function::fixed("new_guid", &[], Type::Guid, new_guid).doc(derived(
        "A random guid.",
        "Never null.",
        "isnotnull(new_guid())",
        "true",
    )),
];

fn hex<'a>(bytes: &[u8]) -> Value<'a> {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let digits = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    Value::string(digits.collect::<String>())
}

fn sha256<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    hex(&Sha256::digest(arguments[0].text().as_bytes()))
}

fn sha1<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    hex(&Sha1::digest(arguments[0].text().as_bytes()))
}

fn md5<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    hex(&Md5::digest(arguments[0].text().as_bytes()))
}

/// The hash of a value: of the UTF-8 of a text, of the little-endian bytes of what is counted in 64
/// bits, and of the text of anything else.
fn hashed(value: &Value<'_>) -> u64 {
    match value {
        Value::Int(value) => xxh64(&i64::from(*value).to_le_bytes()),
        Value::Long(value) => xxh64(&value.to_le_bytes()),
        Value::Real(value) => xxh64(&value.to_le_bytes()),
        Value::DateTime(time) => xxh64(&time.ticks().to_le_bytes()),
        Value::TimeSpan(span) => xxh64(&span.ticks().to_le_bytes()),
        Value::Null
        | Value::Bool(_)
        | Value::Decimal(_)
        | Value::Guid(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Bag(_)
        | Value::Json(_) => xxh64(value.text().as_bytes()),
    }
}

fn hash<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let hash = hashed(&arguments[0]).cast_signed();
    let Some(modulus) = arguments.get(1) else {
        return Value::Long(hash);
    };
    let modulus = modulus.whole().filter(|modulus| *modulus > 0);
    modulus.map_or(Value::Null, |modulus| Value::Long(hash.rem_euclid(modulus)))
}

fn hash_many<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let hashes: Vec<u8> = arguments
        .iter()
        .flat_map(|value| hashed(value).to_le_bytes())
        .collect();
    Value::Long(xxh64(&hashes).cast_signed())
}

fn new_guid<'a>(context: &Context, _: &mut [Value<'a>]) -> Value<'a> {
    Value::Guid(context.guid())
}
