//! Projects and log groups: those that exist from the start, and where a batch's entries went.

use std::{borrow::Cow, sync::Arc};

use logfog_model::Scope;

/// A project, and its log groups. The first is the default one.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) id: &'static str,
    pub(crate) groups: &'static [Group],
}

/// A log group.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) id: &'static str,
    pub(crate) active: bool,
}

/// The project of the well-known key's account.
pub(crate) const DEFAULT: &Project = &Project {
    id: "10f09100-0000-4000-8000-000000000001",
    groups: &[
        Group {
            id: "10f09200-0000-4000-8000-000000000001",
            active: true,
        },
        Group {
            id: "10f09200-0000-4000-8000-000000000002",
            active: true,
        },
        Group {
            id: "10f09200-0000-4000-8000-000000000003",
            active: false,
        },
    ],
};

/// Another project that it may write to.
pub(crate) const OTHER: &Project = &Project {
    id: "10f09100-0000-4000-8000-000000000002",
    groups: &[Group {
        id: "10f09200-0000-4000-8000-000000000004",
        active: true,
    }],
};

impl Project {
    /// The project of this id.
    pub(crate) fn find(id: &str) -> Option<&'static Self> {
        [DEFAULT, OTHER]
            .into_iter()
            .find(|project| project.id == id)
    }

    /// The project's group of this id.
    pub(crate) fn group(&self, id: &str) -> Option<&'static Group> {
        self.groups.iter().find(|group| group.id == id)
    }
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
