/// Azure Monitor Logs Ingestion and the Entra endpoint that its clients ask for tokens.
/// Azure's SDKs refuse plain HTTP: use [`Emulator::https`](crate::Emulator::https).
#[derive(Debug)]
pub struct Azure(super::Emulator);

super::handle!(Azure, logfog_azure::vendor);

impl Azure {
    /// The data collection endpoint, for an ingestion client.
    pub fn endpoint(&self) -> String {
        self.https()
    }

    /// The immutable id of the well-known data collection rule.
    pub fn rule_id(&self) -> &str {
        self.default("dcr_immutable_id")
    }

    /// The stream that the rule declares.
    pub fn stream(&self) -> &str {
        self.default("stream")
    }

    /// Tenant, client id and client secret of the well-known application.
    pub fn credentials(&self) -> (&str, &str, &str) {
        let part = |name| self.credential(name);
        (part("tenant_id"), part("client_id"), part("client_secret"))
    }
}
