use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::kinds::Kind;

const PROVIDERS: &str = "providers";
/// What subscriptions and resource groups are provided by.
const RESOURCES: &str = "Microsoft.Resources";

/// What a path of the control plane names. Nothing but names keeps the case in which it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// The subscription; empty for the list of them.
    pub(crate) subscription: String,
    /// The resource group, where the path names one.
    pub(crate) group: Option<String>,
    /// The id of what the resource belongs to: a group, a subscription, or the resource that it extends.
    pub(crate) scope: String,
    /// What it is.
    pub(crate) kind: Kind,
    /// Names, from the outermost resource to the one that is meant. A list has one less than its kind
    /// has parts.
    pub(crate) names: Vec<String>,
    /// What is behind the resource and is no kind of its own: `sharedKeys`.
    pub(crate) action: Option<String>,
}

/// Why a path names nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// It is no path of the control plane.
    Path,
    /// It names a kind of resource that is not served.
    Kind(String),
}

impl Target {
    pub(crate) fn parse(path: &str) -> Result<Self, Lost> {
        let parts: Vec<Cow<'_, str>> = path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| percent_decode_str(part).decode_utf8_lossy())
            .collect();
        let last = parts
            .iter()
            .rposition(|part| part.eq_ignore_ascii_case(PROVIDERS));
        let (scope, namespace, rest) = match last {
            Some(at) => {
                let namespace = parts.get(at + 1).ok_or(Lost::Path)?;
                (&parts[..at], &**namespace, &parts[at + 2..])
            }
            None => (&[][..], RESOURCES, &parts[..]),
        };
        let types: Vec<&str> = rest.iter().step_by(2).map(|part| &**part).collect();
        let mut names: Vec<String> = rest.iter().skip(1).step_by(2).map(owned).collect();
        let mut action = None;
        let kind = match Kind::find(namespace, &types) {
            Some(kind) => kind,
            // An action looks like the list of a kind inside.
            None if types.len() > 1 && names.len() < types.len() => {
                action = types.last().map(|action| (*action).to_owned());
                let outer = Kind::find(namespace, &types[..types.len() - 1]);
                outer.ok_or_else(|| unknown(namespace, &types))?
            }
            None => return Err(unknown(namespace, &types)),
        };
        let behind = |word: &str| {
            let mut parts = parts
                .iter()
                .skip_while(|part| !part.eq_ignore_ascii_case(word));
            parts.nth(1).map(owned)
        };
        let subscription = behind("subscriptions").unwrap_or_default();
        let group = behind("resourceGroups");
        let mut scope = written(scope);
        if last.is_none() && kind == Kind::ResourceGroup && !names.is_empty() {
            // It belongs to its subscription, which belongs to nothing.
            scope = format!("/subscriptions/{subscription}");
            names.remove(0);
        }
        Ok(Self {
            subscription,
            group,
            scope,
            kind,
            names,
            action,
        })
    }

    /// Whether it is all resources of a kind, and not one of them.
    pub(crate) fn is_list(&self) -> bool {
        self.action.is_none() && self.names.len() < self.kind.depth()
    }

    /// The last name.
    pub(crate) fn name(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }

    /// The resource's id.
    pub(crate) fn id(&self) -> String {
        self.kind.id(&self.scope, &self.names)
    }

    /// The id of the resource that this one is in; its scope when it is in none.
    pub(crate) fn parent(&self) -> String {
        let outer = self
            .names
            .len()
            .saturating_sub(usize::from(!self.is_list()));
        match self.kind.parent() {
            Some(parent) => parent.id(&self.scope, &self.names[..outer]),
            None => self.scope.clone(),
        }
    }
}

/// How ids are compared: without regard to case.
pub(crate) fn key(id: &str) -> String {
    id.trim_end_matches('/').to_ascii_lowercase()
}

/// An id, with the words that are not names as they are written everywhere.
fn written(parts: &[Cow<'_, str>]) -> String {
    const WORDS: [&str; 3] = ["subscriptions", "resourceGroups", PROVIDERS];
    let mut id = String::new();
    let mut inside = None;
    for (at, part) in parts.iter().enumerate() {
        let word = WORDS.iter().find(|word| part.eq_ignore_ascii_case(word));
        id.push('/');
        match word {
            Some(word) => id.push_str(word),
            None if inside == Some(at) => id.push_str(&namespace_and_type(part)),
            None => id.push_str(part),
        }
        if part.eq_ignore_ascii_case(PROVIDERS) {
            inside = Some(at + 1);
        }
    }
    id
}

/// A namespace as everybody writes it, where it is one that is known here.
fn namespace_and_type(namespace: &str) -> Cow<'_, str> {
    match Kind::namespace(namespace) {
        Some(known) => Cow::Borrowed(known),
        None => Cow::Borrowed(namespace),
    }
}

fn unknown(namespace: &str, types: &[&str]) -> Lost {
    Lost::Kind(format!("{namespace}/{}", types.join("/")))
}

fn owned(part: impl AsRef<str>) -> String {
    part.as_ref().to_owned()
}
