use std::sync::{Arc, OnceLock};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio_rustls::TlsAcceptor;

/// A certificate authority of our own, and one certificate for every name we answer to.
/// Both are made when they are first needed.
#[derive(Clone, Debug)]
pub struct Tls(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    names: Vec<String>,
    made: OnceLock<Made>,
}

struct Made {
    ca_pem: String,
    config: Arc<ServerConfig>,
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Made")
    }
}

impl Tls {
    /// Certifies `localhost`, the loopback addresses and these names, which may be wildcards or
    /// addresses.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let local = ["localhost", "*.localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let names = local.into_iter().chain(names).collect();
        Self(Arc::new(Inner {
            names,
            made: OnceLock::new(),
        }))
    }

    /// The authority's certificate, for clients to trust.
    pub fn ca_pem(&self) -> &str {
        &self.made().ca_pem
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.made().config.clone().into()
    }

    fn made(&self) -> &Made {
        self.0.made.get_or_init(|| make(&self.0.names))
    }
}

fn make(names: &[String]) -> Made {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "logfog local CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    // Wide enough for a client whose clock a test has moved.
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2049, 12, 31);
    let ca = CertifiedIssuer::self_signed(params, key()).expect("an authority can sign itself");

    let mut params = CertificateParams::new(names).expect("names are checked by the program");
    params.distinguished_name.push(DnType::CommonName, "logfog");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2049, 12, 31);
    let leaf_key = key();
    let leaf = params
        .signed_by(&leaf_key, &ca)
        .expect("an authority can sign a leaf");

    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
    // Never the process's default provider: the caller's test binary may have another.
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("aws-lc has TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone(), ca.der().clone()], private)
        .expect("key and certificate belong together");
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Made {
        ca_pem: ca.pem(),
        config: Arc::new(config),
    }
}

fn key() -> KeyPair {
    KeyPair::generate().expect("the system has randomness")
}
