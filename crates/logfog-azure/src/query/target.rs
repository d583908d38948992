use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The version that a path may name first. Python's client adds it to any endpoint, JavaScript's does not.
const VERSION: &str = "v1";

/// What a path of the query API asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Rows.
    Query(Of),
    /// What there is to ask for.
    Metadata(Of),
    /// The answers to many requests.
    Batch,
    /// There is nothing.
    Nothing,
}

/// Of which workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// That with this GUID.
    Workspace(String),
    /// That with this resource id.
    Resource(String),
    /// The same, where the control plane is asked.
    Managed(String),
}

impl Target {
    /// None of a path that is not the query API's.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let parts: Vec<Cow<'_, str>> = path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| percent_decode_str(part).decode_utf8_lossy())
            .collect();
        let parts: Vec<&str> = parts.iter().map(|part| &**part).collect();
        match &parts[..] {
            [version, rest @ ..] if is(version, VERSION) => {
                let ours = ["workspaces", "subscriptions"];
                let is_ours = rest
                    .first()
                    .is_some_and(|first| ours.iter().any(|our| is(first, our)));
                Self::find(rest).or_else(|| is_ours.then_some(Self::Nothing))
            }
            [first, ..] if is(first, "subscriptions") => {
                let of = Of::Managed(managed(&parts)?);
                Some(Self::Query(of))
            }
            _ => Self::find(&parts),
        }
    }

    fn find(parts: &[&str]) -> Option<Self> {
        match parts {
            [batch] if is(batch, "$batch") => Some(Self::Batch),
            [workspaces, id, what] if is(workspaces, "workspaces") => {
                let of = Of::Workspace((*id).to_owned());
                Some(match *what {
                    what if is(what, "query") => Self::Query(of),
                    what if is(what, "metadata") => Self::Metadata(of),
                    _ => Self::Nothing,
                })
            }
            [first, id @ .., what] if is(first, "subscriptions") => {
                let of = Of::Resource(format!("/{first}/{}", id.join("/")));
                match *what {
                    what if is(what, "query") => Some(Self::Query(of)),
                    what if is(what, "metadata") => Some(Self::Metadata(of)),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// The id of the workspace whose rows are asked of the control plane, in any of the three ways.
fn managed(parts: &[&str]) -> Option<String> {
    let id = match parts {
        [id @ .., api, query] if is(api, "api") && is(query, "query") => id,
        [id @ .., query] if is(query, "query") => id,
        [id @ .., providers, insights, logs]
            if is(providers, "providers")
                && is(insights, "microsoft.insights")
                && is(logs, "logs") =>
        {
            id
        }
        _ => return None,
    };
    Some(format!("/{}", id.join("/")))
}

fn is(part: &str, known: &str) -> bool {
    part.eq_ignore_ascii_case(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_with_and_without_the_version() {
        let of = || Of::Workspace("w".into());
        for (path, target) in [
            ("/v1/workspaces/w/query", Some(Target::Query(of()))),
            ("/workspaces/w/query", Some(Target::Query(of()))),
            ("/V1/Workspaces/w/Query/", Some(Target::Query(of()))),
            ("/v1/workspaces/w/metadata", Some(Target::Metadata(of()))),
            ("/v1/workspaces/w/other", Some(Target::Nothing)),
            ("/v1/workspaces/w", Some(Target::Nothing)),
            ("/v1/%24batch", Some(Target::Batch)),
            ("/$batch", Some(Target::Batch)),
            ("/v1", None),
            ("/v1/dataCollectionRules/r/streams/s", None),
            ("/v2/workspaces/w/query", None),
            ("/dataCollectionRules/r/streams/s", None),
        ] {
            assert_eq!(Target::parse(path), target, "{path}");
        }
    }

    #[test]
    fn resources_are_asked_of_either_host() {
        const ID: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w";
        let direct = Target::Query(Of::Resource(ID.into()));
        assert_eq!(
            Target::parse(&format!("/v1{ID}/query")),
            Some(direct.clone())
        );
        assert_eq!(Target::parse(&format!("/v1/{ID}/query")), Some(direct));
        let managed = Target::Query(Of::Managed(ID.into()));
        for behind in ["query", "api/query", "providers/microsoft.insights/logs"] {
            assert_eq!(
                Target::parse(&format!("{ID}/{behind}")),
                Some(managed.clone()),
                "{behind}"
            );
        }
        assert_eq!(Target::parse(ID), None);
        assert_eq!(Target::parse(&format!("{ID}/tables")), None);
    }
}
