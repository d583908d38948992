//! Bags.

use std::borrow::Cow;

use super::{
    Context, Function,
    arguments::{Accepts, Parameter, one, repeated},
    convert::as_dynamic,
    doc::{derived, said},
};
use crate::{
    Type, Value,
    operators::{list::flatten, path},
    value::Builder,
};

const PACK: &[Parameter] = &[
    one("name", Accepts::Any),
    repeated("value, name", Accepts::Any),
];
const ONE: &[Parameter] = &[one("bag", Accepts::Dynamic)];
const NULLS: &str = "Null for what is no bag.";

pub(super) const FUNCTIONS: &[Function] = &[
    pack("pack", "pack(\"Level\", \"Information\", \"Id\", 7)").documented(),
    pack(
        "bag_pack",
        "bag_pack(\"Level\", \"Information\", \"Id\", 7)",
    ),
    pack(
        "pack_dictionary",
        "pack_dictionary(\"Level\", \"Information\", \"Id\", 7)",
    ),
    Function::fixed(
        "bag_has_key",
        &[one("bag", Accepts::Dynamic), one("name", Accepts::Text)],
        Type::Bool,
        bag_has_key,
    )
    .doc(said(
        "Whether a bag has a name.",
        NULLS,
        "bag_has_key(dynamic({\"a\": null}), \"a\")",
        "true",
    )),
    Function::fixed("bag_keys", ONE, Type::Dynamic, bag_keys).doc(said(
        "The names of a bag.",
        NULLS,
        "bag_keys(dynamic({\"a\": 1, \"b\": 2}))",
        "[\"a\",\"b\"]",
    )),
    Function::fixed(
        "bag_merge",
        &[
            one("bag", Accepts::Dynamic),
            repeated("bag", Accepts::Dynamic),
        ],
        Type::Dynamic,
        bag_merge,
    )
    .doc(said(
        "One bag of all entries; the first of a name counts.",
        "What is no bag is left out.",
        "bag_merge(dynamic({\"a\": 1}), dynamic({\"a\": 2, \"b\": 3}))",
        "{\"a\":1,\"b\":3}",
    )),
    Function::fixed(
        "bag_remove_keys",
        &[one("bag", Accepts::Dynamic), one("names", Accepts::Dynamic)],
        Type::Dynamic,
        bag_remove_keys,
    )
    .doc(said(
        "The bag without some names.",
        NULLS,
        "bag_remove_keys(dynamic({\"a\": 1, \"b\": 2}), dynamic([\"a\"]))",
        "{\"b\":2}",
    )),
    Function::fixed(
        "bag_set_key",
        &[
            one("bag", Accepts::Dynamic),
            one("name", Accepts::Text),
            one("value", Accepts::Any),
        ],
        Type::Dynamic,
        bag_set_key,
    )
    .doc(said(
        "The bag with a name set to a value.",
        NULLS,
        "bag_set_key(dynamic({\"a\": 1}), \"b\", 2)",
        "{\"a\":1,\"b\":2}",
    )),
    Function::fixed(
        "bag_zip",
        &[
            one("names", Accepts::Dynamic),
            one("values", Accepts::Dynamic),
        ],
        Type::Dynamic,
        bag_zip,
    )
    .doc(said(
        "A bag of an array of names and an array of values.",
        "Null for what is no array; a null value where there are too few.",
        "bag_zip(dynamic([\"a\", \"b\"]), dynamic([1]))",
        "{\"a\":1,\"b\":null}",
    )),
    Function::fixed("treepath", ONE, Type::Dynamic, treepath).doc(derived(
        "The paths of all leaves and of what they are in.",
        "Null for what is neither an array nor a bag.",
        "treepath(dynamic({\"a\": {\"b\": 1}}))",
        "[\"['a']\",\"['a']['b']\"]",
    )),
];

const fn pack(name: &'static str, example: &'static str) -> Function {
    Function::by(name, PACK, bind_pack).doc(said(
        "A bag of names and values.",
        "A null value stays one.",
        example,
        "{\"Level\":\"Information\",\"Id\":7}",
    ))
}

fn bind_pack(arguments: &[super::Argument]) -> Result<super::Bound, super::Misfit> {
    if arguments.len() % 2 == 1 {
        return Err(super::Misfit::Count {
            least: arguments.len() + 1,
            most: 64,
        });
    }
    Ok(super::Bound::new(Type::Dynamic, |_, arguments| {
        let mut bag = Builder::default();
        for entry in arguments.chunks_exact_mut(2) {
            let name = std::mem::take(&mut entry[0]).into_text();
            bag.set(name, as_dynamic(std::mem::take(&mut entry[1])));
        }
        bag.finish()
    }))
}

fn bag_has_key<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(bag) = arguments[0].bag() else {
        return Value::Null;
    };
    let name = arguments[1].text();
    Value::Bool(bag.get(&name).is_some())
}

fn bag_keys<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(bag) = arguments[0].bag() else {
        return Value::Null;
    };
    Value::array(
        bag.iter()
            .map(|(name, _)| Value::String(name.clone()))
            .collect(),
    )
}

fn bag_merge<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let bags: Vec<_> = arguments.iter().filter_map(Value::bag).collect();
    if bags.is_empty() {
        return Value::Null;
    }
    let mut merged = Builder::default();
    for (name, value) in bags.iter().flat_map(|bag| bag.iter()) {
        merged.set_first(name.clone(), value.clone());
    }
    merged.finish()
}

fn bag_remove_keys<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(bag) = arguments[0].bag() else {
        return Value::Null;
    };
    let removed = flatten(&arguments[1..]);
    let mut kept = Builder::default();
    for (name, value) in bag.iter() {
        if !removed.iter().any(|removed| removed.as_str() == Some(name)) {
            kept.set(name.clone(), value.clone());
        }
    }
    kept.finish()
}

fn bag_set_key<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(bag) = arguments[0].bag() else {
        return Value::Null;
    };
    let mut changed = Builder::default();
    for (name, value) in bag.iter() {
        changed.set(name.clone(), value.clone());
    }
    let name = std::mem::take(&mut arguments[1]).into_text();
    changed.set(name, as_dynamic(std::mem::take(&mut arguments[2])));
    changed.finish()
}

fn bag_zip<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(names) = arguments[0].elements() else {
        return Value::Null;
    };
    if arguments[1].elements().is_none() {
        return Value::Null;
    }
    let mut bag = Builder::default();
    for (place, name) in (0..).zip(names.iter()) {
        bag.set(
            name.clone().into_text(),
            path::element(&arguments[1], place),
        );
    }
    bag.finish()
}

fn treepath<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let mut paths = Vec::new();
    collect("", &arguments[0], &mut paths);
    if paths.is_empty() {
        Value::Null
    } else {
        Value::array(paths)
    }
}

fn collect(before: &str, value: &Value<'_>, paths: &mut Vec<Value<'_>>) {
    // Long paths of many leaves would be long texts of many.
    if before.len() > 4_096 || paths.len() >= 4_096 {
        return;
    }
    if let Some(bag) = value.bag() {
        for (name, value) in bag.iter() {
            let path = format!("{before}['{name}']");
            paths.push(Value::String(Cow::Owned(path.clone())));
            collect(&path, value, paths);
        }
    }
    if let Some(elements) = value.elements() {
        let path = format!("{before}[0]");
        paths.push(Value::String(Cow::Owned(path.clone())));
        for element in elements.iter() {
            collect(&path, element, paths);
        }
    }
}
