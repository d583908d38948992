//! Defects planted one at a time, each of which the conformance suite must catch.

mod defect;
mod tree;

use anyhow::{Result, bail, ensure};
use clap::Args;
use defect::Defect;
use logfog_kit::Stopwatch;
use tree::{Fate, Tree};

use crate::{
    conformance::{Matrix, Planted, Survivor, committed},
    docs,
};

/// How many of a hundred must be caught.
const ENOUGH: usize = 95;

/// Plant each defect of fixtures/defects, and see whether the conformance suite catches it.
#[derive(Debug, Args)]
pub(crate) struct Mutants {
    /// Only defects whose `crate/name` contains one of these; of the others the last result is kept
    names: Vec<String>,
    /// Name them, and plant none
    #[arg(long)]
    list: bool,
}

pub(crate) fn run(mutants: &Mutants) -> Result<()> {
    let mut defects = Defect::all()?;
    check(&defects)?;
    let all = defects.len();
    if !mutants.names.is_empty() {
        let names = mutants.names.iter();
        defects.retain(|defect| {
            names
                .clone()
                .any(|part| defect.name.contains(part.as_str()))
        });
    }
    ensure!(!defects.is_empty(), "no defect's name contains that");
    if mutants.list {
        for defect in &defects {
            println!("{}: {}", defect.name, defect.about);
        }
        return Ok(());
    }

    let tree = Tree::new()?;
    let before = committed()?.planted_defects;
    ensure!(
        defects.len() == all || before.total == all,
        "the list has changed: plant all of it"
    );
    let mut survivors = before.survivors;
    survivors.retain(|survivor| {
        let again = defects.iter().any(|defect| defect.name == survivor.name);
        !again && defects.len() < all
    });
    let mut broken = Vec::new();
    for defect in &defects {
        let start = Stopwatch::start();
        let fate = tree.with(defect)?;
        let seconds = start.elapsed().as_secs();
        println!("{:<9} {:>4} s  {}", fate.as_str(), seconds, defect.name);
        match &fate {
            Fate::Caught(_) | Fate::Hung => {}
            Fate::Lives => survivors.push(Survivor {
                name: defect.name.clone(),
                why: defect.lives.clone().unwrap_or_default(),
            }),
            Fate::DoesNotCompile(said) => broken.push(format!("{}: {said}", defect.name)),
        }
        if let Fate::Caught(by) = fate {
            println!("                   by {by}");
        }
    }
    ensure!(
        broken.is_empty(),
        "does not compile:\n{}",
        broken.join("\n")
    );

    let caught = all - survivors.len();
    println!("\n{caught} of {all} caught ({}%)", caught * 100 / all);
    for survivor in &survivors {
        println!("lives: {} ({})", survivor.name, survivor.why);
    }
    let mut matrix = Matrix::gather()?;
    matrix.planted_defects = Planted {
        caught,
        total: all,
        survivors,
    };
    docs::write_matrix(&matrix)?;
    ensure!(
        caught * 100 >= all * ENOUGH,
        "fewer than {ENOUGH}% were caught"
    );
    Ok(())
}

/// Whether every defect can still be planted, and whether the kept result is about these ones and
/// good enough.
pub(crate) fn check_kept() -> Result<()> {
    let defects = Defect::all()?;
    check(&defects)?;
    let kept = committed()?.planted_defects;
    ensure!(
        kept.total == defects.len(),
        "docs/conformance.json is about {} planted defects, fixtures/defects has {}: run `cargo xtask \
         mutants`",
        kept.total,
        defects.len()
    );
    ensure!(
        kept.caught * 100 >= kept.total * ENOUGH,
        "fewer than {ENOUGH}% were caught"
    );
    let unexplained = kept
        .survivors
        .iter()
        .find(|survivor| survivor.why.is_empty());
    if let Some(survivor) = unexplained {
        bail!(
            "{} lives, and nobody says why (`lives` in its file)",
            survivor.name
        );
    }
    Ok(())
}

fn check(defects: &[Defect]) -> Result<()> {
    let misplaced: Vec<_> = defects.iter().filter_map(Defect::misplaced).collect();
    ensure!(misplaced.is_empty(), "{}", misplaced.join("\n"));
    Ok(())
}
