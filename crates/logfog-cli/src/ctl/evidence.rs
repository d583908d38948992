use std::fmt::Write as _;

use logfog_client::{Answer, Error, Evidence, Line};

use super::{
    Desk,
    show::{self, DIM, GREEN, RED},
};
use crate::failure::Failure;

/// What to say of an expectation that is not met: the evidence to the person, its JSON to a program.
pub(super) fn failure(desk: &Desk, error: Error) -> Failure {
    match error {
        Error::NotMet(evidence) | Error::Unsure(evidence) => tell(desk, &evidence),
        Error::Refused(_)
        | Error::Unreachable { .. }
        | Error::Strange { .. }
        | Error::Unusable(_) => error.into(),
    }
}

fn tell(desk: &Desk, evidence: &Answer<Evidence>) -> Failure {
    let mut lines = evidence.lines().into_iter();
    let error = match lines.next() {
        Some(first) => first.to_string(),
        None => "it is not so".into(),
    };
    let mut below = String::new();
    for line in lines {
        let style = match line {
            Line::Head(_) => anstyle::Style::new(),
            Line::Held(_) => GREEN,
            Line::Missed(_) | Line::Rule(_) => RED,
            Line::Hint(_) => DIM,
        };
        // Writing to a string cannot fail.
        let _ = write!(below, "\n{style}{line}{style:#}");
    }
    if desk.json
        && let Err(failure) = show::json(evidence.json())
    {
        return failure;
    }
    Failure::not_so(error + &below)
}
