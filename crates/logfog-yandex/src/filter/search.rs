use memchr::{memchr2_iter, memmem};

/// The bytes of English text, the frequent ones first.
const FREQUENT: &[u8] = b" etaoinsrhldcumfpg.wyb,vk-xjqz";

/// What is beyond ASCII, and has `k` or `i` in lower case: the sign of kelvin and the dotted I.
const ASCII_IN_LOWER_CASE: [char; 2] = ['\u{212a}', LONGER_IN_LOWER_CASE];

/// The only character that becomes two in lower case.
const LONGER_IN_LOWER_CASE: char = '\u{130}';

/// A text that is searched for in others.
#[derive(Clone, Debug)]
pub(super) struct Needle {
    /// As it is, or in lower case.
    text: String,
    search: Search,
    may_be_spelled: bool,
}

#[derive(Clone, Debug)]
enum Search {
    /// As it is.
    Exact(Box<memmem::Finder<'static>>),
    /// A text of ASCII, of which the byte at this place is the rarest.
    Ascii(usize),
    /// Any other text.
    Unicode,
}

impl Needle {
    pub(super) fn new(text: &str, minds_case: bool) -> Self {
        let may_be_spelled = may_be_spelled(text);
        if minds_case {
            let finder = memmem::Finder::new(text).into_owned();
            return Self {
                text: text.to_owned(),
                search: Search::Exact(Box::new(finder)),
                may_be_spelled,
            };
        }
        let text: String = lowered(text).collect();
        let search = if text.is_ascii() {
            Search::Ascii(rarest(text.as_bytes()))
        } else {
            Search::Unicode
        };
        Self {
            text,
            search,
            may_be_spelled,
        }
    }

    /// Whether it occurs.
    pub(super) fn is_in(&self, text: &str) -> bool {
        match &self.search {
            Search::Exact(finder) => finder.find(text.as_bytes()).is_some(),
            Search::Ascii(rarest) => {
                is_in_ascii(self.text.as_bytes(), *rarest, text.as_bytes())
                    || self.text.contains(['i', 'k'])
                        && !text.is_ascii()
                        && text.contains(ASCII_IN_LOWER_CASE)
                        && self.is_in_any(text)
            }
            Search::Unicode => self.is_in_any(text),
        }
    }

    fn is_in_any(&self, text: &str) -> bool {
        if text.contains(LONGER_IN_LOWER_CASE) {
            return lowered(text).collect::<String>().contains(&self.text);
        }
        let mut rest = text.chars();
        loop {
            let mut there = rest.clone();
            if self
                .text
                .chars()
                .all(|c| there.next().map(lower) == Some(c))
            {
                return true;
            }
            if rest.next().is_none() {
                return false;
            }
        }
    }

    /// Whether it could occur in a text, number or boolean of an encoded `Struct`. Texts are in there
    /// as they are, so one look at the bytes tells for most needles that it cannot.
    pub(super) fn may_be_in(&self, encoded: &[u8]) -> bool {
        let has = |c: char| memmem::find(encoded, c.encode_utf8(&mut [0; 4]).as_bytes()).is_some();
        self.may_be_spelled
            || match &self.search {
                Search::Exact(finder) => finder.find(encoded).is_some(),
                Search::Ascii(rarest) => {
                    is_in_ascii(self.text.as_bytes(), *rarest, encoded)
                        || self.text.contains(['i', 'k'])
                            && ASCII_IN_LOWER_CASE.iter().any(|c| has(*c))
                }
                Search::Unicode => true,
            }
    }

    /// Whether it could occur in the text of a number.
    pub(super) fn may_be_in_a_number(&self) -> bool {
        self.may_be_spelled
    }
}

/// Whether a text could occur in that of a number or boolean.
fn may_be_spelled(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let in_numbers = |byte| b"0123456789+-.einfinityna".contains(&byte);
    text.bytes().all(in_numbers) || ["true", "false"].iter().any(|bool| bool.contains(&text))
}

fn lowered(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// A character in lower case, unless it is the one that becomes longer. What most texts are of is
/// not looked up in Unicode's tables.
fn lower(c: char) -> char {
    match c {
        '\0'..='\x7f' => c.to_ascii_lowercase(),
        'а'..='я' => c,
        'А'..='Я' => char::from_u32(u32::from(c) + 0x20).unwrap_or(c),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The place of the byte that is least likely in other texts.
fn rarest(text: &[u8]) -> usize {
    let rank = |byte| FREQUENT.iter().position(|frequent| *frequent == byte);
    let rank = |at: &usize| rank(text[*at]).unwrap_or(FREQUENT.len());
    (0..text.len()).max_by_key(rank).unwrap_or_default()
}

/// Whether a text of ASCII in lower case occurs.
fn is_in_ascii(needle: &[u8], rarest: usize, text: &[u8]) -> bool {
    let Some(byte) = needle.get(rarest) else {
        return true;
    };
    let mut candidates = memchr2_iter(*byte, byte.to_ascii_uppercase(), text);
    candidates.any(|at| {
        let from = at.checked_sub(rarest);
        let there = from.and_then(|from| text.get(from..from + needle.len()));
        there.is_some_and(|there| there.eq_ignore_ascii_case(needle))
    })
}

#[cfg(test)]
impl std::fmt::Display for Needle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let minds_case = matches!(self.search, Search::Exact(_));
        write!(f, "{}{:?}", if minds_case { "!" } else { "~" }, self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exceptions_are_all_there_are() {
        let all = || ('\0'..=char::MAX).filter(|c| !c.is_ascii());
        let with_ascii = all().filter(|c| c.to_lowercase().any(|lower| lower.is_ascii()));
        let mut exceptions = ASCII_IN_LOWER_CASE;
        exceptions.sort_unstable();
        assert_eq!(with_ascii.collect::<Vec<_>>(), exceptions);
        let longer = all().filter(|c| c.to_lowercase().count() > 1);
        assert_eq!(longer.collect::<Vec<_>>(), [LONGER_IN_LOWER_CASE]);
        for c in ('\0'..=char::MAX).filter(|c| *c != LONGER_IN_LOWER_CASE) {
            assert!(c.to_lowercase().eq([lower(c)]), "{c}");
        }
    }
}
