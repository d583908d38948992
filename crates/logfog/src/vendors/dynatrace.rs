/// Dynatrace's log ingestion.
#[derive(Debug)]
pub struct Dynatrace(super::Emulator);

super::handle!(Dynatrace, logfog_dynatrace::vendor);

impl Dynatrace {
    /// The well-known token that may ingest, for `Authorization: Api-Token …`.
    pub fn api_token(&self) -> &str {
        self.credential("api_token")
    }

    /// The well-known environment, as in `/e/ENVIRONMENT/api/v2/logs/ingest`.
    pub fn environment_id(&self) -> &str {
        self.default("environment_id")
    }
}
