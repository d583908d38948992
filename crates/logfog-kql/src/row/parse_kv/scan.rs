//! Keys and values with delimiters between them.

use super::Found;

/// What stands between keys and values.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    /// Between pairs, and between the key and the value of one. Without them, it is whatever is no
    /// letter and no digit.
    pub(super) delimiters: Option<(String, String)>,
    /// What opens and closes a quoted key or value.
    pub(super) quotes: Vec<(char, char)>,
    /// What makes the next character of a quoted value mean itself.
    pub(super) escapes: Vec<char>,
    /// Whether a value goes on up to the next key.
    pub(super) greedy: bool,
}

impl Scan {
    pub(super) fn find(&self, text: &str, found: &mut Found<'_>) {
        match &self.delimiters {
            Some((pair, kv)) => self.delimited(text, pair, kv, found),
            None => self.words(text, found),
        }
    }

    fn delimited(&self, text: &str, pair: &str, kv: &str, found: &mut Found<'_>) {
        let mut rest = text;
        while !rest.is_empty() {
            let Some((key, behind)) = self.key(rest, pair, kv) else {
                rest = rest.split_once(pair).map_or("", |(_, behind)| behind);
                continue;
            };
            let (value, behind) = self.value(behind, pair, kv);
            found.keep(&key, &value);
            rest = behind;
        }
    }

    /// The key that a text starts with, and what is behind the delimiter that follows it.
    fn key<'t>(&self, text: &'t str, pair: &str, kv: &str) -> Option<(String, &'t str)> {
        if let Some((key, behind)) = self.quoted(text.trim_start()) {
            let behind = behind.trim_start().strip_prefix(kv)?;
            return Some((key, behind));
        }
        // What is behind the end of the pair need not be looked at.
        let end = text.find(pair).unwrap_or(text.len()) + kv.len();
        let near = text.get(..end).unwrap_or(text);
        let (key, _) = near.split_once(kv).filter(|(key, _)| !key.contains(pair))?;
        let behind = &text[key.len() + kv.len()..];
        Some((key.trim().to_owned(), behind))
    }

    /// The value that a text starts with, and what is behind the delimiter that follows it.
    fn value<'t>(&self, text: &'t str, pair: &str, kv: &str) -> (String, &'t str) {
        if let Some((value, behind)) = self.quoted(text.trim_start()) {
            let behind = behind.split_once(pair).map_or("", |(_, behind)| behind);
            return (value, behind);
        }
        let mut end = 0;
        loop {
            let Some((value, behind)) = text[end..].split_once(pair) else {
                return (text.to_owned(), "");
            };
            let at = end + value.len();
            if !self.greedy || self.key(behind, pair, kv).is_some() {
                return (text[..at].to_owned(), behind);
            }
            end = at + pair.len();
        }
    }

    /// What is in quotes at the start of a text, and what is behind them.
    fn quoted<'t>(&self, text: &'t str) -> Option<(String, &'t str)> {
        let first = text.chars().next()?;
        let (_, close) = self.quotes.iter().find(|(open, _)| *open == first)?;
        let mut inside = String::new();
        let mut chars = text[first.len_utf8()..].char_indices();
        while let Some((at, c)) = chars.next() {
            if c == *close {
                let behind = first.len_utf8() + at + c.len_utf8();
                return Some((inside, &text[behind..]));
            }
            if self.escapes.contains(&c) {
                inside.push(chars.next()?.1);
            } else {
                inside.push(c);
            }
        }
        None
    }

    /// A word that is a key has the next word, or what is in quotes, as its value.
    fn words(&self, text: &str, found: &mut Found<'_>) {
        let mut key: Option<String> = None;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (word, behind) = if let Some(quoted) = self.quoted(rest) {
                quoted
            } else if is_word(first) {
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            } else {
                rest = &rest[first.len_utf8()..];
                continue;
            };
            rest = behind;
            if let Some(key) = key.take() {
                found.keep(&key, &word);
            } else if found.asks_for(&word) {
                key = Some(word);
            }
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
