//! The language of `Criteria.filter`: which stored entries somebody asks for.
//!
//! What the page on the filter expression language says is documented: the parameters and which
//! operators fit each of them, the shortened payload path, the forms of values, the binding
//! strength (condition, NOT, AND, OR), the order of levels. Every open point is a choice:
//!
//! | open | chosen |
//! |---|---|
//! | case of keywords | capitals; another spelling without quotes is refused, for it would be searched for as a word |
//! | `IN`, functions, `==`, `!=`, `'…'` | no page has them: refused, with a hint at what is |
//! | two conditions side by side | refused; AND or OR must be between them |
//! | escapes in quotes | `\"` `\'` `\\` `\n` `\r` `\t`; any other is refused |
//! | keys that are no words | in quotes, after the first dot: `json_payload."http.status"` |
//! | array elements | a path step of digits is an index, from 0: `tags.0` |
//! | signs and fractions | in quotes, as all that is no unsigned integer: `latency > "0.5"` |
//! | number against string | the element's type decides: a number is compared with the number that the value spells, a string with its text, a boolean with an unquoted TRUE or FALSE only; nothing else is equal, or in an order |
//! | absent element, null, object, list | no comparison holds, `<>` included; null is there for EXISTS |
//! | occurrence in a path | in a string, or in the text of a number or boolean; not inside of objects and lists |
//! | occurrence in `json_payload` | in any string, number or boolean, however deep; keys are not searched |
//! | unquoted TRUE and FALSE | booleans: refused where only text can be |
//! | `LEVEL_UNSPECIFIED` | below TRACE, and without a name |
//! | levels and their case | the six names in capitals, quoted or not |
//! | no stream, no resource | the empty text |
//! | order of strings | by code points |
//! | case ignored | by Unicode's lower case of each character |
//! | nesting | 100 deep |

mod bind;
mod error;
mod eval;
mod expr;
mod lexer;
mod parser;
mod search;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

pub(crate) use self::error::BadFilter;
use self::expr::Expr;

/// A filter, ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Filter(Expr);

impl Filter {
    /// Reads a filter. One of blanks alone is none: whoever asks for all sends no filter.
    pub(crate) fn parse(text: &str) -> Result<Self, BadFilter> {
        parser::parse(text).map(Self)
    }

    /// Whether it holds for an entry.
    pub(crate) fn matches(&self, record: &impl Record) -> bool {
        eval::holds(&self.0, record)
    }
}

/// What a filter can ask of an entry. Nothing is read that it does not ask for.
pub(crate) trait Record {
    /// The text of it, empty for none.
    fn message(&self) -> &str;

    /// The type of what wrote it, empty for none.
    fn resource_type(&self) -> &str;

    /// The id of what wrote it, empty for none.
    fn resource_id(&self) -> &str;

    /// The number of its level, 0 for none.
    fn level(&self) -> i32;

    /// The stream that it is in, empty for none.
    fn stream_name(&self) -> &str;

    /// When it happened.
    fn timestamp(&self) -> Timestamp;

    /// When it came in.
    fn ingested_at(&self) -> Timestamp;

    /// When it was stored.
    fn saved_at(&self) -> Timestamp;

    /// Its payload as encoded `google.protobuf.Struct`s which merge: a key of a later one wins.
    fn payloads(&self) -> impl Iterator<Item = &[u8]> + Clone;
}
