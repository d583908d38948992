use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Error, span};

/// What is to go wrong, for whom, and when. The first plan that fits a request happens; one that is
/// used up fits no longer, so that a list of plans is a sequence.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FaultPlan {
    /// Which requests: `vendor`, `operation`, `session`, `headers`, `body`, `nth`.
    #[serde(default, rename = "match", skip_serializing_if = "Map::is_empty")]
    pub matching: Map<String, Value>,
    /// When: `times`, `after`, `probability`, `seed`, `from`, `until`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub schedule: Map<String, Value>,
    /// What happens: `fault`, `retry_after`, `status`, `latency`, …
    pub what: Map<String, Value>,
}

impl FaultPlan {
    /// In the vendor's own bytes: `throttled`, `unavailable`, `internal`, `timeout`, …
    pub fn fault(word: impl Into<String>) -> Self {
        Self::default().what("fault", word.into())
    }

    /// A plan, or several in an array or in `{"faults": […]}`, as JSON.
    pub fn parse(json: &str) -> Result<Vec<Self>, Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum File {
            List { faults: Vec<Value> },
            Array(Vec<Value>),
            One(Value),
        }
        let bad = |error: serde_json::Error| Error::Unusable(format!("no plan of faults: {error}"));
        let plans = match serde_json::from_str(json).map_err(bad)? {
            File::List { faults } => faults,
            File::Array(plans) => plans,
            File::One(plan) => vec![plan],
        };
        let plans = plans.into_iter().map(serde_json::from_value);
        plans.collect::<Result<_, _>>().map_err(bad)
    }

    /// Only of this vendor.
    #[must_use]
    pub fn vendor(self, vendor: impl Into<String>) -> Self {
        self.when("vendor", vendor.into())
    }

    /// Only of this operation.
    #[must_use]
    pub fn operation(self, operation: impl Into<String>) -> Self {
        self.when("operation", operation.into())
    }

    /// So many times, then no more.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.schedule.insert("times".into(), times.into());
        self
    }

    /// The client is told to come back in so many seconds.
    #[must_use]
    pub fn retry_after_seconds(self, seconds: u64) -> Self {
        self.what("retry_after", seconds)
    }

    /// The answer takes so long.
    #[must_use]
    pub fn latency(self, latency: Duration) -> Self {
        self.what("latency", span::json(latency))
    }

    /// One more condition, as the admin API names it.
    #[must_use]
    pub fn when(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.matching.insert(name.into(), value.into());
        self
    }

    /// One more limit to when it happens, as the admin API names it.
    #[must_use]
    pub fn schedule(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.schedule.insert(name.into(), value.into());
        self
    }

    /// One more effect, as the admin API names it.
    #[must_use]
    pub fn what(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.what.insert(name.into(), value.into());
        self
    }
}

/// A plan, and how far it has come.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct PlannedFault {
    /// Its number.
    pub id: u64,
    /// Which requests.
    #[serde(default, rename = "match")]
    pub matching: Map<String, Value>,
    /// When.
    #[serde(default)]
    pub schedule: Map<String, Value>,
    /// What happens.
    pub what: Map<String, Value>,
    /// How many requests it was about.
    pub seen: u64,
    /// How often it happened.
    pub fired: u64,
    /// How many more times it will at most; `None` for always.
    pub left: Option<u64>,
}

/// The plans that there are.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct FaultList {
    /// In the order in which they are tried.
    pub faults: Vec<PlannedFault>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_what_the_admin_api_reads() {
        let plan = FaultPlan::fault("throttled").vendor("dynatrace");
        let plan = plan.operation("ingest").times(2).retry_after_seconds(1);
        let json = r#"{"match":{"operation":"ingest","vendor":"dynatrace"},"schedule":{"times":2},"what":{"fault":"throttled","retry_after":1}}"#;
        assert_eq!(serde_json::to_string(&plan).expect("JSON"), json);
        for file in [
            json,
            &format!("[{json}]"),
            &format!("{{\"faults\":[{json}]}}"),
        ] {
            let plans = FaultPlan::parse(file).expect(file);
            assert_eq!(plans, std::slice::from_ref(&plan));
        }
        for bad in ["", "[1]", r#"{"what":{},"shedule":{}}"#, r#"{"match":{}}"#] {
            assert!(FaultPlan::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_listed_plan_says_how_far_it_has_come() {
        let list = r#"{"faults":[{"id":3,"match":{"vendor":"azure"},"schedule":{"times":2,"after":0},
            "what":{"fault":"throttled"},"seen":5,"fired":1,"left":1},
            {"id":4,"match":{},"schedule":{},"what":{"hang":true},"seen":0,"fired":0,"left":null}]}"#;
        let list: FaultList = serde_json::from_str(list).expect("a list");
        let [first, second] = &list.faults[..] else {
            panic!("{list:?}");
        };
        assert_eq!((first.id, first.fired, first.left), (3, 1, Some(1)));
        assert_eq!((second.left, second.what["hang"] == true), (None, true));
    }
}
