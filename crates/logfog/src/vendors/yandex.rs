/// Yandex Cloud Logging, over gRPC.
#[derive(Debug)]
pub struct Yandex(super::Emulator);

super::handle!(Yandex, logfog_yandex::vendor);

impl Yandex {
    /// The well-known IAM token, for the metadata `authorization: Bearer …`.
    pub fn iam_token(&self) -> &str {
        self.credential("iam_token")
    }

    /// The well-known folder.
    pub fn folder_id(&self) -> &str {
        self.default("folder_id")
    }

    /// The default log group of that folder.
    pub fn log_group_id(&self) -> &str {
        self.default("log_group_id")
    }
}
