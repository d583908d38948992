//! Speed and memory of the release binary, as ratios to reference servers measured in the same run,
//! turn by turn: `drop` reads a body and answers 204, `parse` also parses it into maps and keeps them,
//! and `tonic` decodes and drops the very calls that we get over gRPC. Transformations are measured in
//! this process, against parsing the same records into maps.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the table is what was asked for"
)]

mod load;
mod process;
mod reference;
mod tonic;
mod transform;
mod workloads;

use std::{process::ExitCode, time::Duration};

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use logfog_kit::Stopwatch;

use self::{
    load::Load,
    process::{Server, rss_mib},
    reference::Kind,
    workloads::Workload,
};

/// The median of the transformations that people deploy, on rows of JSON and without any server.
const TRANSFORM: &str = "kql, median transform";

/// Turns that the servers take at being measured.
const TURNS: u32 = 5;

/// Measures the release binary: `cargo xtask bench` builds and runs both.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench")]
struct Bench {
    /// Only workloads whose name contains this
    filter: Option<String>,
    /// Seconds a workload
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Millions of records to send before loaded memory is read
    #[arg(long, default_value_t = 10)]
    millions: u64,
    /// Serve as a reference server instead (how this command starts them)
    #[arg(long, hide = true)]
    reference: Option<Kind>,
}

fn main() -> ExitCode {
    match run(&Bench::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(bench: &Bench) -> Result<()> {
    if let Some(kind) = bench.reference {
        return reference::serve(kind);
    }
    if !cfg!(target_os = "linux") {
        bail!("the bench reads CPU time and memory from /proc, which only Linux has");
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(measure(bench))
}

async fn measure(bench: &Bench) -> Result<()> {
    let length = Duration::from_secs_f64(bench.seconds);
    println!(
        "{:<28}{:>14}{:>10}{:>10}{:>10}{:>12}",
        "workload", "records/CPU-s", "x parse", "x drop", "x tonic", "records/s"
    );
    let wanted = |name: &str| {
        bench
            .filter
            .as_ref()
            .is_none_or(|part| name.contains(part.as_str()))
    };
    for workload in Workload::ALL
        .into_iter()
        .filter(|workload| wanted(workload.name()))
    {
        let ours = Server::logfog()?;
        let load = workload.load(&ours.ready()?)?;
        let json = load.for_reference();
        let mut contenders = vec![Contender::new(ours, load.clone())];
        for kind in [Kind::Parse, Kind::Drop] {
            contenders.push(Contender::reference(kind, &json)?);
        }
        if load.is_grpc() {
            contenders.push(Contender::reference(Kind::Tonic, &load)?);
        }
        let rates = rates(&contenders, length).await?;
        let times = |at: usize| match (rates.first(), rates.get(at)) {
            (Some(ours), Some(other)) => {
                format!("{:.2}", ours.per_cpu_second() / other.per_cpu_second())
            }
            _ => "-".to_owned(),
        };
        let ours = rates.first().context("we were measured")?;
        println!(
            "{:<28}{:>14}{:>10}{:>10}{:>10}{:>12}",
            workload.name(),
            thousands(ours.per_cpu_second()),
            times(1),
            times(2),
            times(3),
            thousands(ours.per_second()),
        );
    }
    if wanted(TRANSFORM) {
        let ours = transform::measure(length)?;
        println!(
            "{TRANSFORM:<28}{:>14}{:>10.2}{:>10}{:>10}{:>12}",
            thousands(ours.per_cpu_second),
            ours.to_parse,
            "-",
            "-",
            thousands(ours.per_second),
        );
    }
    if bench.filter.is_some() {
        return Ok(());
    }

    println!();
    println!(
        "spawn to first accepted request: {:.1} ms (median of 20)",
        start_up(20).await?
    );
    let ours = Server::logfog()?;
    println!("memory, idle: {:.1} MiB", rss_mib(ours.pid())?);
    let load = Workload::Dynatrace100.load(&ours.ready()?)?;
    let sent = load.send_records(bench.millions * 1_000_000).await?;
    println!(
        "memory after {sent} records: {:.0} MiB",
        rss_mib(ours.pid())?
    );
    Ok(())
}

/// A server and what it is sent.
struct Contender {
    server: Server,
    load: Load,
}

impl Contender {
    fn new(server: Server, load: Load) -> Self {
        Self { server, load }
    }

    fn reference(kind: Kind, load: &Load) -> Result<Self> {
        let server = Server::reference(kind)?;
        let load = load.aimed_at(server.port());
        Ok(Self { server, load })
    }
}

/// What a server managed.
#[derive(Clone, Copy, Default)]
struct Rate {
    records: f64,
    cpu_seconds: f64,
    seconds: f64,
}

impl Rate {
    fn per_cpu_second(&self) -> f64 {
        self.records / self.cpu_seconds
    }

    fn per_second(&self) -> f64 {
        self.records / self.seconds
    }
}

/// Sends each its load for so long, after a short time to warm up. They take turns, so that whatever
/// else the machine does is shared between them.
async fn rates(contenders: &[Contender], length: Duration) -> Result<Vec<Rate>> {
    for Contender { load, .. } in contenders {
        load.send_for(length / 5).await?;
    }
    let mut rates = vec![Rate::default(); contenders.len()];
    for _ in 0..TURNS {
        for (Contender { server, load }, rate) in contenders.iter().zip(&mut rates) {
            let (cpu, wall) = (server.cpu_seconds()?, Stopwatch::start());
            let records = load.send_for(length / TURNS).await?;
            rate.cpu_seconds += server.cpu_seconds()? - cpu;
            rate.seconds += wall.elapsed().as_secs_f64();
            #[expect(
                clippy::cast_precision_loss,
                reason = "a rate has three digits that mean anything"
            )]
            let records = records as f64;
            rate.records += records;
        }
    }
    Ok(rates)
}

/// Milliseconds from spawning the binary until it has accepted a record.
async fn start_up(times: usize) -> Result<f64> {
    let mut taken = Vec::with_capacity(times);
    for _ in 0..times {
        let start = Stopwatch::start();
        let server = Server::logfog()?;
        Workload::Dynatrace1
            .load(&server.ready()?)?
            .send_records(1)
            .await?;
        taken.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    taken.sort_by(f64::total_cmp);
    taken.get(times / 2).copied().context("at least one start")
}

/// `1234567.8` as `1,234,568`.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
