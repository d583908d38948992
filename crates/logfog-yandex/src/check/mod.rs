//! What is demanded of a `WriteRequest`, first as a whole, then entry by entry.

mod entries;
mod request;

use logfog_model::{Check, Policy, Report, Rules as _};

use crate::{
    profile::{Profile, Text},
    refusal::{Flaw, Refusal},
    rules::Rule,
    wire::WriteRequest,
};

pub(crate) use entries::{Written, entries};
pub(crate) use request::request;

/// Reads the message.
pub(crate) fn decode<'a>(
    message: &'a [u8],
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<WriteRequest<'a>, Refusal> {
    let keep = most_entries(profile, report.policy());
    WriteRequest::read(message, keep).map_err(|bad| Refusal::undecodable(report, bad.0))
}

/// Entries worth keeping of a request: no more when more are refused anyway.
fn most_entries(profile: &Profile, policy: &Policy) -> usize {
    match policy.check(Rule::EntriesSize.spec().id) {
        Check::Deny => profile.entries,
        Check::Warn | Check::Off => usize::MAX,
    }
}

/// The rules that a text can break: one by its pattern, one by its length.
#[derive(Clone, Copy)]
struct Named {
    field: &'static str,
    pattern: Rule,
    length: Rule,
}

impl Named {
    /// The flaw of this text, if it has one.
    fn flaw(self, text: &str, wanted: Text, first: fn(u8) -> bool) -> Option<Flaw> {
        let (rule, limit) = match wanted {
            Text::Pattern if !fits(text, first) => (self.pattern, 0),
            Text::Length(most) if text.len() > most && text.chars().count() > most => {
                (self.length, most)
            }
            Text::Pattern | Text::Length(_) => return None,
        };
        Some(Flaw::new(rule, self.field, limit))
    }
}

/// `([a-zA-Z][-a-zA-Z0-9_.]{0,63})?`, or the same with another first character.
fn fits(text: &str, first: fn(u8) -> bool) -> bool {
    let rest = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    match text.as_bytes() {
        [] => true,
        [head, tail @ ..] => first(*head) && tail.len() <= 63 && tail.iter().all(rest),
    }
}

fn letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic()
}

fn letter_or_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}
