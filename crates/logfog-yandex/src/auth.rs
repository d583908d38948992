use jiff::Timestamp;
use logfog_model::{Finding, Report};

pub(crate) use crate::roles::Permission;
use crate::{
    accounts, bindings, call::Call, managed::Managed, refusal::Refusal, roles::Rights, rules::Rule,
    tokens::IamToken,
};

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
    /// Somebody without a token, who may do what `allUsers` may.
    Stranger,
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
            Self::Anybody | Self::Stranger => "",
            Self::Holder(token) => &token.subject_id,
            Self::MayDoEverything => accounts::SERVICE_ACCOUNT_ID,
            Self::MayDoNothing => accounts::DENIED_SERVICE_ACCOUNT_ID,
        }
    }

    /// Whether it is a user, and not a service account.
    pub(crate) const fn is_user(&self) -> bool {
        matches!(self, Self::Holder(token) if token.user)
    }

    /// Whether it has shown a token.
    pub(crate) const fn has_token(&self) -> bool {
        !matches!(self, Self::Stranger)
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

/// Whether the caller may do this in any folder, or with anything: who may not learns nothing of
/// what is there.
pub(crate) fn permit_anywhere(call: &mut Call<'_>, permission: Permission) -> Result<(), Refusal> {
    let may = has_right(&call.caller, |rights| rights.include(permission))
        || bindings::allow_anywhere(call.documents(), &call.caller, permission);
    permit_if(call, may)
}

/// Whether the caller may do this in this folder.
pub(crate) fn permit(
    call: &mut Call<'_>,
    permission: Permission,
    folder: &str,
) -> Result<(), Refusal> {
    let may = has_right(&call.caller, |rights| rights.allow(permission, folder));
    permit_if(call, may)
}

/// Whether the caller may do this with it: by a role in its folder, or one on itself. That one adds
/// to the other is documented of the cloud's resources in general.
pub(crate) fn permit_on(
    call: &mut Call<'_>,
    permission: Permission,
    it: &impl Managed,
) -> Result<(), Refusal> {
    let folder = it.folder_id();
    let may = has_right(&call.caller, |rights| rights.allow(permission, folder))
        || bindings::allow(call.documents(), it.id(), &call.caller, permission);
    permit_if(call, may)
}

/// Whether roles in folders are enough.
fn has_right(caller: &Caller, enough: impl FnOnce(&Rights) -> bool) -> bool {
    match caller {
        Caller::Anybody | Caller::MayDoEverything => true,
        Caller::Stranger | Caller::MayDoNothing => false,
        Caller::Holder(token) => enough(&token.rights),
    }
}

fn permit_if(call: &mut Call<'_>, may: bool) -> Result<(), Refusal> {
    if may {
        return Ok(());
    }
    let (rule, found) = match &call.caller {
        Caller::Stranger => (Rule::Authorization, "none".to_owned()),
        Caller::Holder(token) => {
            let found = format!("{} with {}", token.subject_id, token.rights.shown());
            (Rule::Permission, found)
        }
        Caller::Anybody | Caller::MayDoEverything | Caller::MayDoNothing => {
            let found = "the principal that may do nothing";
            (Rule::Permission, found.to_owned())
        }
    };
    call.refuse(rule, "header authorization", &found, "")
}

/// The token of a Bearer header; the scheme's case does not matter.
pub(crate) fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
