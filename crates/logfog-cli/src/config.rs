//! The config file: where it is, and how it stands to the options.

use std::{collections::BTreeMap, fs, io::Read as _, path::Path, sync::Arc};

use logfog_admin::BadPlan;
use logfog_config::Config;
use logfog_kit::{Ctx, Settings, Vendor};

use crate::{
    cli::{Cli, Command, ConfigCommand, LAST_PORT, Options, tls_name},
    failure::Failure,
    out,
    vendors::{NAMES, VENDORS},
    world::World,
};

/// A config file that has been read.
#[derive(Debug, Default)]
pub(crate) struct File {
    /// What it is called in messages.
    name: String,
    text: String,
    pub(crate) config: Config,
}

impl File {
    /// The file that is asked for; one that says nothing when none is.
    pub(crate) fn of(cli: &Cli) -> Result<Self, Failure> {
        let checked = match &cli.command {
            Some(Command::Config(ConfigCommand::Check { file })) => file.as_ref(),
            _ => None,
        };
        match checked.or(cli.options.config.as_ref()) {
            // An environment may have the variable, and nothing in it.
            Some(given) if !given.is_empty() => Self::read(given),
            _ => Ok(Self::default()),
        }
    }

    /// Reads the file of this name, or the text itself.
    pub(crate) fn read(given: &str) -> Result<Self, Failure> {
        if given == "-" {
            let mut text = String::new();
            let read = std::io::stdin().read_to_string(&mut text);
            read.map_err(|error| {
                Failure::usage(format_args!("cannot read standard input: {error}"))
            })?;
            return Self::parse("standard input", text);
        }
        // Every text has one of these, and hardly a file's name.
        if given.contains(['=', '[', '\n']) && !Path::new(given).exists() {
            return Self::parse("config", given.to_owned());
        }
        let text = fs::read_to_string(given).map_err(|error| {
            Failure::usage(format_args!(
                "cannot read the config file `{given}`: {error}"
            ))
        });
        Self::parse(given, text?)
    }

    fn parse(name: &str, text: String) -> Result<Self, Failure> {
        let config = Config::parse(&text);
        let config = config.map_err(|bad| Failure::usage(format_args!("{name}:{bad}")))?;
        let file = Self {
            name: name.to_owned(),
            text,
            config,
        };
        file.check()?;
        Ok(file)
    }

    /// The words that become options.
    fn check(&self) -> Result<(), Failure> {
        let vendors = self.config.vendors.iter().flatten().enumerate();
        for (place, name) in vendors {
            if !NAMES.contains(&name.as_str()) {
                let problem = format!("no vendor `{name}`; there are: {}", NAMES.join(", "));
                return Err(self.bad(&BadPlan::new(format!("vendors[{place}]"), problem)));
            }
        }
        if let Some(port) = self.config.port.filter(|port| *port > LAST_PORT) {
            let problem = format!("six ports from {port} on do not fit: {LAST_PORT} at most");
            return Err(self.bad(&BadPlan::new("port", problem)));
        }
        for (place, name) in self.config.tls_names.iter().flatten().enumerate() {
            if let Err(problem) = tls_name(name) {
                return Err(self.bad(&BadPlan::new(format!("tls_names[{place}]"), problem)));
            }
        }
        Ok(())
    }

    /// Something in it that cannot be carried out, shown where it is.
    pub(crate) fn bad(&self, bad: &BadPlan) -> Failure {
        let located = Config::locate(&self.text, bad);
        Failure::usage(format_args!("{}:{located}", self.name))
    }

    /// The options with what the file says as their defaults: the command line and the environment
    /// win over it.
    pub(crate) fn defaults(&self, command: clap::Command) -> clap::Command {
        let Config {
            listen,
            port,
            doors,
            tls_names,
            profiles,
            settings,
            checks,
            lenient,
            seed,
            limits,
            admin,
            explain,
            ready_file,
            ..
        } = &self.config;
        let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
        let yes = |said: bool| {
            if said {
                vec!["true".to_owned()]
            } else {
                Vec::new()
            }
        };
        let pairs = profiles
            .iter()
            .map(|(vendor, name)| format!("{vendor}={name}"));
        let by_vendor = |all: &BTreeMap<String, BTreeMap<String, String>>| -> Vec<String> {
            let each = all.iter().flat_map(|(vendor, pairs)| {
                let pairs = pairs.iter();
                pairs.map(move |(key, value)| format!("{vendor}.{key}={value}"))
            });
            each.collect()
        };
        let ready_file = ready_file.as_ref().map(|path| path.display().to_string());
        let values = [
            ("listen", one(&listen.map(|address| address.to_string()))),
            ("port", one(&port.map(|port| port.to_string()))),
            ("tls_name", tls_names.clone().unwrap_or_default()),
            ("profile", pairs.collect()),
            ("set", by_vendor(settings)),
            ("door", by_vendor(doors)),
            ("check", checks.clone().unwrap_or_default()),
            ("lenient", yes(*lenient == Some(true))),
            ("seed", one(&seed.map(|seed| seed.to_string()))),
            ("no_admin", yes(*admin == Some(false))),
            ("no_explain", yes(*explain == Some(false))),
            ("ready_file", one(&ready_file)),
            (
                "max_memory",
                one(&limits.entries.map(|size| size.to_string())),
            ),
            (
                "max_exchanges_memory",
                one(&limits.exchanges.map(|size| size.to_string())),
            ),
        ];
        let given = values.into_iter().filter(|(_, values)| !values.is_empty());
        given.fold(command, |command, (id, values)| {
            command.mut_arg(id, |arg| arg.default_values(values))
        })
    }

    /// Declares the resources, opens the sessions and plans the faults.
    pub(crate) fn carry_out(
        &self,
        ctx: &Ctx,
        vendors: &[Arc<dyn Vendor>],
    ) -> Result<Vec<logfog_admin::Opened>, Failure> {
        let done = self.config.carry_out(ctx, vendors);
        done.map_err(|bad| self.bad(&bad))
    }
}

/// Prints the JSON Schema of config files.
pub(crate) fn schema() -> Result<(), Failure> {
    let vendors = VENDORS
        .iter()
        .map(|known| (known.build)(&Settings::default()));
    let vendors: Vec<_> = vendors.collect::<Result<_, _>>().map_err(Failure::usage)?;
    let schema = serde_json::to_string_pretty(&logfog_config::schema(&vendors));
    out::text(&(schema.map_err(Failure::not_so)? + "\n"))
}

/// Does all that a start does, but for serving.
pub(crate) fn check(options: &Options, file: &File) -> Result<(), Failure> {
    let world = World::new(options, file, &[])?;
    let (sessions, faults) = (world.sessions.len(), world.ctx.faults.list(None).len());
    out::text(&format!("good; sessions: {sessions}, faults: {faults}\n"))
}
