use memchr::{memchr2_iter, memmem};

/// The bytes of English text, the frequent ones first.
const FREQUENT: &[u8] = b" etaoinsrhldcumfpg.wyb,vk-xjqz";

/// A text that is searched for in others.
#[derive(Clone, Debug)]
pub(super) struct Needle {
    /// As it is, or in lower case.
    text: String,
    search: Search,
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
        if minds_case {
            let finder = memmem::Finder::new(text).into_owned();
            return Self {
                text: text.to_owned(),
                search: Search::Exact(Box::new(finder)),
            };
        }
        let text: String = lowered(text).collect();
        let search = if text.is_ascii() {
            Search::Ascii(rarest(text.as_bytes()))
        } else {
            Search::Unicode
        };
        Self { text, search }
    }

    /// Whether it occurs.
    pub(super) fn is_in(&self, text: &str) -> bool {
        match &self.search {
            Search::Exact(finder) => finder.find(text.as_bytes()).is_some(),
            Search::Ascii(rarest) => {
                // Some characters beyond ASCII have ASCII in lower case: K of kelvin, İ.
                is_in_ascii(self.text.as_bytes(), *rarest, text.as_bytes())
                    || self.text.contains(['i', 'k']) && !text.is_ascii() && self.is_in_any(text)
            }
            Search::Unicode => self.is_in_any(text),
        }
    }

    fn is_in_any(&self, text: &str) -> bool {
        let mut rest = lowered(text);
        loop {
            let mut there = rest.clone();
            if self.text.chars().all(|c| there.next() == Some(c)) {
                return true;
            }
            if rest.next().is_none() {
                return false;
            }
        }
    }

    /// Whether a number's text could have it at all.
    pub(super) fn can_be_in_a_number(&self) -> bool {
        let letters = |byte| b"0123456789+-.eInfinityNa".contains(&byte);
        let any_case = |byte: u8| letters(byte) || letters(byte.to_ascii_uppercase());
        self.text.bytes().all(any_case)
    }
}

fn lowered(text: &str) -> impl Iterator<Item = char> + Clone {
    text.chars().flat_map(char::to_lowercase)
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
