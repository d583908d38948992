//! Projects and log groups: those that exist from the start, those of a session, and where a
//! batch's entries went.

use std::{borrow::Cow, fmt, sync::Arc};

use bytes::Bytes;
use logfog_kit::Registry;
use logfog_model::Scope;
use serde::{Deserialize, Serialize};

use crate::states;

const PROJECTS: &str = "cloudru.project";
const GROUPS: &str = "cloudru.log_group";

/// A project that exists from the start, and its log groups. The first is the default one.
#[derive(Debug)]
pub(crate) struct WellKnown {
    pub(crate) id: &'static str,
    pub(crate) groups: &'static [WellKnownGroup],
}

/// One of its log groups.
#[derive(Debug)]
pub(crate) struct WellKnownGroup {
    pub(crate) id: &'static str,
    pub(crate) active: bool,
}

/// The project of the well-known key's account.
pub(crate) const DEFAULT: &WellKnown = &WellKnown {
    id: "10f09100-0000-4000-8000-000000000001",
    groups: &[
        WellKnownGroup {
            id: "10f09200-0000-4000-8000-000000000001",
            active: true,
        },
        WellKnownGroup {
            id: "10f09200-0000-4000-8000-000000000002",
            active: true,
        },
        WellKnownGroup {
            id: "10f09200-0000-4000-8000-000000000003",
            active: false,
        },
    ],
};

/// Another project that it may write to.
pub(crate) const OTHER: &WellKnown = &WellKnown {
    id: "10f09100-0000-4000-8000-000000000002",
    groups: &[WellKnownGroup {
        id: "10f09200-0000-4000-8000-000000000004",
        active: true,
    }],
};

impl WellKnown {
    /// The project of this id.
    pub(crate) fn find(id: &str) -> Option<&'static Self> {
        [DEFAULT, OTHER]
            .into_iter()
            .find(|project| project.id == id)
    }

    /// The project's group of this id.
    pub(crate) fn group(&self, id: &str) -> Option<&'static WellKnownGroup> {
        self.groups.iter().find(|group| group.id == id)
    }
}

/// A project that an entry can go to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Project {
    #[serde(skip)]
    pub(crate) id: Cow<'static, str>,
    /// The id of its default log group.
    pub(crate) default_group: Cow<'static, str>,
}

/// A log group that an entry can go to.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) active: bool,
}

impl From<&'static WellKnown> for Project {
    fn from(known: &'static WellKnown) -> Self {
        Self {
            id: known.id.into(),
            default_group: known.groups[0].id.into(),
        }
    }
}

/// What there is to write to: what exists from the start, and what a session has.
pub(crate) struct Places<'a> {
    /// A definition of the session's, by kind and id.
    pub(crate) declared: &'a dyn Fn(&'static str, &str) -> Option<Bytes>,
    /// The state that a project or a log group is in, by its id.
    pub(crate) state: &'a dyn Fn(&str) -> Option<&'static str>,
}

impl fmt::Debug for Places<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Places").finish_non_exhaustive()
    }
}

impl Places<'_> {
    /// The project of this id.
    pub(crate) fn project(&self, id: &str) -> Option<Project> {
        if let Some(known) = WellKnown::find(id) {
            return Some(known.into());
        }
        let document = (self.declared)(PROJECTS, id)?;
        let read = serde_json::from_slice(&document).ok()?;
        Some(Project {
            id: Cow::Owned(id.to_owned()),
            ..read
        })
    }

    /// The project's log group of this id.
    pub(crate) fn group(&self, project: &str, id: &str) -> Option<Group> {
        let known = WellKnown::find(project).and_then(|project| project.group(id));
        let group = if let Some(WellKnownGroup { active, .. }) = known {
            Group { active: *active }
        } else {
            let document = (self.declared)(GROUPS, &group_key(project, id))?;
            serde_json::from_slice(&document).ok()?
        };
        let stopped = (self.state)(id) == Some(states::LOG_GROUP_INACTIVE);
        Some(Group {
            active: group.active && !stopped,
        })
    }

    /// The state that the project of this id is in.
    pub(crate) fn state(&self, project: &str) -> Option<&'static str> {
        (self.state)(project)
    }
}

/// Keeps a project for the session.
pub(crate) fn keep_project(id: &str, default_group: &str, registry: &Registry<'_>) {
    let project = Project {
        id: Cow::default(),
        default_group: default_group.to_owned().into(),
    };
    let document = serde_json::to_vec(&project).expect("texts are JSON");
    registry.define(PROJECTS, id, document);
}

/// Keeps a log group of a project for the session.
pub(crate) fn keep_group(project: &str, id: &str, group: Group, registry: &Registry<'_>) {
    let document = serde_json::to_vec(&group).expect("a boolean is JSON");
    registry.define(GROUPS, &group_key(project, id), document);
}

fn group_key(project: &str, id: &str) -> String {
    format!("{project}/{id}")
}

/// How many destinations of a batch are remembered. Most have one.
const REMEMBERED: usize = 8;

/// Where the last entries went, so that those that go together share one scope.
#[derive(Debug, Default)]
pub(crate) struct Destinations<'a>(Vec<Destination<'a>>);

#[derive(Debug)]
struct Destination<'a> {
    project: Option<Cow<'a, str>>,
    group: Option<Cow<'a, str>>,
    scope: Scope,
}

impl<'a> Destinations<'a> {
    /// The scope of an earlier entry that named the same project and group.
    pub(crate) fn known(&self, project: Option<&str>, group: Option<&str>) -> Option<Scope> {
        let mut destinations = self.0.iter();
        let same = destinations
            .find(|known| known.project.as_deref() == project && known.group.as_deref() == group);
        same.map(|known| known.scope.clone())
    }

    /// Makes the scope of an entry that named these, and remembers it.
    pub(crate) fn keep(
        &mut self,
        project: Option<Cow<'a, str>>,
        group: Option<Cow<'a, str>>,
        [project_id, log_group_id]: [&str; 2],
    ) -> Scope {
        let scope = Scope::new([
            ("project_id", Arc::from(project_id)),
            ("log_group_id", Arc::from(log_group_id)),
        ]);
        if self.0.len() == REMEMBERED {
            self.0.remove(0);
        }
        self.0.push(Destination {
            project,
            group,
            scope: scope.clone(),
        });
        scope
    }
}
