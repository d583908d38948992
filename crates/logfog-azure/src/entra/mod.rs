//! The part of Microsoft Entra ID that ingestion clients ask for tokens.

mod assertion;
pub(crate) mod authority;
pub(crate) mod certificate;
pub(crate) mod directory;
pub(crate) mod federation;
pub(crate) mod identity;
pub(crate) mod registration;
pub(crate) mod token;

/// The one tenant.
pub(crate) const TENANT: &str = "a2000000-0000-4000-8000-000000004801";
/// Its domain, which may stand for it in paths.
const DOMAIN: &str = "logfog.onmicrosoft.com";
/// What Active Directory Federation Services calls its only tenant. Clients that are told this
/// name skip instance discovery.
const ADFS: &str = "adfs";
/// Tenants that stand for "whichever the caller belongs to"; nobody gets a token there without
/// a user.
const ANY: [&str; 3] = ["common", "organizations", "consumers"];

/// An application of the tenant, or a managed identity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Principal {
    /// What it signs in with.
    pub(crate) client_id: &'static str,
    /// How it proves that; a managed identity has nothing to prove.
    pub(crate) secret: Option<&'static str>,
    /// The subject of the federated tokens that it may present, besides a certificate.
    pub(crate) subject: Option<&'static str>,
    /// Its service principal, whom roles are given to.
    pub(crate) object_id: &'static str,
}

impl Principal {
    /// May write to the well-known rule.
    pub(crate) const WELL_KNOWN: Self = Self {
        client_id: "a2000000-0000-4000-8000-00000000c001",
        secret: Some("fog8Q~not-a-secret.everybody_knows_this."),
        subject: Some("system:serviceaccount:logfog:writer"),
        object_id: "a2000000-0000-4000-8000-000000000b01",
    };
    /// Gets tokens, but has no role anywhere.
    pub(crate) const DENIED: Self = Self {
        client_id: "a2000000-0000-4000-8000-00000000c002",
        secret: Some("fog8Q~not-a-secret.but_may_do_nothing.__"),
        subject: Some("system:serviceaccount:logfog:stranger"),
        object_id: "a2000000-0000-4000-8000-000000000b02",
    };
    /// The system-assigned managed identity. May write to the well-known rule.
    pub(crate) const MANAGED: Self = Self {
        client_id: "a2000000-0000-4000-8000-00000000c003",
        secret: None,
        subject: None,
        object_id: "a2000000-0000-4000-8000-000000000b03",
    };

    /// The application with this client id.
    pub(crate) fn find(client_id: &str) -> Option<Self> {
        [Self::WELL_KNOWN, Self::DENIED, Self::MANAGED]
            .into_iter()
            .find(|principal| principal.client_id.eq_ignore_ascii_case(client_id))
    }
}

/// Who signs this tenant's tokens, as the tokens say it.
pub(crate) fn issuer() -> String {
    format!("https://sts.windows.net/{TENANT}/")
}

/// Whether a path names the tenant itself.
pub(crate) fn is_tenant(name: &str) -> bool {
    name.eq_ignore_ascii_case(TENANT) || name.eq_ignore_ascii_case(DOMAIN) || name == ADFS
}

/// Whether a path names whichever tenant the caller belongs to.
pub(crate) fn is_any_tenant(name: &str) -> bool {
    ANY.contains(&name)
}

/// Whether there is a discovery document under this name.
pub(crate) fn has_discovery(name: &str) -> bool {
    is_tenant(name) || is_any_tenant(name)
}
