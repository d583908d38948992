use anyhow::{Context as _, Result, bail};
use logfog_conform::perform;

use crate::vendors;

/// Prints what a case asks, the rules it is about, what was promised and what came.
pub(super) fn run(part: &str) -> Result<()> {
    let mut found = None;
    for known in vendors::ALL {
        for (path, case) in known.cases()? {
            if path.to_string_lossy().contains(part) {
                let exact = case.name == part;
                if exact || found.is_none() {
                    found = Some((known, path, case));
                }
            }
        }
    }
    let (known, path, case) = found.with_context(|| format!("no case's path contains `{part}`"))?;
    println!("{}/{}/{}", known.name, case.operation, case.name);
    println!("{} ({})\n", case.doc, case.basis);
    let vendor = known.default()?;
    for id in case.rules.iter().chain(&case.near) {
        let broken = if case.rules.contains(id) {
            "breaks"
        } else {
            "only just satisfies"
        };
        match vendor.rules().into_iter().find(|rule| rule.id == id) {
            Some(rule) => {
                println!(
                    "{broken} {id}: {} ({}, {})",
                    rule.demand, rule.basis, rule.page
                );
            }
            None => println!("{broken} {id}, which does not exist"),
        }
    }
    let outcome = perform(&path, &case, known.make, &known.schemas()?)?;
    for (at, step) in case.steps.iter().enumerate() {
        let request = &step.request;
        println!("\n> {} {}", request.method, request.target);
        for (name, value) in &request.headers {
            println!("> {name}: {value}");
        }
        println!("{}", shortened(&request.body));
        println!(
            "\nexpected {} {}",
            step.expected.status,
            shortened(&step.expected.body)
        );
        if let Some(answer) = outcome.answers.get(at) {
            let body = String::from_utf8_lossy(&answer.body);
            println!("got      {} {}", answer.status, shortened(&body));
        }
    }
    println!();
    for broken in outcome
        .exchanges
        .iter()
        .flat_map(|exchange| &exchange.verdict.broken)
    {
        let (fate, at) = (broken.fate.as_str(), &broken.at);
        let got = shortened(&broken.finding.got);
        println!(
            "{fate} by {} at `{at}`: {}; got {got}",
            broken.spec.id,
            broken.expected().trim_end_matches('.')
        );
    }
    println!("stored {}", outcome.entries.len());
    if let Some(failure) = outcome.failure() {
        bail!("first difference: {failure}");
    }
    println!("as promised");
    Ok(())
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(2000) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
    }
}
