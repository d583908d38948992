use jiff::Timestamp;
use logfog_model::{Finding, Report};

pub(crate) use crate::roles::Permission;
use crate::{accounts, call::Call, refusal::Refusal, roles::Rights, rules::Rule, tokens::IamToken};

/// The IAM token of the principal who may do everything. A real one starts `t1.` too, but is
/// longer and signed.
pub(crate) const IAM_TOKEN: &str = "t1.logfog-may-do-everything.not-a-signature";
/// The token of the one who may do nothing.
pub(crate) const DENIED_TOKEN: &str = "t1.logfog-may-do-nothing.not-a-signature";

/// Who calls.
#[derive(Clone, Debug)]
pub(crate) enum Caller {
    /// Nobody in particular: the method is everybody's, or a lenient policy let them pass.
    Anybody,
    /// The well-known one who may do everything.
    MayDoEverything,
    /// The well-known one who may do nothing.
    MayDoNothing,
    /// Whoever holds this token.
    Holder(IamToken),
}

impl Caller {
    /// The account that it is, `""` when nobody knows.
    pub(crate) fn account(&self) -> &str {
        match self {
            Self::Anybody => "",
            Self::Holder(token) => &token.subject_id,
            Self::MayDoEverything => accounts::SERVICE_ACCOUNT_ID,
            Self::MayDoNothing => accounts::DENIED_SERVICE_ACCOUNT_ID,
        }
    }
}

/// Finds out whom `authorization` stands for. `find` knows the tokens that are not well known.
pub(crate) fn caller(
    authorization: Option<&str>,
    find: impl FnOnce(&str) -> Option<IamToken>,
    now: Timestamp,
    report: &mut Report<'_, Rule>,
) -> Result<Caller, Refusal> {
    let mut subject = String::new();
    let (rule, found) = match authorization.and_then(bearer) {
        Some(IAM_TOKEN) => return Ok(Caller::MayDoEverything),
        Some(DENIED_TOKEN) => return Ok(Caller::MayDoNothing),
        Some(token) => match find(token) {
            None => (Rule::Token, "a token that was not issued here".into()),
            Some(token) => match token.expired(now) {
                None => return Ok(Caller::Holder(token)),
                Some(at) => {
                    subject = format!("{at:.9}. Now {now:.9}");
                    let found = Finding::new(format_args!("expired at {at}"));
                    (Rule::TokenExpired, found)
                }
            },
        },
        None if authorization.is_some() => (Rule::Authorization, "another scheme".into()),
        None => (Rule::Authorization, "none".into()),
    };
    report
        .refuse(rule, "header authorization", found)
        .map_err(|_| Refusal::new(rule, subject))?;
    Ok(Caller::Anybody)
}

/// Whether the caller may do this in any folder: who may not learns nothing of what is there.
pub(crate) fn permit_anywhere(call: &mut Call<'_>, permission: Permission) -> Result<(), Refusal> {
    permit_if(call, |rights| rights.include(permission))
}

/// Whether the caller may do this in this folder.
pub(crate) fn permit(
    call: &mut Call<'_>,
    permission: Permission,
    folder: &str,
) -> Result<(), Refusal> {
    permit_if(call, |rights| rights.allow(permission, folder))
}

fn permit_if(call: &mut Call<'_>, may: impl FnOnce(&Rights) -> bool) -> Result<(), Refusal> {
    let found = match &call.caller {
        Caller::Anybody | Caller::MayDoEverything => return Ok(()),
        Caller::MayDoNothing => "the principal that may do nothing".to_owned(),
        Caller::Holder(token) if may(&token.rights) => return Ok(()),
        Caller::Holder(token) => format!("{} with {}", token.subject_id, token.rights.shown()),
    };
    call.refuse(Rule::Permission, "header authorization", &found, "")
}

/// The token of a Bearer header; the scheme's case does not matter.
pub(crate) fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
