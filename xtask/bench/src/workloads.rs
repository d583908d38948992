use std::{io::Write as _, process::Command};

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;

use super::load::{Load, Wire};

/// What is sent, to whom.
#[derive(Clone, Copy, Debug)]
pub(super) enum Workload {
    Dynatrace1,
    Dynatrace100,
    AzureGzip100,
    CloudRu100,
    Yandex100,
    CesantaWebSocket,
}

impl Workload {
    pub(super) const ALL: [Self; 6] = [
        Self::Dynatrace1,
        Self::Dynatrace100,
        Self::AzureGzip100,
        Self::CloudRu100,
        Self::Yandex100,
        Self::CesantaWebSocket,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Dynatrace1 => "dynatrace json, 1",
            Self::Dynatrace100 => "dynatrace json, 100",
            Self::AzureGzip100 => "azure gzip json, 100",
            Self::CloudRu100 => "cloudru json, 100",
            Self::Yandex100 => "yandex grpc, 100",
            Self::CesantaWebSocket => "cesanta websocket, pipelined",
        }
    }

    /// The load for the instance that said this when it was ready.
    pub(super) fn load(self, ready: &Value) -> Result<Load> {
        match self {
            Self::Dynatrace1 => dynatrace(ready, 1),
            Self::Dynatrace100 => dynatrace(ready, 100),
            Self::AzureGzip100 => azure(ready),
            Self::CloudRu100 => cloudru(ready),
            Self::Yandex100 => yandex(ready),
            Self::CesantaWebSocket => cesanta(ready),
        }
    }
}

const JSON: &str = "content-type: application/json; charset=utf-8\r\n";

fn dynatrace(ready: &Value, records: u64) -> Result<Load> {
    let token = text(ready, "dynatrace/credentials/api_token")?;
    let body = array(records, record, &now()?);
    let headers = format!("authorization: Api-Token {token}\r\n{JSON}");
    let port = port(ready, "dynatrace")?;
    let wire = Load::http(port, "/api/v2/logs/ingest", &headers, body.as_bytes());
    Ok(Load {
        port,
        wire,
        records,
        as_json: body.into(),
    })
}

fn azure(ready: &Value) -> Result<Load> {
    let of = |name: &str| text(ready, &format!("azure/{name}"));
    let (rule, stream) = (of("defaults/dcr_immutable_id")?, of("defaults/stream")?);
    let token = azure_token(
        of("http")?,
        of("credentials/tenant_id")?,
        of("credentials/client_id")?,
        of("credentials/client_secret")?,
    )?;
    let body = array(100, row, &now()?);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(body.as_bytes())?;
    let headers = format!("authorization: Bearer {token}\r\ncontent-encoding: gzip\r\n{JSON}");
    let path = format!("/dataCollectionRules/{rule}/streams/{stream}?api-version=2023-01-01");
    let port = port(ready, "azure")?;
    let wire = Load::http(port, &path, &headers, &gzip.finish()?);
    Ok(Load {
        port,
        wire,
        records: 100,
        as_json: body.into(),
    })
}

fn cloudru(ready: &Value) -> Result<Load> {
    let key = text(ready, "cloudru/credentials/api_key")?;
    let project = text(ready, "cloudru/defaults/project_id")?;
    let entries = array(100, |at, now| cloudru_entry(at, now, project), &now()?);
    let body = format!("{{\"logs\":{entries}}}");
    let headers = format!("authorization: Api-Key {key}\r\n{JSON}");
    let port = port(ready, "cloudru")?;
    let wire = Load::http(port, "/api/v1/logs", &headers, body.as_bytes());
    Ok(Load {
        port,
        wire,
        records: 100,
        as_json: body.into(),
    })
}

fn yandex(ready: &Value) -> Result<Load> {
    let token = format!("Bearer {}", text(ready, "yandex/credentials/iam_token")?);
    let group = text(ready, "yandex/defaults/log_group_id")?;
    let message = write_request(100, group, seconds_now()?);
    let path = "/yandex.cloud.logging.v1.LogIngestionService/Write";
    let wire = Wire::Grpc {
        path,
        token,
        message,
    };
    let as_json = array(100, record, &now()?).into();
    Ok(Load {
        port: port(ready, "yandex")?,
        wire,
        records: 100,
        as_json,
    })
}

fn cesanta(ready: &Value) -> Result<Load> {
    let port = port(ready, "cesanta")?;
    let msg = "request 17 took 42 ms, path /api/v1/items, status 200, user 4711";
    let frame = format!(
        r#"{{"v":1,"src":"//api.cesanta.com/bench","dst":"//api.cesanta.com","cmds":[{{"cmd":"/v1/Log.Log","id":123,"args":{{"msg":"{msg}","timestamp":1453395062123,"stream":"console"}}}}]}}"#
    );
    let handshake = format!(
        "GET / HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: Upgrade\r\n\
         upgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: clubby.cesanta.com\r\n\r\n"
    );
    let wire = Wire::WebSocket {
        handshake: handshake.into(),
        frame: client_frame(&frame),
    };
    Ok(Load {
        port,
        wire,
        records: 1,
        as_json: format!("[{frame}]").into(),
    })
}

/// A text of the ready line, below `vendors`.
fn text<'a>(ready: &'a Value, at: &str) -> Result<&'a str> {
    let value = ready
        .pointer(&format!("/vendors/{at}"))
        .and_then(Value::as_str);
    value.with_context(|| format!("the ready line has no {at}"))
}

