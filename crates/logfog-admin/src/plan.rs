//! How a session is asked for, by the admin API and in a config file alike.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use jiff::Timestamp;
use logfog_kit::{
    BadResource, Ctx, Minted, Opening, Reading, Registry, SessionView, State, Vendor,
};
use logfog_model::{Policy, Session, VendorId, did_you_mean};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{size::Size, span::Span};

/// A session that is to be opened. Everything but the name has a default.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionPlan {
    /// 1 to 64 letters, digits, `-` or `_`; one that nobody has when left out.
    pub name: Option<String>,
    /// How long it lasts. An hour after its last use when left out.
    pub ttl: Option<Span>,
    /// Makes its ids come out the same in every run.
    pub seed: Option<u64>,
    /// Its own time; that of the others when left out.
    pub clock: Option<ClockPlan>,
    /// `RULE=off|warn|deny`, in place of the policy of the others; the last that fits decides.
    pub policy: Option<Vec<String>>,
    /// What is the case in it.
    #[serde(default)]
    pub states: Vec<StatePlan>,
    /// What it has besides the well-known resources, by vendor.
    #[serde(default)]
    #[schema(value_type = HashMap<String, Object>)]
    pub resources: BTreeMap<String, serde_json::Value>,
    /// How much it may keep; as much as there is room for when left out.
    #[serde(default)]
    pub quota: Quota,
}

/// How much a session may keep. Its own oldest are forgotten first.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Memory for entries.
    pub entries: Option<Size>,
    /// Memory for exchanges.
    pub exchanges: Option<Size>,
}

/// What becomes of a clock.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockPlan {
    /// It runs with the machine's.
    System,
    /// It stands still at this instant.
    #[schema(value_type = String, format = DateTime)]
    Fixed(Timestamp),
    /// It runs, so far ahead of the machine's; behind it when negative.
    Offset(Span),
    /// It goes on from where it is, so much later.
    Advance(Span),
}

/// Something that is to be the case with a vendor.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatePlan {
    /// Whose.
    pub vendor: String,
    /// Which, in the vendor's word; `null` for nothing unusual.
    pub state: Option<String>,
    /// The resource that it is the case with; all when left out.
    pub of: Option<String>,
}

/// What was made of a plan.
#[derive(Debug)]
pub struct Opened {
    /// The session.
    pub view: SessionView,
    /// The credentials that are good in it, by vendor.
    pub credentials: Minted,
}

/// A plan that cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", if at.is_empty() { String::new() } else { format!("{at}: ") })]
pub struct BadPlan {
    /// Where in the plan: `states[0].vendor`; empty for all of it.
    pub at: String,
    /// What is wrong there, and what would be right.
    pub problem: String,
    /// Whether the plan is good, but its name is taken, or there is no room.
    pub conflict: bool,
}

impl BadPlan {
    /// Something is wrong at this place.
    pub fn new(at: impl Into<String>, problem: impl fmt::Display) -> Self {
        Self {
            at: at.into(),
            problem: problem.to_string(),
            conflict: false,
        }
    }

    /// The same within something larger.
    #[must_use]
    pub fn below(mut self, place: &str) -> Self {
        let dot = if self.at.is_empty() { "" } else { "." };
        self.at = format!("{place}{dot}{}", self.at);
        self
    }
}

impl SessionPlan {
    /// Opens the session. Nothing is left of a plan that cannot be carried out.
    pub fn open(&self, ctx: &Ctx, vendors: &[Arc<dyn Vendor>]) -> Result<Opened, BadPlan> {
        let session = self.session(ctx)?;
        let opening = self.opening(vendors)?;
        let resources = resolved(&self.resources, vendors)?;
        let opened = ctx.open(&session, &opening);
        let view = opened.map_err(|error| BadPlan {
            conflict: true,
            ..BadPlan::new("name", error)
        })?;
        let bytes = |size: Option<Size>| size.map(|Size(bytes)| bytes);
        ctx.store.quota(&session, bytes(self.quota.entries));
        ctx.journal.quota(&session, bytes(self.quota.exchanges));
        let registry = |vendor| Registry::new(ctx, view.world.clone(), vendor);
        let declared = declare(&resources, registry);
        declared.inspect_err(|_| {
            ctx.close(&session);
        })?;
        let mint = |vendor: &Arc<dyn Vendor>| {
            let registry = Registry::new(ctx, view.world.clone(), vendor.id());
            (vendor.id(), vendor.mint(&registry))
        };
        let credentials: Minted = vendors.iter().map(mint).collect();
        ctx.sessions.minted(&session, credentials.clone());
        Ok(Opened { view, credentials })
    }

    fn session(&self, ctx: &Ctx) -> Result<Session, BadPlan> {
        let name = match &self.name {
            Some(name) => name.clone(),
            None => ctx.world(&Session::default()).ids.token(12),
        };
        name.parse().map_err(|error| BadPlan::new("name", error))
    }

