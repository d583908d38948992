use logfog_kit::{Addresses, Connection};

use crate::{
    accounts::{DENIED_OAUTH_TOKEN, DENIED_SERVICE_ACCOUNT_ID, OAUTH_TOKEN, SERVICE_ACCOUNT_ID},
    auth::{DENIED_TOKEN, IAM_TOKEN},
    groups::{CLOUD_ID, FOLDER_ID, LOG_GROUP_ID},
    key_file, metadata,
};

/// The vendor's own hosts, the ingesting one first.
const HOSTS: &[&str] = &[
    "ingester.logging.yandexcloud.net",
    "reader.logging.yandexcloud.net",
    "logging.api.cloud.yandex.net",
    "api.cloud.yandex.net",
    "iam.api.cloud.yandex.net",
    "operation.api.cloud.yandex.net",
    "resource-manager.api.cloud.yandex.net",
];

pub(crate) fn connection(at: &Addresses) -> Connection {
    let url = |path: &str| format!("{}{path}", at.http());
    let door = at.door(metadata::DOOR.name);
    let metadata = door.unwrap_or(&at.authority);
    let mut addresses = vec![("grpc", at.authority.clone())];
    addresses.extend(door.map(|at| (metadata::DOOR.name, format!("http://{at}"))));
    Connection {
        hosts: HOSTS,
        addresses,
        credentials: vec![
            ("iam_token", IAM_TOKEN.into()),
            ("oauth_token", OAUTH_TOKEN.into()),
            ("service_account_id", SERVICE_ACCOUNT_ID.into()),
            ("service_account_key_url", url(key_file::PATH)),
        ],
        credentials_denied: vec![
            ("iam_token", DENIED_TOKEN.into()),
            ("oauth_token", DENIED_OAUTH_TOKEN.into()),
            ("service_account_id", DENIED_SERVICE_ACCOUNT_ID.into()),
            ("service_account_key_url", url(key_file::DENIED_PATH)),
        ],
        defaults: vec![
            ("cloud_id", CLOUD_ID.into()),
            ("folder_id", FOLDER_ID.into()),
            ("log_group_id", LOG_GROUP_ID.into()),
        ],
        env: vec![
            ("YC_TOKEN", IAM_TOKEN.into()),
            ("YC_CLOUD_ID", CLOUD_ID.into()),
            ("YC_FOLDER_ID", FOLDER_ID.into()),
            // The SDKs', and that of the output of Fluent Bit.
            ("YC_METADATA_ADDR", metadata.to_owned()),
            ("YC_METADATA_URL", format!("http://{metadata}")),
        ],
        paste: paste(at),
    }
}

/// A call without stubs: the shell writes the message, whose only changing part is the time, a
/// varint of five bytes.
fn paste(at: &Addresses) -> String {
    const TEXT: &str = "hello";
    let group = LOG_GROUP_ID;
    let (id, text) = (group.len(), TEXT.len());
    // A timestamp takes 8 bytes, level 2, message 2 and its text.
    let entry = 8 + 2 + 2 + text;
    let message = 2 + 2 + id + 2 + entry;
    let url = format!(
        "{}/yandex.cloud.logging.v1.LogIngestionService/Write",
        at.http()
    );
    format!(
        "s=$(date +%s); printf \"$(printf '\\\\0\\\\0\\\\0\\\\0\\\\{message:o}\\\\012\\\\{destination:o}\
         \\\\012\\\\{id:o}{group}\\\\032\\\\{entry:o}\\\\012\\\\006\\\\010\\\\%o\\\\%o\\\\%o\\\\%o\\\\%o\
         \\\\020\\\\003\\\\032\\\\{text:o}{TEXT}' $((s&127|128)) $((s>>7&127|128)) \
         $((s>>14&127|128)) $((s>>21&127|128)) $((s>>28)))\" | curl -sS --http2-prior-knowledge \
         -D- -o/dev/null -H 'content-type: application/grpc' -H 'te: trailers' \
         -H 'authorization: Bearer {IAM_TOKEN}' --data-binary @- {url}",
        destination = 2 + id,
    )
}
