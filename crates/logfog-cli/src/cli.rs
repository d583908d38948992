use std::{net::IpAddr, path::PathBuf, time::Duration};

use clap::{
    ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand,
    builder::{BoolishValueParser, PossibleValuesParser},
};

use logfog_admin::{Size, Span};

use crate::{access::Secret, ctl, kql, vendors};

/// The gateway has six ports from its own on.
pub(crate) const LAST_PORT: u16 = 65_530;

const EXAMPLES: &str = "\
Examples:
  logfog                                     all five, ports 4800 to 4805
  logfog serve azure dynatrace               two of them, on their usual ports
  logfog --port 0 --ready-json               free ports, told as JSON on the first line
  logfog --profile yandex=seed --check 'yandex.*=warn'
  logfog --set dynatrace.state=disabled
  logfog --config logfog.toml                sessions, resources and faults that are there from the start
  eval \"$(logfog env)\"                       point a shell's clients at what is running
  logfog readyz --wait 10s && run-my-tests
  logfog tail                                what happens, as it happens
  logfog ctl wait --count 3                  until three entries have arrived; see `logfog ctl --help`
  logfog explain 7                           why exchange 7 was answered as it was
  logfog kql check dcr.json                  whether Azure would take the rule's transformations

Every option can be set in the environment too; several values are separated by commas:
  LOGFOG_CHECK='azure.*=warn,azure.token.*=off' logfog

Exit codes: 0 done, 1 what was asked for is not so, 2 wrong usage.";

const CONFIG_EXAMPLES: &str = "\
Examples:
  logfog config check logfog.toml
  LOGFOG_CONFIG='seed = 7' logfog config check    a text instead of a file";

/// Stands in for five cloud log-ingestion APIs: refuses what the clouds refuse, and says why.
#[derive(Debug, Parser)]
#[command(name = "logfog", version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) options: Options,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the emulators until Ctrl-C (also what `logfog` alone does)
    #[command(after_help = EXAMPLES)]
    Serve {
        /// Which ones; all when none is named
        #[arg(
            value_name = "VENDOR",
            env = "LOGFOG_VENDORS",
            value_delimiter = ',',
            value_parser = PossibleValuesParser::new(vendors::NAMES),
        )]
        vendors: Vec<String>,
    },
    /// Print `export` lines that point the vendors' own clients at the running instance
    Env,
    /// Tell by the exit code whether an instance is running
    Readyz {
        /// How long to wait for it: `10s`, `500ms`, `1m`
        #[arg(long, value_name = "TIME", env = "LOGFOG_WAIT", value_parser = duration)]
        wait: Option<Duration>,
    },
    /// Print the certificate (PEM) that clients of the running instance must trust for TLS
    Ca,
    /// Print which vendors there are, with their ports, profiles and operations
    Vendors,
    /// Explain why the running instance answered an exchange as it did
    Explain {
        /// The number in the answer's `x-logfog-exchange`
        exchange: u64,
    },
    /// Ask the running instance, and tell it what to do
    Ctl(ctl::Ctl),
    /// Follow what happens in the running instance, until Ctrl-C
    Tail(ctl::TailAlone),
    /// Evaluate, check and run Azure's transformations, without any server
    Kql(kql::Kql),
    /// Look at config files
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print a completion script
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Tell by the exit code whether a config file is good, and where it is not
    #[command(after_help = CONFIG_EXAMPLES)]
    Check {
        /// The file, or `-` for standard input; that of `--config` when left out
        file: Option<String>,
    },
    /// Print the JSON Schema of config files
    Schema,
}

