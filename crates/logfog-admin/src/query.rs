use std::time::Duration;

use http::{HeaderMap, Uri};
use logfog_kit::{
    feed::Whose,
    filter::{BadFilter, Filter, Subject},
    serve::SESSION_HEADER,
};
use logfog_model::{Session, VendorId};
use utoipa::IntoParams;

use crate::{Admin, Span, error::Problem};

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 1000;

/// When a query is answered with 400.
pub(crate) const BAD_QUERY: &str =
    "A parameter is not known here, is given twice, or has a value that it cannot have";

/// What `match` is.
pub(crate) const MATCH: &str = "Only those for which this filter holds, such as \
                                `attributes.level = error and body ~ time.*out`; see docs/filter.md";

/// What every listing may be asked.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Listing {
    /// Only of this vendor.
    #[param(value_type = Option<String>)]
    pub(crate) vendor: Option<VendorId>,
    /// Only of this session; the header `x-logfog-session` says the same. Of all when neither is given.
    #[param(value_type = Option<String>)]
    pub(crate) session: Option<Session>,
    /// At most so many on one page.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 1000, default = 100)]
    pub(crate) limit: usize,
    /// Only what has a larger `id`: the `next` of the page before.
    #[param(value_type = Option<u64>)]
    pub(crate) after: u64,
}

/// The pairs of a query, each of a known name and there once at most.
#[derive(Debug)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn read(uri: &Uri, known: &[&str]) -> Result<Self, Problem> {
        let query = uri.query().unwrap_or_default();
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
            let expected = || match known {
                [] => "no parameters".to_owned(),
                known => format!("any of: {}", known.join(", ")),
            };
            if !known.contains(&name.as_str()) {
                let error = format!("there is no parameter `{name}` here");
                return Err(Problem::query(error, expected(), "Leave it out."));
            }
            if pairs.iter().any(|(there, _)| *there == name) {
                let error = format!("`{name}` is given more than once");
                return Err(Problem::query(error, "each parameter once", "Keep one."));
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let pair = self.0.iter().find(|(there, _)| there == name);
        pair.map(|(_, value)| value.as_str())
    }

    /// The session named by the query, or else by the header that names it everywhere; `None` stands
    /// for all sessions.
    pub(crate) fn session(&self, headers: &HeaderMap) -> Result<Option<Session>, Problem> {
        let header = headers
            .get(SESSION_HEADER)
            .map(|name| name.to_str().unwrap_or("?"));
        let Some(name) = self.get("session").or(header) else {
            return Ok(None);
        };
        name.parse().map(Some).map_err(|error| {
            Problem::query(
                format!("{error}"),
                "session=NAME",
                "Leave `session` out to see all sessions.",
            )
        })
    }

    fn vendor(&self, admin: &Admin) -> Result<Option<VendorId>, Problem> {
        self.get("vendor")
            .map(|name| admin.served(name))
            .transpose()
    }

    /// Whose things are meant, by `vendor` and `session`.
    pub(crate) fn whose(&self, admin: &Admin, headers: &HeaderMap) -> Result<Whose, Problem> {
        Ok(Whose {
            session: self.session(headers)?,
            vendor: self.vendor(admin)?,
        })
    }

    /// The filter in `match`; everything when there is none.
    pub(crate) fn filter<T: Subject>(&self) -> Result<Filter<T>, Problem> {
        let text = self.get("match").unwrap_or_default();
        Filter::parse(text).map_err(bad_filter)
    }

    /// A length of time, or `otherwise`; at most so long.
    pub(crate) fn span(
        &self,
        name: &str,
        otherwise: Duration,
        most: Duration,
    ) -> Result<Duration, Problem> {
        let Some(text) = self.get(name) else {
            return Ok(otherwise);
        };
        let span = text.parse::<Span>();
        match span.map(Span::forward) {
            Ok(Some(span)) if span <= most => Ok(span),
            Ok(Some(_) | None) | Err(_) => Err(Problem::query(
                format!("`{name}={text}` is no length of time that can be waited"),
                format!(
                    "{name}=10s, 500ms or a number of seconds; at most {}s",
                    most.as_secs()
                ),
                "Ask again when the time is over, to wait for longer.",
            )),
        }
    }

    pub(crate) fn listing(&self, admin: &Admin, headers: &HeaderMap) -> Result<Listing, Problem> {
        Ok(Listing {
            vendor: self.vendor(admin)?,
            session: self.session(headers)?,
            limit: self.limit()?,
            after: self.after()?,
        })
    }

    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, Problem> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| {
            Problem::query(
                format!("`{name}={text}` is not a number"),
                format!("{name}=N, a whole number from 0"),
                "Take `next` of the page before, or an `id`.",
            )
        })
    }

    /// Where to go on: the id of the last thing that was seen.
    pub(crate) fn after(&self) -> Result<u64, Problem> {
        // No id is as large as that, and one more must still be a number.
        Ok(self.number("after")?.unwrap_or_default().min(u64::MAX - 1))
    }

    fn limit(&self) -> Result<usize, Problem> {
        let limit = self.number("limit")?;
        let limit = limit.map_or(Ok(DEFAULT_LIMIT), usize::try_from);
        match limit {
            Ok(limit) if (1..=MAX_LIMIT).contains(&limit) => Ok(limit),
            _ => Err(Problem::query(
                format!("`limit` is not between 1 and {MAX_LIMIT}"),
                format!("1 to {MAX_LIMIT}; {DEFAULT_LIMIT} when left out"),
                "Read page by page: pass `next` on as `after`.",
            )),
        }
    }
}

