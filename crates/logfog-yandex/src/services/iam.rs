//! `yandex.cloud.iam.v1.IamTokenService`

use bytes::Bytes;
use prost::Message as _;

use crate::{
    accounts,
    auth::{self, Permission},
    call::Call,
    generated::yandex::cloud::iam::v1::{
        CreateIamTokenForServiceAccountRequest, CreateIamTokenRequest, CreateIamTokenResponse,
        RevokeIamTokenRequest, RevokeIamTokenResponse, create_iam_token_request::Identity,
    },
    jwt,
    methods::Methods,
    refusal::Refusal,
    rules::Rule,
    time,
    tokens::{self, IamToken},
};

/// What stands in the journal for what proves who somebody is.
const HIDDEN: &str = "[hidden]";

pub(super) fn methods(methods: &mut Methods) {
    methods.public(CREATE, create);
    methods.unary(
        "yandex.cloud.iam.v1.IamTokenService/CreateForServiceAccount",
        create_for_service_account,
    );
    methods.unary("yandex.cloud.iam.v1.IamTokenService/Revoke", revoke);
}

const CREATE: &str = "yandex.cloud.iam.v1.IamTokenService/Create";

/// What a call of `path` presents instead of a token: the id of the key that signed, or an OAuth
/// token.
pub(crate) fn presented(path: &str, message: &[u8]) -> Option<String> {
    if path.strip_prefix('/') != Some(CREATE) {
        return None;
    }
    match CreateIamTokenRequest::decode(message).ok()?.identity? {
        Identity::Jwt(token) => Some(logfog_kit::Jwt::read(&token).ok()?.key_id),
        Identity::YandexPassportOauthToken(token) => Some(token),
    }
}

fn create(
    call: &mut Call<'_>,
    request: CreateIamTokenRequest,
) -> Result<CreateIamTokenResponse, Refusal> {
    let hidden = request.identity.as_ref().map(|identity| match identity {
        Identity::YandexPassportOauthToken(_) => Identity::YandexPassportOauthToken(HIDDEN.into()),
        Identity::Jwt(_) => Identity::Jwt(HIDDEN.into()),
    });
    call.shown.request = Some(encoded(&CreateIamTokenRequest { identity: hidden }));
    let documents = call.documents();
    let holder = match request.identity {
        None => {
            // Also where a lenient policy let that pass there is nobody to give a token to.
            call.report
                .insist(Rule::FieldExactlyOne, "/identity", "none");
            return Err(Refusal::flawed(Rule::FieldExactlyOne, "identity"));
        }
        Some(Identity::YandexPassportOauthToken(token)) => {
            let user = accounts::user(documents, &token);
            user.ok_or_else(|| {
                let at = "/yandex_passport_oauth_token";
                let found = "a token that is not known here";
                Refusal::fatal(&mut call.report, Rule::OauthToken, at, found, "")
            })?
        }
        Some(Identity::Jwt(token)) => {
            let find = |id: &str| accounts::key(documents, id);
            let account = jwt::check(&token, find, call.now(), &mut call.report)?;
            account_of(call, &account, "/jwt")?
        }
    };
    Ok(issue(call, holder))
}

fn create_for_service_account(
    call: &mut Call<'_>,
    request: CreateIamTokenForServiceAccountRequest,
) -> Result<CreateIamTokenResponse, Refusal> {
    call.shown.request = Some(encoded(&request));
    let id = request.service_account_id;
    let account = account_of(call, &id, "/service_account_id")?;
    auth::permit(call, Permission::IssueTokens, &account.folder_id)?;
    Ok(issue(call, account))
}

/// Makes a token worthless. Whoever has it may.
fn revoke(
    call: &mut Call<'_>,
    request: RevokeIamTokenRequest,
) -> Result<RevokeIamTokenResponse, Refusal> {
    call.shown.request = Some(encoded(&RevokeIamTokenRequest {
        iam_token: HIDDEN.into(),
    }));
    let token = request.iam_token;
    let token = call.documents().remove::<IamToken>(&token);
    let Some(IamToken { subject_id, .. }) = token else {
        let (at, found) = ("/iam_token", "a token that nobody can revoke");
        return Err(Refusal::fatal(
            &mut call.report,
            Rule::Revocable,
            at,
            found,
            "",
        ));
    };
    let answer = RevokeIamTokenResponse { subject_id };
    call.shown.answer = Some(encoded(&answer));
    Ok(answer)
}

fn account_of(call: &mut Call<'_>, id: &str, at: &str) -> Result<accounts::Principal, Refusal> {
    let account = accounts::find(call.documents(), id);
    account.ok_or_else(|| call.missing(Rule::ServiceAccount, at, id))
}

fn issue(call: &mut Call<'_>, holder: accounts::Principal) -> CreateIamTokenResponse {
    let (iam_token, expires_at) = tokens::issue(call, holder);
    let expires_at = Some(time::timestamp(expires_at));
    let hidden = CreateIamTokenResponse {
        iam_token: HIDDEN.into(),
        expires_at,
    };
    call.shown.answer = Some(encoded(&hidden));
    CreateIamTokenResponse {
        iam_token,
        expires_at,
    }
}

fn encoded(message: &impl prost::Message) -> Bytes {
    message.encode_to_vec().into()
}
