//! What is demanded around writing: by IAM, and by those who keep log groups.

use logfog_conform::{Probe, Sent, Unary, grpc_frame};
use proptest::sample::Index;
use serde_json::{Value, json};

use super::{FOLDER, GROUP, Yandex};
use crate::{
    Defect, Subject as _,
    subject::{pick, put, size},
};

const CREATE: &str = "yandex.cloud.iam.v1.IamTokenService/Create";
const CREATE_GROUP: &str = "yandex.cloud.logging.v1.LogGroupService/Create";
const LIST_GROUPS: &str = "yandex.cloud.logging.v1.LogGroupService/List";

/// Every documented rule of those methods, its demand broken alone.
pub(super) fn all() -> Vec<Defect> {
    let all = tokens().into_iter().chain(groups());
    all.map(|defect| defect.of("refusal")).collect()
}

/// A call of another method than the one that writes.
pub(super) fn call(probe: &Probe, method: &str, request: &Value) -> Sent {
    let descriptors = include_bytes!("../../../../../proto/descriptors.bin");
    let method_of = Unary::new(descriptors, method).expect("the method is in the descriptors");
    let message = method_of.encode(request).expect("a request of the method");
    Sent {
        target: format!("/{method}"),
        ..Yandex.request(probe, grpc_frame(&message, false).unwrap_or_default())
    }
}

/// The token of a case, which a key signed that nobody else has.
fn signed(case: &str) -> &str {
    let token = case
        .split_once("\"jwt\":\"")
        .expect("a case with a token")
        .1;
    token.split('"').next().unwrap_or_default()
}

fn with_jwt(probe: &Probe, jwt: &str) -> Sent {
    call(probe, CREATE, &json!({ "jwt": jwt }))
}

fn tokens() -> Vec<Defect> {
    macro_rules! case {
        ($name:literal) => {
            signed(include_str!(concat!(
                "../../../../../fixtures/yandex/iam-token-create/",
                $name,
                ".http"
            )))
        };
    }
    vec![
        Defect::new("yandex.iam.jwt", |probe, _, index| {
            with_jwt(
                probe,
                pick(index, &["", "x", "a.b", "a.b.c", "e30.e30.", "..", "é.é.é"]),
            )
        }),
        Defect::new("yandex.iam.jwt-key", |probe, _, _| {
            with_jwt(probe, case!("unknown-key"))
        }),
        Defect::new("yandex.iam.jwt-issuer", |probe, _, _| {
            with_jwt(probe, case!("issuer-is-another-account"))
        }),
        Defect::new("yandex.iam.jwt-signature", |probe, _, index| {
            // The last character of a signature has bits that nobody reads.
            let token = case!("jwt-of-the-well-known-account");
            let (said, signature) = token.rsplit_once('.').expect("a token has a signature");
            let at = index.index(signature.len() - 1);
            let other = if &signature[at..=at] == "A" { "B" } else { "A" };
            let changed = format!("{said}.{}{other}{}", &signature[..at], &signature[at + 1..]);
            with_jwt(probe, &changed)
        }),
        Defect::new("yandex.iam.jwt-audience", |probe, _, _| {
            with_jwt(probe, case!("another-audience"))
        }),
        Defect::new("yandex.iam.jwt-lifetime", |probe, _, _| {
            with_jwt(probe, case!("lasts-3601-seconds"))
        }),
    ]
}

fn groups() -> Vec<Defect> {
    vec![
        Defect::new("yandex.resource.page-size", |probe, _, index| {
            let wrong = pick(index, &[-1, 1001, i64::MIN, i64::MAX]);
            call(
                probe,
                LIST_GROUPS,
                &json!({ "folderId": FOLDER, "pageSize": wrong.to_string() }),
            )
        }),
        Defect::new("yandex.log-group.retention", |probe, _, index| {
            call(
                probe,
                CREATE_GROUP,
                &json!({ "folderId": FOLDER, "retentionPeriod": wrong_time(index) }),
            )
        }),
        Defect::new("yandex.read.rate", |probe, _, _| {
            put(probe, "read_quota_exceeded");
            let criteria = json!({ "logGroupId": GROUP });
            call(
                probe,
                "yandex.cloud.logging.v1.LogReadingService/Read",
                &json!({ "criteria": criteria }),
            )
        }),
        Defect::new("yandex.log-group.count", |probe, _, _| {
            // Ten there are at most, and one is always there.
            let another = call(probe, CREATE_GROUP, &json!({ "folderId": FOLDER }));
            for _ in 0..9 {
                probe.send(&another).expect("an answer, whatever it is");
            }
            another
        }),
        Defect::new("yandex.field.required", |probe, _, index| {
            let methods = ["Get", "Stats", "Delete", "ListOperations", "ListResources"];
            let method = pick(index, &methods);
            call(
                probe,
                &format!("yandex.cloud.logging.v1.LogGroupService/{method}"),
                &json!({}),
            )
        }),
        Defect::new("yandex.field.length", |probe, _, index| {
            let long = "x".repeat(65 + index.index(200));
            let method = pick(
                index,
                &["Get", "Stats", "Delete", "ListOperations", "ListResources"],
            );
            let method = format!("yandex.cloud.logging.v1.LogGroupService/{method}");
            call(probe, &method, &json!({ "logGroupId": long }))
        }),
        Defect::new("yandex.field.size", |probe, _, index| {
            let many = vec!["x"; 101 + index.index(100)];
            let criteria = json!({ "logGroupId": GROUP, "resourceIds": many });
            call(
                probe,
                "yandex.cloud.logging.v1.LogReadingService/Read",
                &json!({ "criteria": criteria }),
            )
        }),
        Defect::new("yandex.field.pattern", |probe, _, index| {
            let name = pick(index, &["A", "ab", "1ab", "a b", "abc-", "é", "a_c"]);
            call(
                probe,
                CREATE_GROUP,
                &json!({ "folderId": FOLDER, "name": name }),
            )
        }),
        Defect::new("yandex.field.value", |probe, _, index| {
            let size = pick(index, &[-1, 1001, i64::MAX, i64::MIN]);
            let criteria = json!({ "logGroupId": GROUP, "pageSize": size.to_string() });
            call(
                probe,
                "yandex.cloud.logging.v1.LogReadingService/Read",
                &json!({ "criteria": criteria }),
            )
        }),
        Defect::new("yandex.field.map-key", |probe, _, index| {
            let key = pick(index, &["", "A", "1", "a.b", "é"]);
            let key = if index.index(6) == 0 {
                "k".repeat(64)
            } else {
                key.to_owned()
            };
            call(
                probe,
                CREATE_GROUP,
                &json!({ "folderId": FOLDER, "labels": { key: "x" } }),
            )
        }),
    ]
}

/// Shorter than an hour, or longer than 31 days.
fn wrong_time(index: Index) -> String {
    let seconds = match index.index(2) {
        0 => 1 + size(index.index(3598) as u64),
        _ => 31 * 86_400 + 1 + index.index(1_000_000),
    };
    format!("{seconds}s")
}
