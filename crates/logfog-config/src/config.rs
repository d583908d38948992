use std::{collections::BTreeMap, net::IpAddr, path::PathBuf, sync::Arc};

use logfog_admin::{
    BadPlan, ClockPlan, FaultPlan, Opened, SessionPlan, Size, StatePlan, declare, resolved, states,
};
use logfog_kit::{Clock, Ctx, Defaults, Registry, Vendor};
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
    /// Parts of vendors that answer at addresses of their own, by vendor and door: `127.0.0.1:8775`,
    /// with port 0 for a free one.
    #[serde(default)]
    pub doors: BTreeMap<String, BTreeMap<String, String>>,
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

impl Config {
    /// What every session begins with; `policy` and `seed` come from elsewhere too.
    pub fn defaults(
        &self,
        policy: Policy,
        seed: Option<u64>,
        vendors: &[Arc<dyn Vendor>],
    ) -> Result<Defaults, BadPlan> {
        let clock = self.clock.map(ClockPlan::reading).transpose();
        let clock = clock.map_err(|problem| BadPlan::new("clock", problem))?;
        Ok(Defaults {
            clock: clock.map_or_else(Clock::system, Clock::reading),
            seed,
            policy: Arc::new(policy),
            states: states(&self.states, vendors)?.into(),
        })
    }

    /// Declares the resources, opens the sessions and plans the faults.
    pub fn carry_out(
        &self,
        ctx: &Ctx,
        vendors: &[Arc<dyn Vendor>],
    ) -> Result<Vec<Opened>, BadPlan> {
        let resources = resolved(&self.resources, vendors)?;
        declare(&resources, |vendor| Registry::everywhere(ctx, vendor))?;
        let opened = self.sessions.iter().enumerate().map(|(place, plan)| {
            let opened = plan.open(ctx, vendors);
            opened.map_err(|bad| bad.below(&format!("sessions[{place}]")))
        });
        let opened = opened.collect::<Result<_, _>>()?;
        for (place, fault) in self.faults.iter().enumerate() {
            let plan = fault.plan(vendors);
            let planned = plan.and_then(|plan| Ok(ctx.faults.plan(plan)?));
            planned.map_err(|bad| bad.below(&format!("faults[{place}]")))?;
        }
        Ok(opened)
    }
}
