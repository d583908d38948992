use jiff::Timestamp;
use logfog_model::Entry;

use crate::{
    filter::{BadFilter, Filter, Record as _},
    generated::yandex::cloud::logging::v1::Criteria,
    level, time,
};

use super::Stored;

/// Which entries of a log group somebody wants, ready to be asked.
#[derive(Debug)]
pub(crate) struct Wanted<'c> {
    criteria: &'c Criteria,
    since: Timestamp,
    until: Timestamp,
    /// Entries that came in before are no longer kept.
    kept_since: Timestamp,
    filter: Option<Filter>,
}

impl<'c> Wanted<'c> {
    pub(crate) fn new(criteria: &'c Criteria, kept_since: Timestamp) -> Result<Self, BadFilter> {
        let filter = &criteria.filter;
        let limit = |at: Option<prost_types::Timestamp>, open| at.map_or(open, time::nearest);
        Ok(Self {
            since: limit(criteria.since, Timestamp::MIN),
            until: limit(criteria.until, Timestamp::MAX),
            kept_since,
            filter: (!filter.trim().is_empty())
                .then(|| Filter::parse(filter))
                .transpose()?,
            criteria,
        })
    }

    /// Whether this is one of them. What costs little is asked first.
    pub(crate) fn holds(&self, entry: &Entry) -> bool {
        let criteria = self.criteria;
        let time = entry.time();
        entry.draft.scope.get("log_group_id") == Some(&criteria.log_group_id)
            && (self.since..=self.until).contains(&time)
            && entry.batch.received_at >= self.kept_since
            && self.has_level(entry)
            && self.reads(entry)
    }

    fn has_level(&self, entry: &Entry) -> bool {
        let levels = &self.criteria.levels;
        levels.is_empty() || levels.contains(&level::number(entry.draft.severity))
    }

    fn reads(&self, entry: &Entry) -> bool {
        let criteria = self.criteria;
        Stored::new(entry).is_some_and(|stored| {
            among(&criteria.resource_types, stored.resource_type())
                && among(&criteria.resource_ids, stored.resource_id())
                && among(&criteria.stream_names, stored.stream_name())
                && self
                    .filter
                    .as_ref()
                    .is_none_or(|filter| filter.matches(&stored))
        })
    }
}

/// Whether a text is one of these; any is when there are none.
fn among(wanted: &[String], text: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|one| one == text)
}
