//! JSON as the wire needs it: capped in depth, positions kept, texts exact.

use serde::Deserialize;

/// Objects and arrays may nest this deep before a body is refused unread.
pub const MAX_DEPTH: usize = 128;

/// Why a body is not JSON of the wanted shape.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text} (line {line}, column {column})")]
pub struct BadJson {
    /// What is wrong, in the parser's words without the position.
    pub text: String,
    /// From 1.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
    /// The text ends too early, is no JSON at all, or is JSON of another shape.
    pub kind: Kind,
}

/// How a body fails to be what was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It ends in the middle.
    CutShort,
    /// It is not JSON, or not UTF-8, or too deep.
    Syntax,
    /// It is JSON of another shape.
    Shape,
}

/// Parses a whole body, borrowing from it.
pub fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, BadJson> {
    serde_json::from_slice(body).map_err(|error| {
        let kind = match error.classify() {
            serde_json::error::Category::Eof => Kind::CutShort,
            serde_json::error::Category::Syntax | serde_json::error::Category::Io => Kind::Syntax,
            serde_json::error::Category::Data => Kind::Shape,
        };
        let (line, column) = (error.line(), error.column());
        let full = error.to_string();
        let text = full
            .rsplit_once(" at line ")
            .map_or(full.as_str(), |(text, _)| text)
            .to_owned();
        BadJson {
            text,
            line,
            column,
            kind,
        }
    })
}

/// A JSON string with quotes and escapes.
pub fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// One step of a JSON pointer, escaped: `~` and `/` have a meaning there.
pub fn pointer_step(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The part of `whole` that `part` is, when it was borrowed from it: shares, never copies.
pub fn slice_of(whole: &bytes::Bytes, part: &str) -> bytes::Bytes {
    whole.slice_ref(part.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_and_where() {
        let error = parse::<Vec<u8>>(b"[1,\n x]").expect_err("not JSON");
        assert_eq!((error.line, error.column, error.kind), (2, 2, Kind::Syntax));
        assert!(!error.text.contains("line"), "{}", error.text);
        assert_eq!(
            parse::<Vec<u8>>(b"[1").expect_err("half").kind,
            Kind::CutShort
        );
        assert_eq!(
            parse::<Vec<u8>>(b"{}").expect_err("object").kind,
            Kind::Shape
        );
    }

    #[test]
    fn a_step_of_a_pointer_is_escaped_once() {
        assert_eq!(pointer_step("a/b~c"), "a~1b~0c");
    }

    #[test]
    fn depth_is_capped() {
        let deep = "[".repeat(100_000);
        assert_eq!(
            parse::<serde_json::Value>(deep.as_bytes())
                .expect_err("deep")
                .kind,
            Kind::Syntax
        );
    }
}