fn port(ready: &Value, vendor: &str) -> Result<u16> {
    let http = text(ready, &format!("{vendor}/http"))?;
    Ok(http
        .rsplit_once(':')
        .context("an address has a port")?
        .1
        .parse()?)
}

fn array(records: u64, record: impl Fn(u64, &str) -> String, now: &str) -> String {
    let records = (0..records).map(|at| record(at, now));
    format!("[{}]", records.collect::<Vec<_>>().join(","))
}

/// About 330 bytes, as a shipper sends it.
fn record(at: u64, now: &str) -> String {
    format!(
        r#"{{"timestamp":"{now}","severity":"info","content":"GET /api/v1/items/{at} 200 in 42 ms, upstream 10.0.3.17:8080, agent Mozilla/5.0 (X11; Linux x86_64)","log.source":"/var/log/nginx/access.log","host.name":"web-{at}.example.internal","k8s.namespace.name":"shop","k8s.pod.name":"nginx-7c5ddbdf54-{at}","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}}"#
    )
}

fn row(at: u64, now: &str) -> String {
    format!(
        r#"{{"TimeGenerated":"{now}","Level":"Info","Message":"GET /api/v1/items/{at} 200 in 42 ms, upstream 10.0.3.17:8080, agent Mozilla/5.0 (X11; Linux x86_64)","Count":{at},"Bytes":81234,"Duration":0.042,"Success":true,"Properties":{{"host":"web-{at}.example.internal","namespace":"shop","pod":"nginx-7c5ddbdf54-{at}"}}}}"#
    )
}

fn cloudru_entry(at: u64, now: &str, project: &str) -> String {
    format!(
        r#"{{"timestamp":"{now}","level":"INFO","project_id":"{project}","serviceName":"shop","instanceId":"web-{at}","labels":{{"namespace":"shop","pod":"nginx-7c5ddbdf54-{at}"}},"message":"GET /api/v1/items/{at} 200 in 42 ms, upstream 10.0.3.17:8080, agent Mozilla/5.0 (X11; Linux x86_64)"}}"#
    )
}

/// A `WriteRequest` of this many entries, with its gRPC prefix.
fn write_request(entries: u64, group: &str, seconds: u64) -> Bytes {
    let mut request = Vec::new();
    field(&mut request, 1, &nested(1, group.as_bytes()));
    let mut resource = nested(1, b"nginx");
    field(&mut resource, 2, b"web-1");
    field(&mut request, 2, &resource);
    for at in 0..entries {
        let mut timestamp = vec![1 << 3];
        varint(&mut timestamp, seconds);
        let mut entry = nested(1, &timestamp);
        entry.extend([2 << 3, 3]);
        let text = format!(
            "GET /api/v1/items/{at} 200 in 42 ms, upstream 10.0.3.17:8080, agent Mozilla/5.0 (X11; Linux x86_64)"
        );
        field(&mut entry, 3, text.as_bytes());
        let pod = format!("nginx-7c5ddbdf54-{at}");
        let mut payload = Vec::new();
        for (key, value) in [
            ("host", "web-1.example.internal"),
            ("namespace", "shop"),
            ("pod", &pod),
        ] {
            let mut pair = nested(1, key.as_bytes());
            field(&mut pair, 2, &nested(3, value.as_bytes()));
            field(&mut payload, 1, &pair);
        }
        field(&mut entry, 4, &payload);
        field(&mut request, 3, &entry);
    }
    let length = u32::try_from(request.len())
        .expect("a request is small")
        .to_be_bytes();
    [&[0][..], &length, &request].concat().into()
}

fn nested(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut message = Vec::new();
    field(&mut message, number, bytes);
    message
}

fn field(message: &mut Vec<u8>, number: u8, bytes: &[u8]) {
    message.push(number << 3 | 2);
    varint(message, bytes.len() as u64);
    message.extend_from_slice(bytes);
}

fn varint(message: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        message.push(low_bits(value) | 0x80);
        value >>= 7;
    }
    message.push(low_bits(value));
}

/// The lowest seven bits.
fn low_bits(value: u64) -> u8 {
    u8::try_from(value & 0x7f).unwrap_or_default()
}

/// A masked text frame; a mask of zeros leaves the text as it is.
fn client_frame(text: &str) -> Bytes {
    let length = u16::try_from(text.len())
        .expect("a frame is small")
        .to_be_bytes();
    [&[0x81, 0x80 | 0x7e][..], &length, &[0; 4], text.as_bytes()]
        .concat()
        .into()
}

fn azure_token(http: &str, tenant: &str, client: &str, secret: &str) -> Result<String> {
    let scope = "https://monitor.azure.com/.default";
    let form = format!(
        "grant_type=client_credentials&client_id={client}&client_secret={secret}&scope={scope}"
    );
    let url = format!("{http}/{tenant}/oauth2/v2.0/token");
    let output = Command::new("curl")
        .args(["-s", "-d", &form, &url])
        .output()?;
    let answer: Value = serde_json::from_slice(&output.stdout).context("the token's answer")?;
    match answer["access_token"].as_str() {
        Some(token) => Ok(token.to_owned()),
        None => bail!("no token: {answer}"),
    }
}

fn seconds_now() -> Result<u64> {
    let since = std::time::UNIX_EPOCH
        .elapsed()
        .context("it is after 1970")?;
    Ok(since.as_secs())
}

fn now() -> Result<String> {
    let seconds = i64::try_from(seconds_now()?)?;
    Ok(jiff::Timestamp::from_second(seconds)?
        .strftime("%Y-%m-%dT%H:%M:%S.123Z")
        .to_string())
}