    fn opening(&self, vendors: &[Arc<dyn Vendor>]) -> Result<Opening, BadPlan> {
        let ttl = self.ttl.map(|ttl| {
            let ttl = ttl.forward().filter(|ttl| *ttl > Duration::ZERO);
            ttl.ok_or_else(|| BadPlan::new("ttl", "a session lasts longer than nothing"))
        });
        let policy = self.policy.as_deref().map(|checks| policy(checks, vendors));
        let clock = self.clock.map(ClockPlan::reading).transpose();
        Ok(Opening {
            seed: self.seed,
            clock: clock.map_err(|problem| BadPlan::new("clock", problem))?,
            policy: policy.transpose()?,
            states: states(&self.states, vendors)?,
            ttl: ttl.transpose()?,
        })
    }
}

/// What is declared, with the vendors that it is declared for.
pub type Declared<'a> = Vec<(&'a dyn Vendor, &'a serde_json::Value)>;

/// Finds the vendors that resources are declared for by name.
pub fn resolved<'a>(
    resources: &'a BTreeMap<String, serde_json::Value>,
    vendors: &'a [Arc<dyn Vendor>],
) -> Result<Declared<'a>, BadPlan> {
    let pairs = resources.iter().map(|(name, resources)| {
        let vendor = find(vendors, name);
        let vendor = vendor.map_err(|bad| BadPlan::new(format!("resources.{name}"), bad))?;
        Ok((vendor, resources))
    });
    pairs.collect()
}

/// Lets each vendor keep what is declared for it.
pub fn declare<'a>(
    resources: &Declared<'_>,
    registry: impl Fn(VendorId) -> Registry<'a>,
) -> Result<(), BadPlan> {
    for (vendor, resources) in resources {
        let id = vendor.id();
        let declared = vendor.declare(resources, &registry(id));
        declared.map_err(|BadResource { at, problem }| {
            BadPlan::new(at, problem).below(&format!("resources.{id}"))
        })?;
    }
    Ok(())
}

/// What is to be the case from the start.
pub fn states(plans: &[StatePlan], vendors: &[Arc<dyn Vendor>]) -> Result<Vec<State>, BadPlan> {
    let states = plans.iter().enumerate().filter_map(|(place, plan)| {
        let state = plan.state(vendors);
        let state = state.map_err(|bad| bad.below(&format!("states[{place}]")));
        let of = plan.of.clone();
        let state = state.map(|(vendor, name)| {
            Some(State {
                vendor,
                name: name?,
                of,
            })
        });
        state.transpose()
    });
    states.collect()
}

impl ClockPlan {
    /// What a clock says at first.
    pub fn reading(self) -> Result<Reading, String> {
        match self {
            Self::System => Ok(Reading::Offset(jiff::SignedDuration::ZERO)),
            Self::Fixed(at) => Ok(Reading::Fixed(at)),
            Self::Offset(by) => Ok(Reading::Offset(by.0)),
            Self::Advance(_) => Err("there is nothing yet to advance: use offset or fixed".into()),
        }
    }
}

impl StatePlan {
    /// The vendor, and its state of this name; `None` for nothing unusual.
    pub fn state(
        &self,
        vendors: &[Arc<dyn Vendor>],
    ) -> Result<(VendorId, Option<&'static str>), BadPlan> {
        let vendor = find(vendors, &self.vendor).map_err(|bad| BadPlan::new("vendor", bad))?;
        let Some(wanted) = &self.state else {
            return Ok((vendor.id(), None));
        };
        let mut known = vendor.states().iter();
        if let Some((name, _)) = known.find(|(name, _)| name == wanted) {
            return Ok((vendor.id(), Some(name)));
        }
        let known: Vec<_> = vendor.states().iter().map(|(name, _)| *name).collect();
        let near = did_you_mean(wanted, known.iter().copied());
        let (vendor, known) = (vendor.id(), known.join(", "));
        let problem = format!("{vendor} has no state `{wanted}`; it has: {known}{near}");
        Err(BadPlan::new("state", problem))
    }
}

/// A policy whose every pattern fits a rule: one that fits none would change nothing, silently.
pub(crate) fn policy(
    checks: &[String],
    vendors: &[Arc<dyn Vendor>],
) -> Result<Arc<Policy>, BadPlan> {
    let policy = Policy::parse(checks.iter().map(String::as_str));
    let policy = policy.map_err(|error| BadPlan::new("policy", error))?;
    let rules: Vec<_> = vendors.iter().flat_map(|vendor| vendor.rules()).collect();
    let strange = |pattern: &&str| !rules.iter().any(|rule| Policy::fits(pattern, rule.id));
    if let Some(strange) = policy.patterns().find(strange) {
        let near = did_you_mean(strange, rules.iter().map(|rule| rule.id));
        let problem = format!("no rule fits `{strange}`{near}");
        return Err(BadPlan::new("policy", problem));
    }
    Ok(Arc::new(policy))
}

fn find<'a>(vendors: &'a [Arc<dyn Vendor>], name: &str) -> Result<&'a dyn Vendor, String> {
    let found = vendors.iter().find(|vendor| vendor.id().as_str() == name);
    found.map(AsRef::as_ref).ok_or_else(|| {
        let known: Vec<_> = vendors.iter().map(|vendor| vendor.id().as_str()).collect();
        let (near, known) = (did_you_mean(name, known.iter().copied()), known.join(", "));
        format!("no vendor `{name}` is served here; there are: {known}{near}")
    })
}
