//! `logfog ctl`: asks a running instance, and tells it what to do. A file a command.

mod clock;
mod entries;
mod env;
mod evidence;
mod exchanges;
mod explain;
mod export;
mod fault;
mod line;
mod policy;
mod reset;
mod seed;
mod selection;
mod session;
mod show;
mod state;
mod tail;
mod verify;
mod wait;

use clap::{Args, Subcommand};
use logfog_client::blocking::Client;

use crate::{cli::Options, failure::Failure, instance};

use tail::Tail;

const EXAMPLES: &str = "\
Examples:
  eval \"$(logfog ctl session open --env)\"                 a world of one's own, for this shell
  logfog ctl fault dynatrace throttled --times 2          refuse two requests, then go on as always
  logfog ctl wait --match 'severity.number >= 17' --count 3 --timeout 10s
  logfog ctl verify --exchanges --match 'status = 429' --exactly 2
  logfog ctl explain 7                                    why exchange 7 was answered as it was
  logfog ctl tail                                         what happens, as it happens

On a terminal there are tables and lines, elsewhere the JSON of the admin API;
`--text` and `--json` say which. docs/filter.md has the language of `--match`.

Exit codes: 0 done or so, 1 not so, 2 wrong usage.";

/// Which instance and session is meant, and how it is shown.
#[derive(Args, Debug)]
pub(crate) struct Asking {
    /// Only this session; all when left out
    #[arg(
        long,
        global = true,
        env = "LOGFOG_SESSION",
        value_name = "NAME",
        help_heading = "Where"
    )]
    session: Option<String>,

    /// Print the JSON of the admin API, also on a terminal
    #[arg(long, global = true, help_heading = "What is shown")]
    json: bool,

    /// Print what a terminal shows, also into a pipe
    #[arg(
        long,
        global = true,
        conflicts_with = "json",
        help_heading = "What is shown"
    )]
    text: bool,
}

#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Ctl {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List what was stored
    #[command(after_help = entries::EXAMPLES)]
    Entries(entries::Entries),
    /// List requests and how they were answered
    #[command(after_help = exchanges::EXAMPLES)]
    Exchanges(exchanges::Exchanges),
    /// Explain why an exchange was answered as it was
    #[command(after_help = explain::EXAMPLES)]
    Explain(explain::Explain),
    /// Wait until so many entries have arrived
    #[command(after_help = wait::EXAMPLES)]
    Wait(wait::Wait),
    /// Look once whether there are so many entries or exchanges
    #[command(after_help = verify::EXAMPLES)]
    Verify(verify::Verify),
    /// Follow what happens, until Ctrl-C
    #[command(after_help = tail::EXAMPLES)]
    Tail(Tail),
    /// Plan what goes wrong
    #[command(after_help = fault::EXAMPLES)]
    Fault(fault::Fault),
    /// Open, list and close sessions
    #[command(subcommand, after_help = session::EXAMPLES)]
    Session(session::Session),
    /// Set the clock
    #[command(subcommand, after_help = clock::EXAMPLES)]
    Clock(clock::Clock),
    /// Say which rules are enforced
    #[command(after_help = policy::EXAMPLES)]
    Policy(policy::Policy),
    /// Make something the case with a vendor, or list what can be
    #[command(after_help = state::EXAMPLES)]
    State(state::State),
    /// Make ids come out as in every run with this seed
    #[command(after_help = seed::EXAMPLES)]
    Seed(seed::Seed),
    /// Begin anew
    #[command(after_help = reset::EXAMPLES)]
    Reset(reset::Reset),
    /// Print `export` lines that lead a shell's clients, and this program, to the instance or a session
    #[command(after_help = env::EXAMPLES)]
    Env,
    /// Write everything out, a line of JSON each
    #[command(after_help = export::EXAMPLES)]
    Export(export::Export),
}

/// The instance, and how to speak to the user of it.
struct Desk {
    client: Client,
    session: Option<String>,
    json: bool,
}

impl Desk {
    fn new(options: &Options, asking: &Asking) -> Result<Self, Failure> {
        let client = instance::of(options)?;
        let client = match &asking.session {
            Some(session) => client.in_session(session),
            None => client,
        };
        Ok(Self {
            client,
            session: asking.session.clone(),
            json: asking.json || !(asking.text || show::is_terminal()),
        })
    }
}

/// Carries out `logfog ctl …`.
pub(crate) fn run(options: &Options, ctl: &Ctl) -> Result<(), Failure> {
    let desk = Desk::new(options, &ctl.asking)?;
    match &ctl.command {
        Command::Entries(asked) => asked.run(&desk),
        Command::Exchanges(asked) => asked.run(&desk),
        Command::Explain(asked) => asked.run(&desk),
        Command::Wait(asked) => asked.run(&desk),
        Command::Verify(asked) => asked.run(&desk),
        Command::Tail(asked) => asked.run(&desk),
        Command::Fault(asked) => asked.run(&desk),
        Command::Session(asked) => asked.run(&desk, options),
        Command::Clock(asked) => asked.run(&desk),
        Command::Policy(asked) => asked.run(&desk),
        Command::State(asked) => asked.run(&desk),
        Command::Seed(asked) => asked.run(&desk),
        Command::Reset(asked) => asked.run(&desk),
        Command::Env => env::run(&desk),
        Command::Export(asked) => asked.run(&desk),
    }
}

/// `logfog tail`, by itself.
#[derive(Args, Debug)]
#[command(after_help = tail::EXAMPLES)]
pub(crate) struct TailAlone {
    #[command(flatten)]
    asked: Tail,
    #[command(flatten)]
    asking: Asking,
}

/// Carries out `logfog tail`.
pub(crate) fn tail(options: &Options, tail: &TailAlone) -> Result<(), Failure> {
    tail.asked.run(&Desk::new(options, &tail.asking)?)
}
