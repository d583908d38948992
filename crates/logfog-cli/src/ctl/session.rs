use std::{
    fs,
    io::{self, Read as _},
    time::Duration,
};

use clap::Subcommand;
use logfog_client::{SessionPlan, SessionView};
use serde_json::{Map, Value};

use super::{Desk, env, show};
use crate::{
    cli::{Options, duration},
    failure::Failure,
    out,
};

pub(super) const EXAMPLES: &str = "\
Examples:
  eval \"$(logfog ctl session open --env)\"           a new one, for this shell's clients and for logfog ctl
  logfog ctl session open t1 --ttl 10m --seed 7 --check 'azure.*=warn'
  logfog ctl session open t1 --plan session.json    states, resources, clock and quota too
  logfog ctl session list
  logfog ctl session close t1";

#[derive(Debug, Subcommand)]
pub(super) enum Session {
    /// Open one: its own entries, exchanges, resources, faults, clock and ids
    ///
    /// `--seed`, `--check` and `--lenient` hold for it alone.
    Open {
        /// 1 to 64 letters, digits, `-` or `_`; one that nobody has when left out
        name: Option<String>,
        /// How long it lasts; an hour after its last use when left out
        #[arg(long, value_name = "TIME", value_parser = duration)]
        ttl: Option<Duration>,
        /// Everything else: a JSON file, as `POST /sessions` takes it; `-` for standard input
        #[arg(long, value_name = "FILE")]
        plan: Option<String>,
        /// Print `export` lines for a shell
        #[arg(long, conflicts_with = "json")]
        env: bool,
    },
    /// List them
    List,
    /// Show one
    Show {
        /// Its name
        name: String,
    },
    /// End one, and free what it holds
    Close {
        /// Its name
        name: String,
    },
}

impl Session {
    pub(super) fn run(&self, desk: &Desk, options: &Options) -> Result<(), Failure> {
        match self {
            Self::Open {
                name,
                ttl,
                plan,
                env,
            } => {
                let plan = read(plan.as_deref())?;
                let plan = with(plan, name.as_deref(), *ttl, options);
                let opened = desk.client.session(&plan)?;
                if *env {
                    return out::text(&env::exports(desk, Some(&opened.name), &opened.env)?);
                }
                show::answer(desk, &opened, |opened| {
                    let rows = opened.credentials.iter().flat_map(|(vendor, credentials)| {
                        let of = move |(name, value): (&String, &String)| {
                            [vendor.clone(), name.clone(), value.clone()]
                        };
                        credentials.iter().map(of)
                    });
                    let until = opened.expires_at.as_deref().unwrap_or("it is closed");
                    let table = show::table(["vendor", "credential", "value"], rows);
                    format!("session {} until {until}\n{table}", opened.name)
                })
            }
            Self::List => {
                let list = desk.client.sessions()?;
                show::answer(desk, &list, |list| views(&list.sessions))
            }
            Self::Show { name } => {
                let view = desk.client.session_named(name)?;
                show::answer(desk, &view, |view| views(std::slice::from_ref(view)))
            }
            Self::Close { name } => Ok(desk.client.close(name)?),
        }
    }
}

fn read(plan: Option<&str>) -> Result<Map<String, Value>, Failure> {
    let Some(file) = plan else {
        return Ok(Map::new());
    };
    let text = if file == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(file)
    };
    let text =
        text.map_err(|error| Failure::usage(format_args!("cannot read `{file}`: {error}")))?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format_args!("{file} is no plan of a session: {error}")))
}

/// What is said on the command line wins over the file.
fn with(
    plan: Map<String, Value>,
    name: Option<&str>,
    ttl: Option<Duration>,
    options: &Options,
) -> SessionPlan {
    let mut session = SessionPlan::default();
    for (member, value) in plan {
        session = session.with(&member, value);
    }
    if let Some(name) = name {
        session = session.with("name", name);
    }
    if let Some(ttl) = ttl {
        session = session.ttl(ttl);
    }
    if let Some(seed) = options.seed {
        session = session.seed(seed);
    }
    let lenient = options.lenient.then_some("*=warn");
    let checks = options.check.iter().map(String::as_str);
    let checks: Vec<&str> = lenient.into_iter().chain(checks).collect();
    if !checks.is_empty() {
        session = session.policy(&checks);
    }
    session
}

fn views(sessions: &[SessionView]) -> String {
    let header = [
        "session",
        "until",
        "its time",
        "clock",
        "entries",
        "exchanges",
        "policy",
        "states",
    ];
    let rows = sessions.iter().map(|view| {
        let states = view.states.iter().map(ToString::to_string);
        [
            view.name.clone(),
            view.expires_at.clone().unwrap_or_else(|| "-".into()),
            view.now.clone(),
            view.clock.clone(),
            view.entries.to_string(),
            view.exchanges.to_string(),
            view.policy.join("\n"),
            states.collect::<Vec<_>>().join("\n"),
        ]
    });
    show::table(header, rows)
}
