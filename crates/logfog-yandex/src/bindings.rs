//! Who has which role on one log group, sink or export, besides what they have in its folder.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use logfog_kit::{Document, Documents};

use crate::{
    auth::{Caller, Permission},
    generated::yandex::cloud::access::{AccessBinding, Subject},
    roles::Role,
};

/// All roles on one thing, under its id.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct AccessBindings {
    pub(crate) bindings: BTreeSet<Binding>,
}

impl Document for AccessBindings {
    const KIND: &'static str = "yandex.access_bindings";
}

/// One role of one subject. A role that nobody knows here is kept, and lets nobody do anything.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Binding {
    role_id: String,
    subject_id: String,
    subject_type: String,
}

impl Binding {
    pub(crate) fn new(binding: AccessBinding) -> Self {
        let subject = binding.subject.unwrap_or_default();
        Self {
            role_id: binding.role_id,
            subject_id: subject.id,
            subject_type: subject.r#type,
        }
    }

    pub(crate) fn key(&self) -> String {
        let Self {
            role_id,
            subject_id,
            subject_type,
        } = self;
        format!("{role_id}\0{subject_id}\0{subject_type}")
    }

    pub(crate) fn message(self) -> AccessBinding {
        AccessBinding {
            role_id: self.role_id,
            subject: Some(Subject {
                id: self.subject_id,
                r#type: self.subject_type,
            }),
        }
    }

    /// Whether the caller is its subject. The types of subjects, and that `allUsers` need no token, are
    /// from the proto's comments; who is in a `group` or an `invitee`, nobody can say here.
    fn means(&self, caller: &Caller) -> bool {
        let id = &*self.subject_id;
        match &*self.subject_type {
            "system" if id == "allUsers" => true,
            "system" if id == "allAuthenticatedUsers" => caller.has_token(),
            // Whoever has no token is nobody's account, also not that without an id.
            "serviceAccount" => caller.has_token() && !caller.is_user() && caller.account() == id,
            "userAccount" => caller.is_user() && caller.account() == id,
            _ => false,
        }
    }

    fn includes(&self, permission: Permission) -> bool {
        let role = Role::named(&self.role_id);
        role.is_some_and(|role| role.includes().contains(&permission))
    }
}

impl AccessBindings {
    fn allow(&self, caller: &Caller, permission: Permission) -> bool {
        let mut bindings = self.bindings.iter();
        bindings.any(|binding| binding.means(caller) && binding.includes(permission))
    }
}

/// Whether the caller may do this with what has this id.
pub(crate) fn allow(
    documents: Documents<'_>,
    id: &str,
    caller: &Caller,
    permission: Permission,
) -> bool {
    let kept = documents.get::<AccessBindings>(id);
    kept.is_some_and(|kept| kept.allow(caller, permission))
}

/// Whether the caller may do this with anything.
pub(crate) fn allow_anywhere(
    documents: Documents<'_>,
    caller: &Caller,
    permission: Permission,
) -> bool {
    let mut all = documents.all::<AccessBindings>().into_iter();
    all.any(|(_, kept)| kept.allow(caller, permission))
}

/// Whether there is anything that callers without a token may be let in for.
pub(crate) fn let_strangers_in(documents: Documents<'_>) -> bool {
    let mut all = documents.all::<AccessBindings>().into_iter();
    all.any(|(_, kept)| kept.bindings.iter().any(|it| it.means(&Caller::Stranger)))
}

#[cfg(test)]
mod tests {
    use super::{AccessBindings, Binding};
    use crate::{
        auth::{Caller, Permission},
        roles::Rights,
        tokens::IamToken,
    };

    fn bound(role: &str, subject: &str, kind: &str) -> AccessBindings {
        let binding = Binding {
            role_id: role.into(),
            subject_id: subject.into(),
            subject_type: kind.into(),
        };
        AccessBindings {
            bindings: [binding].into(),
        }
    }

    fn holder(id: &str, user: bool) -> Caller {
        Caller::Holder(IamToken {
            subject_id: id.into(),
            user,
            rights: Rights::default(),
            expires_at: None,
        })
    }

    #[test]
    fn a_binding_is_for_its_subject() {
        let (account, user) = (holder("aje1", false), holder("aje1", true));
        let other = holder("aje2", false);
        let callers = [&account, &user, &other, &Caller::Stranger];
        let let_in = |subject, kind| {
            let kept = bound("logging.writer", subject, kind);
            callers.map(|caller| kept.allow(caller, Permission::Write))
        };
        assert_eq!(
            let_in("aje1", "serviceAccount"),
            [true, false, false, false]
        );
        assert_eq!(let_in("aje1", "userAccount"), [false, true, false, false]);
        assert_eq!(let_in("allUsers", "system"), [true; 4]);
        let authenticated = let_in("allAuthenticatedUsers", "system");
        assert_eq!(authenticated, [true, true, true, false]);
        for (subject, kind) in [
            ("aje1", "group"),
            ("aje1", "system"),
            ("allUsers", "userAccount"),
            ("", "serviceAccount"),
            ("", "userAccount"),
        ] {
            assert_eq!(let_in(subject, kind), [false; 4], "{subject} {kind}");
        }
    }

    #[test]
    fn a_binding_is_for_what_its_role_includes() {
        let account = holder("aje1", false);
        let may =
            |role, permission| bound(role, "aje1", "serviceAccount").allow(&account, permission);
        assert!(may("logging.writer", Permission::Write));
        assert!(!may("logging.writer", Permission::Read));
        assert!(may("logging.reader", Permission::Read));
        assert!(!may("logging.reader", Permission::Write));
        assert!(may("logging.viewer", Permission::View));
        assert!(may("logging.editor", Permission::Edit));
        assert!(may("logging.admin", Permission::Admin));
        assert!(!may("logging.editor", Permission::Admin));
        assert!(!may("logging.unknown", Permission::View));
    }
}