/// What is wrong with a filter.
pub(crate) fn bad_filter(bad: BadFilter) -> Problem {
    let error = format!("`match`, column {}: found {}", bad.column(), bad.found);
    let hint = bad
        .suggestion
        .unwrap_or_else(|| "See docs/filter.md for the language.".into());
    Problem::query(error, bad.expected, hint)
}

impl Admin {
    /// The vendor of this name.
    pub(crate) fn served(&self, name: &str) -> Result<VendorId, Problem> {
        match self.vendor(name) {
            Some(vendor) => Ok(vendor.id()),
            None => Err(Problem::query(
                format!("no vendor `{name}` is served here"),
                self.vendor_names(),
                "Leave `vendor` out to see all vendors.",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Result<Params, Problem> {
        let uri = format!("/entries?{query}").parse().expect("a URI");
        Params::read(&uri, &["session", "limit", "after"])
    }

    #[test]
    fn limits_have_a_default_and_a_bound() {
        let limit = |query| params(query).and_then(|params| params.limit()).ok();
        assert_eq!(limit(""), Some(100));
        assert_eq!(limit("limit=1000"), Some(1000));
        for bad in ["limit=1001", "limit=0", "limit=-1", "limit=x", "limit="] {
            assert_eq!(limit(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_session_is_named_by_query_or_header() {
        let session = |query, header: Option<&'static str>| {
            let header = header.map(|name| (SESSION_HEADER, http::HeaderValue::from_static(name)));
            let headers = header.into_iter().collect();
            let session = params(query)
                .and_then(|params| params.session(&headers))
                .ok()?;
            Some(session.map(|session| session.to_string()))
        };
        assert_eq!(session("", None), Some(None));
        assert_eq!(session("", Some("a")), Some(Some("a".into())));
        assert_eq!(session("session=b", Some("a")), Some(Some("b".into())));
        assert_eq!(session("", Some("no name")), None);
    }

    #[test]
    fn names_are_decoded_known_and_given_once() {
        assert_eq!(
            params("sess%69on=a").expect("known").get("session"),
            Some("a")
        );
        assert!(params("sesion=a").is_err());
        assert!(params("limit=1&limit=2").is_err());
    }

    #[test]
    fn the_largest_id_leaves_room_for_one_more() {
        let after = params("after=18446744073709551615").and_then(|params| params.after());
        assert_eq!(after.ok(), Some(u64::MAX - 1));
    }
}
