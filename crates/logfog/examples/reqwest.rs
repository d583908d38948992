//! A shipper that sends batches to Azure Monitor with reqwest, and waits and tries again when it is told
//! to: the part of such a program that is hardest to try against the cloud.

use std::time::Duration;

use logfog::{Azure, entries, exchanges};
use reqwest::{Client, StatusCode, header::RETRY_AFTER};
use serde_json::{Value, json};

/// How often a batch is sent before the shipper gives up.
const TRIES: u32 = 4;

struct Shipper {
    client: Client,
    /// Where Entra and the data collection endpoint are.
    entra: String,
    ingestion: String,
    rule: String,
    stream: String,
    /// Tenant, client and secret.
    credentials: [String; 3],
}

impl Shipper {
    async fn token(&self) -> Result<String, reqwest::Error> {
        let [tenant, client, secret] = &self.credentials;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", client),
            ("client_secret", secret),
            ("scope", "https://monitor.azure.com/.default"),
        ];
        let url = format!("{}/{tenant}/oauth2/v2.0/token", self.entra);
        let answer = self.client.post(url).form(&form).send().await?;
        let token: Value = answer.error_for_status()?.json().await?;
        Ok(token["access_token"]
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// The status that the batch ended with.
    async fn ship(&self, batch: &Value) -> Result<StatusCode, reqwest::Error> {
        let token = self.token().await?;
        let url = format!(
            "{}/dataCollectionRules/{}/streams/{}?api-version=2023-01-01",
            self.ingestion, self.rule, self.stream
        );
        let mut tries = 1;
        loop {
            let request = self.client.post(&url).bearer_auth(&token).json(batch);
            let answer = request.send().await?;
            let again = matches!(answer.status().as_u16(), 429 | 500..=599);
            if !again || tries == TRIES {
                return Ok(answer.status());
            }
            tries += 1;
            let after = answer.headers().get(RETRY_AFTER);
            let after = after.and_then(|after| after.to_str().ok()?.parse().ok());
            tokio::time::sleep(Duration::from_secs(after.unwrap_or(1))).await;
        }
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
pub(crate) async fn main() {
    let azure = Azure::start().await;
    let (tenant, client, secret) = azure.credentials();
    let shipper = Shipper {
        client: Client::new(),
        // The same port speaks TLS, too; a program's own tests can do without.
        entra: azure.uri(),
        ingestion: azure.uri(),
        rule: azure.rule_id().to_owned(),
        stream: azure.stream().to_owned(),
        credentials: [tenant, client, secret].map(str::to_owned),
    };

    // Twice "come back in a second", then as always.
    let throttled = azure.faults().throttled().operation("ingest");
    throttled
        .times(2)
        .retry_after(Duration::from_secs(1))
        .start();
    let record = |level: &str| json!({"TimeGenerated": azure.now().to_string(), "Level": level, "Message": "m"});
    let batch = json!([record("Error"), record("Info"), record("Error")]);
    let status = shipper.ship(&batch).await.expect("answers");
    assert_eq!(status, StatusCode::NO_CONTENT);

    azure.verify(exchanges().status(429).exactly(2));
    azure
        .wait_for(entries().field("attributes.Level", "Error").exactly(2))
        .await;

    // What is no list is answered as if it had been stored, and is not: no status code tells the program.
    let nothing = json!({"no": "list"});
    let status = shipper.ship(&nothing).await.expect("answers");
    assert_eq!(status, StatusCode::NO_CONTENT);
    let lost = azure.verify(exchanges().matching("fate = lost").exactly(1));
    let broken = lost[0].verdict.worst().expect("something was lost");
    assert_eq!(broken.spec.id, "azure.ingest.array");
}
