use std::borrow::Cow;

use logfog_model::{Entry, Report};

use super::{CONSOLE, Caller, args::Given};
use crate::{ID, auth, failure::Failure, frame::Text, rules::Rule};

/// `/v1/Log.Delete`: which entries go.
#[derive(Debug)]
pub(crate) struct Delete {
    src: String,
    stream: String,
}

impl Delete {
    /// Whether an entry goes.
    pub(crate) fn takes(&self, entry: &Entry) -> bool {
        let wanted = [("src", &*self.src), ("stream", &*self.stream)];
        entry.batch.vendor == ID && entry.draft.scope.parts().eq(wanted)
    }
}

pub(super) fn check(
    given: &Given<'_>,
    caller: &Caller<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<Delete, Failure> {
    given.only(&["src", "stream"], report);
    let src = given.text("src", Rule::DeleteSrc, report)?;
    let src = match &src {
        Some(src) => auth::id(src),
        None => Cow::Borrowed(caller.sender),
    };
    if src.is_empty() && report.reject(Rule::DeleteSender, given.sender(), "none") {
        return Err(Failure::of(Rule::DeleteSender));
    }
    auth::foreign(caller, &src, given.at("src"), report)?;
    let stream = given.text("stream", Rule::DeleteStream, report)?;
    Ok(Delete {
        src: src.into_owned(),
        stream: stream.map_or_else(|| CONSOLE.into(), Text::into_owned),
    })
}
