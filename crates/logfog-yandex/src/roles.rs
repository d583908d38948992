//! Which role lets its holder do what.

use schemars::JsonSchema;
use serde::{
    Deserialize, Serialize,
    de::{self, IntoDeserializer},
};

/// A role, as it is granted in a folder, or on one of the things in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Role {
    #[serde(rename = "logging.viewer")]
    LoggingViewer,
    #[serde(rename = "logging.editor")]
    LoggingEditor,
    #[serde(rename = "logging.reader")]
    LoggingReader,
    #[serde(rename = "logging.writer")]
    LoggingWriter,
    #[serde(rename = "logging.admin")]
    LoggingAdmin,
    #[serde(rename = "iam.serviceAccounts.tokenCreator")]
    TokenCreator,
    #[serde(rename = "viewer")]
    Viewer,
    #[serde(rename = "editor")]
    Editor,
    #[serde(rename = "admin")]
    Admin,
}

/// What somebody has to be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Write entries.
    Write,
    /// Read entries.
    Read,
    /// Look at log groups, sinks and exports, and at who may use them.
    View,
    /// Make, change and delete them.
    Edit,
    /// Change who may use them.
    Admin,
    /// Get IAM tokens of service accounts.
    IssueTokens,
}

impl Role {
    /// The one of this id.
    pub(crate) fn named(id: &str) -> Option<Self> {
        Self::deserialize(IntoDeserializer::<de::value::Error>::into_deserializer(id)).ok()
    }

    /// What it includes. Those of `logging` and `iam` are documented ("Access management in Cloud
    /// Logging" and "in Identity and Access Management"); that the wide ones include the narrow
    /// ones is, but not which: reading and writing entries with `viewer` and `editor`, and tokens
    /// with `editor`, are choices.
    pub(crate) const fn includes(self) -> &'static [Permission] {
        use Permission::{Admin, Edit, IssueTokens, Read, View, Write};
        match self {
            Self::LoggingViewer => &[View],
            Self::LoggingEditor => &[View, Edit],
            Self::LoggingReader | Self::Viewer => &[View, Read],
            Self::LoggingWriter => &[View, Write],
            Self::LoggingAdmin => &[View, Edit, Read, Write, Admin],
            Self::TokenCreator => &[IssueTokens],
            Self::Editor => &[View, Edit, Read, Write, IssueTokens],
            Self::Admin => &[View, Edit, Read, Write, Admin, IssueTokens],
        }
    }
}

/// The roles that somebody has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rights {
    pub(crate) roles: Vec<Role>,
    /// The folder that they are granted in; in every one when `None`.
    pub(crate) folder_id: Option<String>,
}

impl Rights {
    /// Everything, everywhere.
    pub(crate) fn all() -> Self {
        Self::everywhere([Role::Admin])
    }

    /// These, in every folder.
    pub(crate) fn everywhere(roles: impl Into<Vec<Role>>) -> Self {
        Self {
            roles: roles.into(),
            folder_id: None,
        }
    }

    /// Whether they include this in this folder.
    pub(crate) fn allow(&self, permission: Permission, folder: &str) -> bool {
        let here = self.folder_id.as_deref().is_none_or(|id| id == folder);
        here && self.include(permission)
    }

    /// Whether they include this in any folder.
    pub(crate) fn include(&self, permission: Permission) -> bool {
        let mut roles = self.roles.iter();
        roles.any(|role| role.includes().contains(&permission))
    }

    /// For people to read.
    pub(crate) fn shown(&self) -> String {
        let names = serde_json::to_string(&self.roles).expect("names");
        match &self.folder_id {
            None => format!("roles {names}"),
            Some(folder) => format!("roles {names} in folder {folder}"),
        }
    }
}

#[test]
fn roles_hold_in_their_folder() {
    let writer = Rights {
        roles: vec![Role::LoggingWriter],
        folder_id: Some("a".into()),
    };
    assert!(writer.allow(Permission::Write, "a"));
    assert!(writer.allow(Permission::View, "a"));
    assert!(!writer.allow(Permission::Write, "b"));
    assert!(!writer.allow(Permission::Read, "a"));
    assert!(Rights::all().allow(Permission::Admin, "b"));
    assert!(!Rights::default().allow(Permission::View, "b"));
    assert_eq!(Role::named("logging.writer"), Some(Role::LoggingWriter));
    assert_eq!(Role::named("LoggingWriter"), None);
    assert_eq!(writer.shown(), r#"roles ["logging.writer"] in folder a"#);
}
