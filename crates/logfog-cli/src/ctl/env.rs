use std::collections::BTreeMap;

use logfog_client::{Error, SessionPlan};

use super::{Desk, show};
use crate::{env::exports as lines, failure::Failure, out};

pub(super) const EXAMPLES: &str = "\
Examples:
  eval \"$(logfog ctl env)\"
  eval \"$(logfog ctl env --session t1)\"           opens t1 if there is none";

pub(super) fn run(desk: &Desk) -> Result<(), Failure> {
    let env = match &desk.session {
        None => desk.client.ready()?.into_inner().env,
        Some(name) => of_session(desk, name)?,
    };
    out::text(&exports(desk, desk.session.as_deref(), &env)?)
}

/// One that is not there yet is opened by that.
fn of_session(desk: &Desk, name: &str) -> Result<BTreeMap<String, String>, Failure> {
    match desk.client.session_named(name) {
        Ok(view) if view.opened => Ok(view.into_inner().env),
        Ok(view) => {
            show::note(&format!(
                "session {name} came to be by being named, and has no credentials of its own: name it in \
                 x-logfog-session"
            ));
            Ok(view.into_inner().env)
        }
        Err(Error::Refused(problem)) if problem.status == 404 => {
            let opened = desk.client.session(&SessionPlan::named(name))?;
            Ok(opened.into_inner().env)
        }
        Err(error) => Err(error.into()),
    }
}

/// The lines of `env`, and those that lead this program there.
pub(super) fn exports(
    desk: &Desk,
    session: Option<&str>,
    env: &BTreeMap<String, String>,
) -> Result<String, Failure> {
    let mut env = env.clone();
    env.insert("LOGFOG_ADMIN".into(), desk.client.url());
    env.extend(session.map(|name| ("LOGFOG_SESSION".into(), name.into())));
    lines(&env)
}
