//! Speed and memory of the release binary, as ratios to two reference servers measured in the
//! same run: `drop` reads a body and answers 204, `parse` also parses it into maps and keeps them.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the table is what was asked for"
)]

mod load;
mod process;
mod reference;
mod workloads;

use std::{process::ExitCode, time::Duration};

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use logfog_kit::Stopwatch;

use self::{
    load::Load,
    process::{Server, rss_mib},
    workloads::Workload,
};

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
    reference: Option<reference::Kind>,
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
        "{:<28}{:>14}{:>10}{:>10}{:>12}",
        "workload", "records/CPU-s", "x parse", "x drop", "records/s"
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
        let rate = rate(&ours, &load, length).await?;
        drop(ours);
        let reference = load.for_reference();
        let parse = Server::reference(reference::Kind::Parse)?;
        let parsed = self::rate(&parse, &reference.aimed_at(parse.port()), length).await?;
        drop(parse);
        let drop_server = Server::reference(reference::Kind::Drop)?;
        let dropped = self::rate(
            &drop_server,
            &reference.aimed_at(drop_server.port()),
            length,
        )
        .await?;
        println!(
            "{:<28}{:>14}{:>10.2}{:>10.2}{:>12}",
            workload.name(),
            thousands(rate.per_cpu_second),
            rate.per_cpu_second / parsed.per_cpu_second,
            rate.per_cpu_second / dropped.per_cpu_second,
            thousands(rate.per_second),
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

/// What a server managed.
struct Rate {
    per_cpu_second: f64,
    per_second: f64,
}

/// Sends the load for a while, after a short time to warm up.
async fn rate(server: &Server, load: &Load, length: Duration) -> Result<Rate> {
    load.send_for(length / 5).await?;
    let (cpu, wall) = (server.cpu_seconds()?, Stopwatch::start());
    let records = load.send_for(length).await?;
    let cpu = server.cpu_seconds()? - cpu;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a rate has three digits that mean anything"
    )]
    let records = records as f64;
    Ok(Rate {
        per_cpu_second: records / cpu,
        per_second: records / wall.elapsed().as_secs_f64(),
    })
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
