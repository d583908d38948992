use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use http::Uri;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

/// Where cases are sent: one of our emulators, another one, or the cloud itself.
#[derive(Clone, Debug)]
pub struct Target {
    /// `HOST:PORT`, as it stands in `Host`; without the port when it is the scheme's own.
    pub(crate) authority: String,
    /// What stands before every path, such as `/e/ENVIRONMENT`.
    pub(crate) prefix: String,
    address: (String, u16),
    tls: Option<Arc<ClientConfig>>,
}

/// A connection, encrypted or not.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Target {
    /// One of our emulators, by `HOST:PORT`, without TLS.
    pub fn local(authority: &str) -> Result<Self> {
        Self::parse(&format!("http://{authority}"), None)
    }

    /// `http://HOST[:PORT][/PREFIX]` or `https://…`. Over TLS the machine's own authorities are
    /// trusted, or, when `ca_pem` is given, just those in it.
    pub fn parse(url: &str, ca_pem: Option<&[u8]>) -> Result<Self> {
        let uri: Uri = url
            .parse()
            .with_context(|| format!("`{url}` is not a URL"))?;
        let authority = uri
            .authority()
            .with_context(|| format!("`{url}` names no host"))?;
        let (tls, port) = match uri.scheme_str() {
            Some("http") => (None, 80),
            Some("https") => (Some(trusting(ca_pem)?), 443),
            _ => bail!("`{url}` starts with neither http:// nor https://"),
        };
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        Ok(Self {
            authority: authority.to_string(),
            prefix: uri.path().trim_end_matches('/').to_owned(),
            address: (host, authority.port_u16().unwrap_or(port)),
            tls,
        })
    }

    /// `http` or `https`.
    pub(crate) fn scheme(&self) -> &'static str {
        match self.tls {
            Some(_) => "https",
            None => "http",
        }
    }

    /// Connects, to speak this protocol: `http/1.1` or `h2`.
    pub(crate) async fn connect(&self, protocol: &str) -> Result<Box<dyn Stream>> {
        let (host, port) = &self.address;
        let connected = TcpStream::connect((host.as_str(), *port)).await;
        let stream = connected.with_context(|| format!("connecting to {}", self.authority))?;
        // A request of two packets must not wait for the first one's acknowledgement.
        stream.set_nodelay(true)?;
        let Some(tls) = &self.tls else {
            return Ok(Box::new(stream));
        };
        let mut tls = ClientConfig::clone(tls);
        tls.alpn_protocols = vec![protocol.into()];
        let name = ServerName::try_from(host.clone())?;
        let secure = TlsConnector::from(Arc::new(tls))
            .connect(name, stream)
            .await;
        Ok(Box::new(
            secure.with_context(|| format!("TLS with {}", self.authority))?,
        ))
    }
}

fn trusting(ca_pem: Option<&[u8]>) -> Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    match ca_pem {
        Some(pem) => {
            for certificate in CertificateDer::pem_slice_iter(pem) {
                roots.add(certificate.context("the PEM file")?)?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(Arc::new(
        config?.with_root_certificates(roots).with_no_client_auth(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_where_and_how() {
        let target = Target::parse("https://cloud.example/e/1/", Some(b"")).expect("a URL");
        assert_eq!(target.authority, "cloud.example");
        assert_eq!(target.address, ("cloud.example".to_owned(), 443));
        assert_eq!((target.prefix.as_str(), target.scheme()), ("/e/1", "https"));
        let target = Target::local("127.0.0.1:4801").expect("an authority");
        assert_eq!(target.address, ("127.0.0.1".to_owned(), 4801));
        assert_eq!((target.prefix.as_str(), target.scheme()), ("", "http"));
    }

    #[test]
    fn what_is_no_url_is_said() {
        for bad in [
            "cloud.example",
            "ftp://cloud.example",
            "https://",
            "http://a b",
        ] {
            let error = Target::parse(bad, None).expect_err(bad).to_string();
            assert!(error.contains(bad), "{error}");
        }
    }
}
