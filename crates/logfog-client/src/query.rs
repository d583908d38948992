use form_urlencoded::Serializer;

/// Which entries or exchanges. Everything may be left out; what is not narrows down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(crate) vendor: Option<String>,
    pub(crate) filter: Option<String>,
    limit: Option<u32>,
    after: Option<u64>,
}

impl Query {
    /// Everything there is.
    pub fn all() -> Self {
        Self::default()
    }

    /// Only of this vendor.
    #[must_use]
    pub fn vendor(mut self, vendor: impl Into<String>) -> Self {
        self.vendor = Some(vendor.into());
        self
    }

    /// Only what this filter holds for: `attributes.Level = Error and body ~ "time.*out"`.
    #[must_use]
    pub fn matching(mut self, filter: impl Into<String>) -> Self {
        self.filter = Some(filter.into());
        self
    }

    /// At most so many a page, 1 to 1000; 100 when left out.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Only those with a larger id; `next` of the page before.
    #[must_use]
    pub fn after(mut self, id: u64) -> Self {
        self.after = Some(id);
        self
    }

    pub(crate) fn params(&self, session: Option<&str>) -> Params {
        Params::new()
            .with("session", session)
            .with("vendor", self.vendor.as_deref())
            .with("match", self.filter.as_deref())
            .with("limit", self.limit)
            .with("after", self.after)
    }
}

/// The query of a request.
#[derive(Debug)]
pub(crate) struct Params(Vec<(&'static str, String)>);

impl Params {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// Nothing is added for `None`.
    pub(crate) fn with(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.0.extend(value.map(|value| (name, value.to_string())));
        self
    }

    /// The path with this query.
    pub(crate) fn on(&self, path: &str) -> String {
        let Self(pairs) = self;
        if pairs.is_empty() {
            return path.into();
        }
        let mut query = Serializer::new(String::new());
        let query = query.extend_pairs(pairs).finish();
        format!("{path}?{query}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_not_sent() {
        assert_eq!(Query::all().params(None).on("/entries"), "/entries");
        let query = Query::all().vendor("azure").matching("body ~ \"a&b\"");
        assert_eq!(
            query.limit(3).after(7).params(Some("t1")).on("/entries"),
            "/entries?session=t1&vendor=azure&match=body+%7E+%22a%26b%22&limit=3&after=7"
        );
    }
}
