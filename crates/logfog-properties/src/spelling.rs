use std::fmt::Write as _;

use proptest::sample::Index;
use serde_json::Value;

/// The same JSON written differently: other white space, escapes where none are needed, members in
/// another order. Every choice comes from `how`, which is used up from the front again and again.
pub(crate) fn respelled(value: &Value, how: &[Index]) -> String {
    let mut writer = Writer {
        how,
        at: 0,
        text: String::new(),
    };
    writer.value(value);
    writer.space();
    writer.text
}

struct Writer<'a> {
    how: &'a [Index],
    at: usize,
    text: String,
}

impl Writer<'_> {
    /// One of so many choices.
    fn pick(&mut self, choices: usize) -> usize {
        let Some(index) = self.how.get(self.at % self.how.len().max(1)) else {
            return 0;
        };
        self.at += 1;
        index.index(choices)
    }

    fn space(&mut self) {
        let space = ["", "", " ", "\n", "\t \r\n"][self.pick(5)];
        self.text += space;
    }

    fn value(&mut self, value: &Value) {
        self.space();
        match value {
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.text.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.text.push(',');
                    }
                    self.value(item);
                    self.space();
                }
                self.text.push(']');
            }
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                for at in 1..members.len() {
                    let other = self.pick(at + 1);
                    members.swap(at, other);
                }
                self.text.push('{');
                for (at, (key, value)) in members.into_iter().enumerate() {
                    if at > 0 {
                        self.text.push(',');
                    }
                    self.space();
                    self.string(key);
                    self.space();
                    self.text.push(':');
                    self.value(value);
                    self.space();
                }
                self.text.push('}');
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => self.text += &value.to_string(),
        }
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        for letter in text.chars() {
            let plain = letter != '"' && letter != '\\' && letter >= ' ';
            if plain && self.pick(8) > 0 {
                self.text.push(letter);
                continue;
            }
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                let _ = write!(self.text, "\\u{unit:04x}");
            }
        }
        self.text.push('"');
    }
}
