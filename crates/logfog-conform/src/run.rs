use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, Result};
use logfog_kit::{
    BadSetting, Clock, Ctx, Defaults, Registry, Settings, State, Vendor, journal::Exchange,
    serve::Running, store::Query,
};
use logfog_model::{Entry, Operation, Plan, Policy};
use tokio::time::timeout;

use crate::{
    Case, Gaps, Schemas, Sent, Target, body, client, expect, grpc, placeholders::Placeholders,
    route, snapshot, websocket,
};

/// How long one step may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// How a vendor is made.
pub type Make = fn(&Settings) -> Result<Arc<dyn Vendor>, BadSetting>;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// `204`, or `INVALID_ARGUMENT`.
    pub status: String,
    /// In the order in which they came, trailers last.
    pub headers: Vec<(String, String)>,
    /// The body; the frames of a WebSocket, one a line; a gRPC message or status as JSON.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// What a case showed.
#[derive(Debug)]
pub struct Outcome {
    /// The first thing that was not as promised.
    pub difference: Option<String>,
    /// The first answer that was not as its schema says.
    pub violation: Option<String>,
    /// The answers, in order, up to the first difference.
    pub answers: Vec<Answer>,
    /// What went over the wire, with the verdicts.
    pub exchanges: Vec<Arc<Exchange>>,
    /// What was stored.
    pub entries: Vec<Entry>,
    authority: String,
}

impl Outcome {
    /// The first thing that is wrong, at whatever level.
    pub fn failure(&self) -> Option<String> {
        self.difference.clone().or_else(|| self.violation.clone())
    }

    /// The ids of all rules that were broken, sorted, each once.
    pub fn broken(&self) -> Vec<&'static str> {
        let broken = self
            .exchanges
            .iter()
            .flat_map(|exchange| &exchange.verdict.broken);
        let mut ids: Vec<_> = broken.map(|broken| broken.spec.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// Runs one case as a test: what was promised must hold, and everything that was answered must be
/// what the snapshot beside the case says.
pub fn run(path: &Path, make: Make) -> Result<(), Box<dyn std::error::Error>> {
    let case = Case::open(path)?;
    let vendor = folder_of_vendor(path);
    let name = format!("{}/{}", case.operation, case.name);
    let gaps = Gaps::read(&vendor)?;
    let schemas = Schemas::of(&workspace(path), &named(&vendor))?;
    let outcome = perform(path, &case, make, &schemas)?;
    if let Some(failure) = gaps.judge(&name, outcome.failure()) {
        let shown = snapshot::text(&outcome, &outcome.authority);
        return Err(format!("{failure}\n\nWhat came:\n{shown}").into());
    }
    if gaps.of(&name).is_some() {
        return Ok(());
    }
    let mut settings = insta::Settings::clone_current();
    // A relative path would be taken from this source file, not from the case.
    let folder = path
        .parent()
        .context("a case is in a folder")?
        .canonicalize()?;
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!(
            case.name.as_str(),
            snapshot::text(&outcome, &outcome.authority)
        );
    });
    Ok(())
}

/// Runs one case against a fresh emulator. Errors are the case's own; what the emulator does wrong
/// is the outcome's difference.
pub fn perform(path: &Path, case: &Case, make: Make, schemas: &Schemas) -> Result<Outcome> {
    let settings = Settings {
        profile: case.profile.clone(),
        set: case.set.clone(),
    };
    let vendor = make(&settings)?;
    let now = case
        .clock
        .parse()
        .with_context(|| format!("clock: {}", case.clock))?;
    let policy = Policy::parse(case.checks.iter().map(String::as_str))?;
    let ctx = Ctx::new(Defaults {
        clock: Clock::fixed(now),
        seed: Some(1),
        states: states(case, &*vendor)?,
        ..policy.into()
    });
    for declared in &case.declared {
        vendor.declare(declared, &Registry::everywhere(&ctx, vendor.id()))?;
    }
    if let Some((fault, session)) = &case.fault {
        let mut plan = Plan::new(*fault).times(1);
        plan.when.session = session.as_deref().map(str::parse).transpose()?;
        ctx.faults.plan(plan)?;
    }
    let running = Running::start(vendor.clone(), ctx.clone())?;
    let addresses = running.addresses();
    let connection = vendor.connection(&addresses);
    let mut filled = Placeholders {
        addresses,
        connection,
        now,
        answers: Vec::new(),
    };

    let target = Target::local(&filled.addresses.authority)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let difference = runtime.block_on(play(path, case, &target, &mut filled));
    // Connections first, then the emulator: what it still has to say is in the journal after that.
    drop(runtime);
    drop(running);
    let all = Query {
        session: None,
        after: 0,
        limit: usize::MAX,
        filter: &|_| true,
    };
    let mut outcome = Outcome {
        difference: difference?,
        violation: violation(case, &filled.answers, vendor.operations(), schemas),
        answers: filled.answers,
        exchanges: ctx.journal.read(None, 0, usize::MAX, &|_| true).0,
        entries: ctx.store.read(&all).entries,
        authority: filled.addresses.authority,
    };
    if outcome.difference.is_none() {
        outcome.difference = unexpected(case, &outcome);
    }
    Ok(outcome)
}

