//! XML as a dynamic.

use std::{borrow::Cow, collections::HashMap};

use roxmltree::{Document, Node, ParsingOptions};

use super::{
    Context, Function,
    arguments::{Accepts, one},
    doc::said,
};
use crate::{
    Type, Value,
    value::{Builder, TEXT_LIMIT, json::DEPTH_LIMIT},
};

pub(super) const FUNCTIONS: &[Function] = &[Function::fixed(
    "parse_xml",
    &[one("xml", Accepts::Text)],
    Type::Dynamic,
    parse_xml,
)
.documented()
.doc(said(
    "An element as a bag: attributes as `@name`, text beside other things as \
             `#text`, elements of one name as an array.",
    "Null for what is not XML, is longer than 1 MiB, or is nested too deeply.",
    "parse_xml('<e name=\"value\">text</e>')",
    "{\"e\":{\"@name\":\"value\",\"#text\":\"text\"}}",
))];

fn parse_xml<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    parsed(&arguments[0].text()).unwrap_or_default()
}

fn parsed<'a>(text: &str) -> Option<Value<'a>> {
    const NODE_LIMIT: u32 = 100_000;
    if text.len() > TEXT_LIMIT || too_deep(text) {
        return None;
    }
    let options = ParsingOptions {
        nodes_limit: NODE_LIMIT,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).ok()?;
    let root = document.root_element();
    let mut bag = Builder::default();
    bag.set(name(root), element(root));
    Some(bag.finish())
}

/// Whether more elements are open at once than may be. It counts what looks like a tag, so that
/// nothing has to be read for it.
fn too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    for tag in text.split('<').skip(1) {
        let inside = tag.split('>').next().unwrap_or(tag);
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !tag.starts_with(['!', '?']) && !inside.ends_with('/') {
            depth += 1;
        }
        if depth > DEPTH_LIMIT {
            return true;
        }
    }
    false
}

fn name<'a>(node: Node<'_, '_>) -> Cow<'a, str> {
    Cow::Owned(node.tag_name().name().to_owned())
}

fn element<'a>(node: Node<'_, '_>) -> Value<'a> {
    let mut bag = Builder::default();
    let mut is_plain = true;
    for attribute in node.attributes() {
        is_plain = false;
        bag.set(
            Cow::Owned(format!("@{}", attribute.name())),
            Value::string(attribute.value().to_owned()),
        );
    }
    let mut children = Children::default();
    let mut text = String::new();
    for child in node.children() {
        if child.is_element() {
            is_plain = false;
            children.add(child.tag_name().name(), element(child));
        } else if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
        }
    }
    for (name, elements) in children.named {
        bag.set(Cow::Owned(name), single_or_array(elements));
    }
    let text = text.trim();
    match (is_plain, text.is_empty()) {
        (true, true) => Value::Null,
        (true, false) => Value::string(text.to_owned()),
        (false, true) => bag.finish(),
        (false, false) => {
            bag.set(Cow::Borrowed("#text"), Value::string(text.to_owned()));
            bag.finish()
        }
    }
}

/// The elements inside of another one, by their names.
#[derive(Default)]
struct Children<'a> {
    named: Vec<(String, Vec<Value<'a>>)>,
    places: HashMap<String, usize>,
}

impl<'a> Children<'a> {
    fn add(&mut self, name: &str, value: Value<'a>) {
        if let Some(place) = self.places.get(name) {
            return self.named[*place].1.push(value);
        }
        self.places.insert(name.to_owned(), self.named.len());
        self.named.push((name.to_owned(), vec![value]));
    }
}

/// One element is itself, several of one name are an array.
fn single_or_array(mut elements: Vec<Value<'_>>) -> Value<'_> {
    match elements.pop() {
        Some(only) if elements.is_empty() => only,
        Some(last) => {
            elements.push(last);
            Value::array(elements)
        }
        None => Value::Null,
    }
}
