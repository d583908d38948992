use std::{collections::BTreeMap, net::IpAddr, path::PathBuf, sync::Arc};

use logfog_admin::{BadPlan, ClockPlan, FaultPlan, Opened, SessionPlan, Size, StatePlan};
use logfog_kit::{BadResource, Clock, Ctx, Defaults, Registry, State, Vendor};
use logfog_model::Policy;
use serde::Deserialize;
use utoipa::ToSchema;

/// All that a config file can say. What it leaves out is as it is without a file; an option on the
/// command line or in the environment wins over it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Which vendors are served; all when left out.
    pub vendors: Option<Vec<String>>,
    /// The address to listen on.
    #[schema(value_type = Option<String>)]
    pub listen: Option<IpAddr>,
    /// The first of the six ports; 0 takes free ones.
    #[schema(maximum = 65530)]
    pub port: Option<u16>,
    /// More host names for the certificate and the admin API.
    pub tls_names: Option<Vec<String>>,
    /// Which generation of its API each vendor is.
    #[serde(default)]
    pub profiles: BTreeMap<String, String>,
    /// Settings of the vendors' own, by vendor and key.
    #[serde(default)]
    pub settings: BTreeMap<String, BTreeMap<String, String>>,
    /// `RULE=off|warn|deny`, the last that fits decides.
    pub checks: Option<Vec<String>>,
    /// Whether everything passes and is noted, and unknown resources are made on first use.
    pub lenient: Option<bool>,
    /// Makes ids come out the same in every run.
    pub seed: Option<u64>,
    /// What every session's clock says at first.
    pub clock: Option<ClockPlan>,
    /// What is the case in every session.
    #[serde(default)]
    pub states: Vec<StatePlan>,
    /// What every session has besides the well-known resources, by vendor.
    #[serde(default)]
    #[schema(value_type = HashMap<String, Object>)]
    pub resources: BTreeMap<String, serde_json::Value>,
    /// Sessions that are there from the start.
    #[serde(default)]
    pub sessions: Vec<SessionPlan>,
    /// What goes wrong from the start, in the order in which it is tried.
    #[serde(default)]
    pub faults: Vec<FaultPlan>,
    /// How much is kept.
    #[serde(default)]
    pub limits: Limits,
    /// Whether the admin API is served.
    pub admin: Option<bool>,
    /// Whether answers carry the rule that was broken.
    pub explain: Option<bool>,
    /// Where addresses, credentials and certificate are written once ready.
    #[schema(value_type = Option<String>)]
    pub ready_file: Option<PathBuf>,
}

/// How much is kept; the oldest is forgotten first.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Memory for entries; 256 MiB when left out.
    pub entries: Option<Size>,
    /// Memory for exchanges; 64 MiB when left out.
    pub exchanges: Option<Size>,
}

/// A declaration that cannot be carried out, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {problem}")]
pub struct BadSessions {
    /// Where in the file: `sessions[0].ttl`.
    pub at: String,
    /// What is wrong there, and what would be right.
    pub problem: String,
}

impl BadSessions {
    /// Something cannot be carried out that stands at this place.
    pub fn new(at: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            problem: problem.into(),
        }
    }
}

impl Config {
    /// What every session begins with; `policy` and `seed` come from elsewhere too.
    pub fn defaults(
        &self,
        policy: Policy,
        seed: Option<u64>,
        vendors: &[Arc<dyn Vendor>],
    ) -> Result<Defaults, BadSessions> {
        let clock = self.clock.map(ClockPlan::reading).transpose();
        let clock = clock.map_err(|problem| BadSessions {
            at: "clock".into(),
            problem,
        })?;
        let mut states = Vec::new();
        for (place, plan) in self.states.iter().enumerate() {
            let state = plan.state(vendors);
            let (vendor, name) = state.map_err(|BadPlan { at, problem, .. }| BadSessions {
                at: join(&format!("states[{place}]"), &at),
                problem,
            })?;
            states.extend(name.map(|name| State {
                vendor,
                name,
                of: plan.of.clone(),
            }));
        }
        Ok(Defaults {
            clock: clock.map_or_else(Clock::system, Clock::reading),
            seed,
            policy: Arc::new(policy),
            states: states.into(),
        })
    }

    /// Declares the resources, opens the sessions and plans the faults.
    pub fn carry_out(
        &self,
        ctx: &Ctx,
        vendors: &[Arc<dyn Vendor>],
    ) -> Result<Vec<Opened>, BadSessions> {
        self.declare(ctx, vendors)?;
        let opened = self.sessions.iter().enumerate().map(|(place, plan)| {
            let opened = plan.open(ctx, vendors);
            opened.map_err(|BadPlan { at, problem, .. }| BadSessions {
                at: join(&format!("sessions[{place}]"), &at),
                problem,
            })
        });
        let opened = opened.collect::<Result<_, _>>()?;
        self.plan(ctx, vendors)?;
        Ok(opened)
    }

    fn plan(&self, ctx: &Ctx, vendors: &[Arc<dyn Vendor>]) -> Result<(), BadSessions> {
        for (place, fault) in self.faults.iter().enumerate() {
            let planned = fault
                .plan(vendors)
                .and_then(|plan| Ok(ctx.faults.plan(plan)?));
            planned.map_err(|BadPlan { at, problem, .. }| BadSessions {
                at: join(&format!("faults[{place}]"), &at),
                problem,
            })?;
        }
        Ok(())
    }

    fn declare(&self, ctx: &Ctx, vendors: &[Arc<dyn Vendor>]) -> Result<(), BadSessions> {
        for (name, resources) in &self.resources {
            let place = format!("resources.{name}");
            let vendor = vendors.iter().find(|vendor| vendor.id().as_str() == name);
            let Some(vendor) = vendor else {
                let served: Vec<_> = vendors.iter().map(|vendor| vendor.id().as_str()).collect();
                return Err(BadSessions {
                    at: place,
                    problem: format!(
                        "no vendor `{name}` is served; there are: {}",
                        served.join(", ")
                    ),
                });
            };
            let registry = Registry::everywhere(ctx, vendor.id());
            let declared = vendor.declare(resources, &registry);
            declared.map_err(|BadResource { at, problem }| BadSessions {
                at: join(&place, &at),
                problem,
            })?;
        }
        Ok(())
    }
}

fn join(place: &str, at: &str) -> String {
    match at {
        "" => place.to_owned(),
        at => format!("{place}.{at}"),
    }
}