#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one a switch, as the command line has them"
)]
pub(crate) struct Options {
    /// A config file (TOML), or the text of one
    #[arg(
        long,
        global = true,
        env = "LOGFOG_CONFIG",
        value_name = "PATH|TEXT",
        help_heading = "Where"
    )]
    pub(crate) config: Option<String>,

    /// First of the six ports: the gateway and admin API; 0 takes free ports
    #[arg(
        long, global = true, env = "LOGFOG_PORT", value_name = "N", default_value_t = 4800,
        value_parser = clap::value_parser!(u16).range(..=i64::from(LAST_PORT)), help_heading = "Where",
    )]
    pub(crate) port: u16,

    /// Address to listen on
    #[arg(
        long,
        global = true,
        env = "LOGFOG_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1",
        help_heading = "Where"
    )]
    pub(crate) listen: IpAddr,

    /// A part of a vendor at an address of its own: `yandex.metadata=127.0.0.1:8775` (repeatable)
    #[arg(
        long,
        global = true,
        env = "LOGFOG_DOOR",
        value_name = "VENDOR.DOOR=ADDRESS:PORT",
        value_delimiter = ',',
        help_heading = "Where"
    )]
    pub(crate) door: Vec<String>,

    /// The running instance to ask, in place of `--listen` and `--port`
    #[arg(
        long,
        global = true,
        env = "LOGFOG_ADMIN",
        value_name = "URL",
        help_heading = "Where"
    )]
    pub(crate) admin: Option<String>,

    /// What whoever uses the admin API must present; needed where others can reach the address
    #[arg(
        long,
        global = true,
        env = "LOGFOG_ADMIN_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN",
        help_heading = "Where"
    )]
    pub(crate) admin_token: Option<Secret>,

    /// One more host name for the certificate and the admin API (repeatable)
    #[arg(
        long, global = true, env = "LOGFOG_TLS_NAME", value_name = "NAME", value_delimiter = ',',
        value_parser = tls_name, help_heading = "Where",
    )]
    pub(crate) tls_name: Vec<String>,

    /// Which generation of a vendor's API to be (repeatable)
    #[arg(
        long,
        global = true,
        env = "LOGFOG_PROFILE",
        value_name = "VENDOR=NAME",
        value_delimiter = ',',
        help_heading = "What is enforced"
    )]
    pub(crate) profile: Vec<String>,

    /// A setting of one vendor's own (repeatable)
    #[arg(
        long,
        global = true,
        env = "LOGFOG_SET",
        value_name = "VENDOR.KEY=VALUE",
        help_heading = "What is enforced"
    )]
    pub(crate) set: Vec<String>,

    /// What to do about a rule, or all that a pattern with `*` fits (repeatable; the last wins)
    #[arg(
        long,
        global = true,
        env = "LOGFOG_CHECK",
        value_name = "RULE=off|warn|deny",
        value_delimiter = ',',
        help_heading = "What is enforced"
    )]
    pub(crate) check: Vec<String>,

    /// Let everything pass and note it; make unknown resources on first use
    #[arg(
        long, global = true, env = "LOGFOG_LENIENT", action = ArgAction::SetTrue,
        value_parser = BoolishValueParser::new(), help_heading = "What is enforced",
    )]
    pub(crate) lenient: bool,

    /// Make request ids and tokens come out the same in every run
    #[arg(
        long,
        global = true,
        env = "LOGFOG_SEED",
        value_name = "N",
        help_heading = "What is enforced"
    )]
    pub(crate) seed: Option<u64>,

    /// Serve no admin API
    #[arg(
        long, global = true, env = "LOGFOG_NO_ADMIN", action = ArgAction::SetTrue,
        value_parser = BoolishValueParser::new(), help_heading = "What is told",
    )]
    pub(crate) no_admin: bool,

    /// Leave `x-logfog-rule` out of answers
    #[arg(
        long, global = true, env = "LOGFOG_NO_EXPLAIN", action = ArgAction::SetTrue,
        value_parser = BoolishValueParser::new(), help_heading = "What is told",
    )]
    pub(crate) no_explain: bool,

    /// Write addresses, credentials and certificate to a file once ready (JSON, atomically)
    #[arg(
        long,
        global = true,
        env = "LOGFOG_READY_FILE",
        value_name = "PATH",
        help_heading = "What is told"
    )]
    pub(crate) ready_file: Option<PathBuf>,

    /// Print the same as the first line of standard output, instead of the table
    #[arg(
        long, global = true, env = "LOGFOG_READY_JSON", action = ArgAction::SetTrue,
        value_parser = BoolishValueParser::new(), help_heading = "What is told",
    )]
    pub(crate) ready_json: bool,

    /// Memory for entries, oldest forgotten first
    #[arg(
        long,
        global = true,
        env = "LOGFOG_MAX_MEMORY",
        value_name = "SIZE",
        default_value = "256MiB",
        help_heading = "Memory"
    )]
    pub(crate) max_memory: Size,

    /// Memory for exchanges, oldest forgotten first
    #[arg(
        long,
        global = true,
        env = "LOGFOG_MAX_EXCHANGES_MEMORY",
        value_name = "SIZE",
        default_value = "64MiB",
        help_heading = "Memory"
    )]
    pub(crate) max_exchanges_memory: Size,
}

pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let span: Option<Span> = text.parse().ok();
    span.and_then(Span::forward)
        .ok_or_else(|| "write it as 10s, 500ms or 1m".into())
}

/// Reads the command line. Wrong usage ends here, with clap's own message and exit code 2.
pub(crate) fn parse() -> Cli {
    let matches = command().get_matches();
    Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// The tree of commands, whose help shows each command only the options that it heeds.
fn command() -> clap::Command {
    let mut command = Cli::command();
    // Only now do commands have the options of those above them.
    command.build();
    command.mut_subcommands(|command| match command.get_name() {
        "serve" | "config" => command,
        "kql" => without(without_serving(command), &ASKING),
        _ => without_serving(command),
    })
}

fn without_serving(command: clap::Command) -> clap::Command {
    let kept: &[&str] = match command.get_name() {
        "open" => &["seed", "check", "lenient"],
        "eval" | "run" => &["seed"],
        _ => &[],
    };
    command
        .mut_args(|arg| {
            let id = arg.get_id().as_str();
            let hidden = SERVING.contains(&id) && !kept.contains(&id);
            if hidden { arg.hide(true) } else { arg }
        })
        .mut_subcommands(without_serving)
}

fn without(command: clap::Command, hidden: &'static [&'static str]) -> clap::Command {
    command
        .mut_args(|arg| {
            let is_hidden = hidden.contains(&arg.get_id().as_str());
            if is_hidden { arg.hide(true) } else { arg }
        })
        .mut_subcommands(|command| without(command, hidden))
}

/// The options that only matter to who asks a running instance.
const ASKING: [&str; 4] = ["port", "listen", "admin", "admin_token"];

/// The options that only matter to who serves.
const SERVING: [&str; 14] = [
    "door",
    "tls_name",
    "profile",
    "set",
    "check",
    "lenient",
    "seed",
    "no_admin",
    "no_explain",
    "ready_file",
    "ready_json",
    "max_memory",
    "max_exchanges_memory",
    "config",
];

/// A certificate can only hold ASCII host names, a first label of `*`, and addresses.
pub(crate) fn tls_name(name: &str) -> Result<String, String> {
    if name.parse::<IpAddr>().is_ok() {
        return Ok(name.into());
    }
    let labels = name.strip_prefix("*.").unwrap_or(name);
    let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let label = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(good);
    if name.len() <= 253 && labels.split('.').all(label) {
        Ok(name.to_ascii_lowercase())
    } else {
        Err("give a host name in ASCII, perhaps with a leading `*.`, or an address".into())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_tree_of_commands_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_option_is_in_the_environment() {
        let command = Cli::command();
        let bare = command.get_arguments().find(|arg| arg.get_env().is_none());
        assert_eq!(bare.map(clap::Arg::get_id), None);
    }

    #[test]
    fn durations() {
        assert_eq!(duration("10s"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("3"), Ok(Duration::from_secs(3)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        for bad in ["", "-1s", "soon"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_that_a_certificate_can_hold() {
        for good in ["box.lan", "*.box.lan", "10.0.0.1", "::1", "host"] {
            assert!(tls_name(good).is_ok(), "{good}");
        }
        for bad in ["", "a..b", "*", "bö.lan", "a b", "http://x", "a:1"] {
            assert!(tls_name(bad).is_err(), "{bad}");
        }
    }
}