/// What is the case in a case, in the vendor's words.
fn states(case: &Case, vendor: &dyn Vendor) -> Result<Arc<[State]>> {
    let state = |(name, of): &(String, Option<String>)| {
        let mut known = vendor.states().iter().map(|(known, _)| *known);
        let name = known.find(|known| known == name);
        Ok(State {
            vendor: vendor.id(),
            name: name.context("the vendor has no such state")?,
            of: of.clone(),
        })
    };
    case.states.iter().map(state).collect()
}

/// Sends every step, up to the first difference.
pub(crate) async fn play(
    path: &Path,
    case: &Case,
    target: &Target,
    filled: &mut Placeholders,
) -> Result<Option<String>> {
    for (number, step) in (1..).zip(&case.steps) {
        let sent = timeout(PATIENCE, send(path, step, target, filled)).await;
        let (answer, difference) = sent
            .with_context(|| format!("step {number}: no answer"))?
            .with_context(|| format!("step {number}"))?;
        filled.answers.push(answer);
        if let Some(difference) = difference {
            return Ok(Some(format!("step {number}: {difference}")));
        }
    }
    Ok(None)
}

/// Sends one step. Returns the answer, and the first way in which it is not what was promised.
async fn send(
    path: &Path,
    step: &crate::Step,
    target: &Target,
    filled: &Placeholders,
) -> Result<(Answer, Option<String>)> {
    let mut request = step.request.clone();
    request.target = filled.fill(&request.target)?;
    request.body = filled.fill(&request.body)?;
    for (_, value) in &mut request.headers {
        *value = filled.fill(value)?;
    }
    let mut expected = step.expected.clone();
    expected.body = filled.fill(&expected.body)?;
    for value in expected
        .headers
        .iter_mut()
        .filter_map(|(_, value)| value.as_mut())
    {
        *value = filled.fill(value)?;
    }
    let folder = path.parent().unwrap_or(path);
    let answer = match request.method.as_str() {
        "WS" => {
            let (answer, difference) = websocket::talk(target, &request).await?;
            let difference = difference.or_else(|| expect::difference(&expected, &answer));
            return Ok((answer, difference));
        }
        "GRPC" => grpc::call(target, &request, folder, &descriptors(path)).await?,
        _ => {
            let sent = Sent {
                body: body::bytes(&request.body, folder)?,
                method: request.method,
                target: request.target,
                headers: request.headers,
            };
            client::http1(target, &sent).await?
        }
    };
    let difference = expect::difference(&expected, &answer);
    Ok((answer, difference))
}

/// What the answers do not show: the rules that were broken, and how much was stored.
fn unexpected(case: &Case, outcome: &Outcome) -> Option<String> {
    let mut wanted: Vec<&str> = case.rules.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    let broken = outcome.broken();
    if wanted != broken {
        return Some(format!(
            "rules: expected {wanted:?}, broken were {broken:?}"
        ));
    }
    let stored = outcome.entries.len();
    let wanted = case.stored?;
    (wanted != stored).then(|| format!("stored: expected {wanted}, got {stored}"))
}

/// The first answer that is not as its schema says.
fn violation(
    case: &Case,
    answers: &[Answer],
    operations: &[Operation],
    schemas: &Schemas,
) -> Option<String> {
    if !case.checks.is_empty() {
        // What was let pass is read back, and the schemas do not allow it.
        return None;
    }
    let mut steps = (1..).zip(case.steps.iter().zip(answers));
    steps.find_map(|(number, (step, answer))| {
        let operation = route::operation(operations, &step.request).unwrap_or(&case.operation);
        let violation = schemas.answer(operation, answer)?;
        Some(format!("step {number}: {violation}"))
    })
}

/// The descriptors of the workspace that the case is in.
fn descriptors(path: &Path) -> PathBuf {
    workspace(path).join("proto/descriptors.bin")
}

/// The workspace that the case is in.
fn workspace(path: &Path) -> PathBuf {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let root = path
        .ancestors()
        .find(|folder| folder.join("Cargo.lock").exists());
    root.unwrap_or(&path).to_owned()
}

/// `fixtures/<vendor>` of `fixtures/<vendor>/<operation>/<case>.http`.
fn folder_of_vendor(path: &Path) -> PathBuf {
    path.ancestors().nth(2).unwrap_or(path).to_owned()
}

fn named(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
