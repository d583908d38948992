//! `$filter` of roles and their assignments: `atScope()` and `principalId eq '…'`.

use super::{Refusal, Rule, call::Call, refusal};

/// One of the conditions between which `and` stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Term {
    AtScope,
    AtScopeAndBelow,
    /// A principal, itself or through a group: there are no groups.
    AssignedTo(String),
    /// A member and what it is.
    Is(String, String),
}

/// What `$filter` demands; nothing when it is not there.
pub(super) fn read(call: &mut Call<'_>) -> Result<Vec<Term>, Refusal> {
    let query = call.received.query();
    let mut named = query.iter();
    let named = named.find(|(name, _)| name.eq_ignore_ascii_case("$filter"));
    let text = named.map_or("", |(_, text)| text.trim());
    if text.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(terms) = parse(text) {
        return Ok(terms);
    }
    call.refuse(Rule::RoleFilter, "query $filter", text, || {
        refusal::filter(text)
    })?;
    Ok(Vec::new())
}

const ASSIGNED_TO: &str = "assignedTo(";

fn parse(text: &str) -> Option<Vec<Term>> {
    let terms = text.split(" and ").map(str::trim);
    terms.map(term).collect()
}

fn term(text: &str) -> Option<Term> {
    if text.eq_ignore_ascii_case("atScope()") {
        return Some(Term::AtScope);
    }
    if text.eq_ignore_ascii_case("atScopeAndBelow()") {
        return Some(Term::AtScopeAndBelow);
    }
    let start = text.get(..ASSIGNED_TO.len());
    if start.is_some_and(|start| start.eq_ignore_ascii_case(ASSIGNED_TO)) {
        let inside = text[ASSIGNED_TO.len()..].strip_suffix(')')?;
        return Some(Term::AssignedTo(inside.trim_matches('\'').to_owned()));
    }
    let (member, value) = text.split_once(" eq ")?;
    let known = ["principalId", "roleName", "type"];
    let member = member.trim();
    if !known.iter().any(|known| known.eq_ignore_ascii_case(member)) {
        return None;
    }
    let value = value.trim().trim_matches('\'');
    Some(Term::Is(member.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read() {
        let is = |member: &str, value: &str| Term::Is(member.into(), value.into());
        assert_eq!(
            parse("atScope() and principalId eq 'a b'"),
            Some(vec![Term::AtScope, is("principalId", "a b")])
        );
        assert_eq!(
            parse("roleName eq Reader"),
            Some(vec![is("roleName", "Reader")])
        );
        assert_eq!(
            parse("assignedTo('x')"),
            Some(vec![Term::AssignedTo("x".into())])
        );
        for wrong in [
            "x",
            "atScope",
            "scope eq 'x'",
            "atScope() or type eq 'x'",
            "assignedTo('x'",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
