//! Who may ask. A page somewhere on the web can make a browser send requests to this machine, and
//! can let a name of its own point here: so the name that was asked for must be ours, and a
//! request that a page sent must come from a page of the same origin.

use std::{net::IpAddr, sync::Arc};

use axum::extract::Request;
use http::{
    HeaderMap, StatusCode,
    header::{HOST, ORIGIN},
};

use crate::error::Problem;

/// The host names that the admin API answers to.
#[derive(Clone, Debug)]
pub(crate) struct Hosts(Arc<[String]>);

impl Hosts {
    pub(crate) fn new(configured: &[String]) -> Self {
        Self(configured.iter().map(|host| bare(host)).collect())
    }

    /// Refuses a request that asks for a strange host, or that a strange page sent.
    pub(crate) fn check(&self, request: &Request) -> Result<(), Problem> {
        let headers = request.headers();
        let asked = request.uri().authority().map(http::uri::Authority::as_str);
        let named = texts(headers, &HOST).chain(asked.map(Some));
        let named: Vec<&str> = named.map(Option::unwrap_or_default).collect();
        let Some(host) = named.first() else {
            return Err(Self::strange_host("no host"));
        };
        if let Some(strange) = named.iter().find(|host| !self.allows(host)) {
            return Err(Self::strange_host(strange));
        }
        let own = |origin: Option<&str>| {
            let authority = origin.and_then(|origin| origin.split_once("://"));
            authority.is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
        };
        match texts(headers, &ORIGIN).find(|origin| !own(*origin)) {
            None => Ok(()),
            Some(origin) => Err(Problem::new(
                StatusCode::FORBIDDEN,
                format!("a page of {} sent this", origin.unwrap_or("nowhere")),
                format!("no Origin header, or that of {host} itself"),
                "The admin API is for programs and for its own pages, not for other sites.",
            )),
        }
    }

    fn strange_host(host: &str) -> Problem {
        Problem::new(
            StatusCode::FORBIDDEN,
            format!("the admin API does not answer to `{host}`"),
            "localhost, a name below .localhost, a loopback address, the listen address, \
             or a name given with --tls-name",
            "Ask for 127.0.0.1, or start logfog with `--tls-name NAME`.",
        )
    }

    fn allows(&self, authority: &str) -> bool {
        let host = bare(without_port(authority));
        let address: Option<IpAddr> = host.parse().ok();
        if host == "localhost" || host.ends_with(".localhost") {
            return true;
        }
        if address.is_some_and(|address| address.is_loopback()) {
            return true;
        }
        self.0.iter().any(|known| match known.strip_prefix('*') {
            Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
            // Listening everywhere: any address may be ours, and no name can be rebound to it.
            None if is_unspecified(known) => address.is_some(),
            None => *known == host,
        })
    }
}

fn is_unspecified(host: &str) -> bool {
    host.parse()
        .is_ok_and(|address: IpAddr| address.is_unspecified())
}

/// Lower case, without the brackets of an IPv6 address.
fn bare(host: &str) -> String {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    inner.unwrap_or(host).to_ascii_lowercase()
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

fn texts<'a>(
    headers: &'a HeaderMap,
    name: &http::HeaderName,
) -> impl Iterator<Item = Option<&'a str>> {
    headers
        .get_all(name)
        .iter()
        .map(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_names_and_no_others() {
        let hosts = Hosts::new(&["*.test".into(), "Box.lan".into(), "10.0.0.7".into()]);
        for good in [
            "localhost",
            "LOCALHOST:4800",
            "s-job.localhost:4800",
            "127.0.0.1:4800",
            "127.9.9.9",
            "[::1]:4800",
            "[::1]",
            "a.test",
            "box.lan:1",
            "10.0.0.7:4800",
        ] {
            assert!(hosts.allows(good), "{good}");
        }
        for bad in [
            "",
            "evil.example",
            "localhost.evil.example",
            "notlocalhost",
            ".test",
            "127.0.0.1.evil.example",
            "10.0.0.8",
            "0.0.0.0:4800",
            "user@localhost",
            "localhost:x",
        ] {
            assert!(!hosts.allows(bad), "{bad}");
        }
    }

    #[test]
    fn listening_everywhere_allows_addresses_but_no_names() {
        let hosts = Hosts::new(&["0.0.0.0".into()]);
        assert!(hosts.allows("192.168.1.4:4800"));
        assert!(!hosts.allows("evil.example"));
    }
}
