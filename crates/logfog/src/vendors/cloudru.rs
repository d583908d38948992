/// Cloud.ru's log service.
#[derive(Debug)]
pub struct CloudRu(super::Emulator);

super::handle!(CloudRu, logfog_cloudru::vendor);

impl CloudRu {
    /// The well-known API key, for `Authorization: Api-Key …`.
    pub fn api_key(&self) -> &str {
        self.credential("api_key")
    }

    /// The well-known project.
    pub fn project_id(&self) -> &str {
        self.default("project_id")
    }

    /// The default log group of that project.
    pub fn log_group_id(&self) -> &str {
        self.default("log_group_id")
    }
}
