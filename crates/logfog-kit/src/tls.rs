use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, OnceLock},
};

use parking_lot::Mutex;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio_rustls::TlsAcceptor;

use crate::serve::fits;

/// A certificate authority of our own, and certificates for every name we answer to.
/// All are made when they are first needed.
#[derive(Clone, Debug)]
pub struct Tls(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    names: Vec<String>,
    made: OnceLock<Made>,
}

#[derive(Debug)]
struct Made {
    ca_pem: String,
    config: Arc<ServerConfig>,
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
    long_lived(&mut params);
    let key = KeyPair::generate().expect("the system has randomness");
    let ca = CertifiedIssuer::self_signed(params, key).expect("an authority can sign itself");
    let ca_pem = ca.pem();

    // Never the process's default provider: the caller's test binary may have another.
    let provider = Arc::new(aws_lc_rs::default_provider());
    let usual = leaf(&ca, names.to_vec(), &provider);
    let leaves = Leaves {
        ca,
        names: names.to_vec(),
        usual,
        minted: Mutex::default(),
        provider: provider.clone(),
    };
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("aws-lc has TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(leaves));
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Made {
        ca_pem,
        config: Arc::new(config),
    }
}

/// One certificate for every name, and more of them for names that no wildcard covers: a `*` in a
/// certificate is one label, and in a vendor's host names it is one or more.
struct Leaves {
    ca: CertifiedIssuer<'static, KeyPair>,
    names: Vec<String>,
    usual: Arc<CertifiedKey>,
    minted: Mutex<HashMap<String, Arc<CertifiedKey>>>,
    provider: Arc<CryptoProvider>,
}

/// Names that get a certificate of their own; a client that asks for more gets the usual one.
const MINTED: usize = 256;

impl ResolvesServerCert for Leaves {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let Some(asked) = hello.server_name() else {
            return Some(self.usual.clone());
        };
        let covered = |known: &String| match known.strip_prefix('*') {
            // Clients refuse a star above a single label, as in `*.localhost`.
            Some(below) if !below[1..].contains('.') => false,
            Some(below) => asked
                .strip_suffix(below)
                .is_some_and(|label| !label.contains('.')),
            None => known == asked,
        };
        let ours = self.names.iter().any(|known| fits(known, asked));
        if !ours || self.names.iter().any(covered) {
            return Some(self.usual.clone());
        }
        let mut minted = self.minted.lock();
        if minted.len() == MINTED && !minted.contains_key(asked) {
            return Some(self.usual.clone());
        }
        let make = || leaf(&self.ca, vec![asked.to_owned()], &self.provider);
        Some(minted.entry(asked.to_owned()).or_insert_with(make).clone())
    }
}

impl fmt::Debug for Leaves {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leaves")
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}

fn leaf(
    ca: &CertifiedIssuer<'_, KeyPair>,
    names: Vec<String>,
    provider: &CryptoProvider,
) -> Arc<CertifiedKey> {
    let mut params = CertificateParams::new(names).expect("names are checked by the program");
    params.distinguished_name.push(DnType::CommonName, "logfog");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    long_lived(&mut params);
    let key = KeyPair::generate().expect("the system has randomness");
    let signed = params
        .signed_by(&key, ca)
        .expect("an authority can sign a leaf");
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let chain = vec![signed.der().clone(), ca.der().clone()];
    let certified = CertifiedKey::from_der(chain, private, provider);
    Arc::new(certified.expect("key and certificate belong together"))
}

/// Wide enough for a client whose clock a test has moved.
fn long_lived(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2049, 12, 31);
}
