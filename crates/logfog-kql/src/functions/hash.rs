//! Digests of the text of a value.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::{
    Context, Function,
    arguments::{Accepts, Parameter, one, repeated},
    doc::{chosen, derived, said},
};
use crate::{Type, Value};

const ANY: &[Parameter] = &[one("value", Accepts::Any)];
const NULLS: &str = "Null has the digest of an empty text.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed("hash_sha256", ANY, Type::String, sha256).documented().doc(said("The SHA-256 of the value's text, in hexadecimal.", NULLS, "hash_sha256(\"World\")", "\"78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524\"")),
    Function::fixed("hash_sha1", ANY, Type::String, sha1).doc(said("The SHA-1 of the value's text, in hexadecimal.", NULLS, "hash_sha1(\"World\")", "\"70c07ec18ef89c5309bbb0937f3a6342411e1fdd\"")),
    Function::fixed("hash_md5", ANY, Type::String, md5).doc(said("The MD5 of the value's text, in hexadecimal.", NULLS, "hash_md5(\"World\")", "\"f5a7924e621e84c9280a9a27e1bcb7f6\"")),
    Function::fixed("hash_many", &[one("value", Accepts::Any), repeated("value", Accepts::Any)], Type::Long, hash_many).doc(chosen("A number that is the same for the same values. It is not the service's.", "Null counts as an empty text.", "hash_many(\"a\", 1) == hash_many(\"a\", 1)", "true")),
    Function::fixed("hash", &[one("value", Accepts::Any), super::arguments::optional("modulus", Accepts::Whole)], Type::Long, hash).doc(chosen("A number that is the same for the same value, below a modulus if there is one. It is not the service's.", "Null counts as an empty text; null for a modulus that is not above 0.", "hash(\"World\", 100) < 100", "true")),
    Function::fixed("new_guid", &[], Type::Guid, new_guid).doc(derived("A random guid.", "Never null.", "isnotnull(new_guid())", "true")),
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

/// FNV-1a. What a number stands for is nobody's business, as long as it stays the same.
fn mixed(start: u64, text: &str) -> u64 {
    text.bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

fn hash<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let hash = mixed(START, &arguments[0].text()).cast_signed();
    let Some(modulus) = arguments.get(1) else {
        return Value::Long(hash);
    };
    let modulus = modulus.whole().filter(|modulus| *modulus > 0);
    modulus.map_or(Value::Null, |modulus| Value::Long(hash.rem_euclid(modulus)))
}

fn hash_many<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let hash = arguments
        .iter()
        .fold(START, |hash, value| mixed(mixed(hash, &value.text()), "\0"));
    Value::Long(hash.cast_signed())
}

fn new_guid<'a>(context: &Context, _: &mut [Value<'a>]) -> Value<'a> {
    Value::Guid(context.guid())
}
