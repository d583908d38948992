//! What proves who is asking, kept out of the journal.

use bytes::Bytes;
use http::{HeaderName, HeaderValue};

/// A header or a query pair whose name holds one of these is secret.
const SECRET_NAMES: [&str; 11] = [
    "authorization",
    "cookie",
    "token",
    "secret",
    "password",
    "passwd",
    "key",
    "jwt",
    "assertion",
    "credential",
    "signature",
];
/// Words that mean a secret when they are the whole name, and may be part of harmless ones.
const SECRET_WHOLE: [&str; 3] = ["auth", "pwd", "sig"];
/// Headers whose names only sound like it.
const HARMLESS: [&str; 2] = ["sec-websocket-key", "idempotency-key"];
/// Schemes that may stay readable in front of what is hidden.
const SCHEMES: [&str; 6] = [
    "bearer",
    "basic",
    "api-token",
    "api-key",
    "digest",
    "negotiate",
];
/// Words that a body with a secret holds.
const SECRET_WORDS: [&[u8]; 6] = [
    b"token",
    b"secret",
    b"password",
    b"assertion",
    b"key",
    b"jwt",
];

/// A copy of a header's value: the original is a slice of the connection's buffer, and would keep all
/// of it alive. A secret keeps its scheme and its length.
pub(crate) fn header(name: &HeaderName, value: &HeaderValue) -> HeaderValue {
    if !is_secret(name.as_str()) || HARMLESS.contains(&name.as_str()) {
        let copy = HeaderValue::from_bytes(value.as_bytes());
        return copy.unwrap_or_else(|_| value.clone());
    }
    let text = String::from_utf8_lossy(value.as_bytes());
    let scheme = text.split_once(' ').map_or("", |(scheme, _)| scheme);
    let known = SCHEMES
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    let hidden = if known {
        format!("{scheme} [{} bytes]", text.len() - scheme.len() - 1)
    } else {
        format!("[{} bytes]", text.len())
    };
    HeaderValue::from_str(&hidden).unwrap_or_else(|_| HeaderValue::from_static("[hidden]"))
}

/// Path and query without the values of secret pairs.
pub(crate) fn query(path_and_query: &str) -> String {
    let Some((path, query)) = path_and_query.split_once('?') else {
        return path_and_query.to_owned();
    };
    let kept = query.split_inclusive(['&', ';']).map(|pair| {
        let end = pair.trim_end_matches(['&', ';']).len();
        let (pair, separator) = pair.split_at(end);
        let name = form_urlencoded::parse(pair.as_bytes()).next();
        match pair.split_once('=') {
            Some((raw, _)) if name.is_some_and(|(name, _)| is_secret(&name)) => {
                format!("{raw}=[hidden]{separator}")
            }
            _ => format!("{pair}{separator}"),
        }
    });
    format!("{path}?{}", kept.collect::<String>())
}

/// A body that no operation took, and that may hold a secret meant for another: only the operation
/// knows which part of it to hide.
pub(crate) fn misplaced(body: &Bytes) -> bool {
    let compressed = body.starts_with(&[0x1f, 0x8b]);
    let holds = |word: &&[u8]| {
        body.windows(word.len())
            .any(|window| window.eq_ignore_ascii_case(word))
    };
    compressed || SECRET_WORDS.iter().any(holds)
}

/// What stands in for a body that is not kept.
pub(crate) const NOT_KEPT: &str = "[not kept: it may hold a secret]";

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // `criteria.jwt` is as secret as `jwt`.
    let last = name.rsplit('.').next().unwrap_or_default();
    SECRET_WHOLE.contains(&last) || SECRET_NAMES.iter().any(|secret| name.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_keep_their_scheme_and_their_length() {
        let kept = |name: &'static str, value: &'static str| {
            let name = HeaderName::from_static(name);
            let value = header(&name, &HeaderValue::from_static(value));
            value.to_str().expect("text").to_owned()
        };
        assert_eq!(kept("authorization", "Bearer abcdef"), "Bearer [6 bytes]");
        assert_eq!(kept("authorization", "abcdef Bearer"), "[13 bytes]");
        assert_eq!(kept("cookie", "sid=SECRET; b=2"), "[15 bytes]");
        assert_eq!(kept("x-yacloud-subjecttoken", "t1"), "[2 bytes]");
        assert_eq!(kept("api-key", "abc"), "[3 bytes]");
        assert_eq!(kept("accept", "*/*"), "*/*");
    }

    #[test]
    fn query_pairs_keep_their_names() {
        assert_eq!(
            query("/x?Api%2DToken=secret&b=1"),
            "/x?Api%2DToken=[hidden]&b=1"
        );
        assert_eq!(query("/x?a=1;api_key=secret"), "/x?a=1;api_key=[hidden]");
        assert_eq!(query("/x?api-version=1&a"), "/x?api-version=1&a");
        assert_eq!(query("/x"), "/x");
    }

    #[test]
    fn credentials_of_every_kind_are_hidden_in_a_query() {
        for name in [
            "yandexPassportOauthToken",
            "yandex_passport_oauth_token",
            "jwt",
            "iamToken",
            "%6Awt",
            "client_assertion",
            "X-Amz-Credential",
            "X-Amz-Signature",
            "sig",
            "pwd",
            "deep.auth",
        ] {
            let hidden = format!("/iam/v1/tokens?{name}=[hidden]&b=1");
            assert_eq!(query(&format!("/iam/v1/tokens?{name}=SECRET&b=1")), hidden);
        }
        for harmless in ["design=1", "author=x", "signal=9"] {
            assert_eq!(query(&format!("/x?{harmless}")), format!("/x?{harmless}"));
        }
    }

    #[test]
    fn a_misplaced_secret_is_noticed() {
        assert!(misplaced(&Bytes::from_static(b"client_SECRET=x")));
        assert!(misplaced(&Bytes::from_static(&[0x1f, 0x8b, 8])));
        assert!(!misplaced(&Bytes::from_static(b"[{\"content\":\"x\"}]")));
    }
}
