use anyhow::Result;
use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use crate::{root, vendors};

/// What a crate of ours may use of ours, and what it must not use of others.
struct Arrow {
    from: &'static str,
    ours: &'static [&'static str],
    not: &'static [&'static str],
}

const MODEL: &str = "logfog-model";
const KIT: &str = "logfog-kit";
const KQL: &str = "logfog-kql";
const NO_IO: &[&str] = &["axum", "http", "hyper", "serde", "serde_json", "tokio"];

/// The arrows of the code map. A vendor's is the same for all of them but Azure, and `xtask`, the program and the
/// facade may use everything.
const ARROWS: [Arrow; 8] = [
    Arrow {
        from: MODEL,
        ours: &[],
        not: NO_IO,
    },
    Arrow {
        from: KQL,
        ours: &[],
        not: &["axum", "http", "hyper", "jiff", "tokio"],
    },
    Arrow {
        // Its rules have transformations, and its workspaces are queried.
        from: "logfog-azure",
        ours: &[MODEL, KIT, KQL],
        not: &[],
    },
    Arrow {
        from: KIT,
        ours: &[MODEL],
        not: &[],
    },
    Arrow {
        from: "logfog-admin",
        ours: &[MODEL, KIT],
        not: &[],
    },
    Arrow {
        from: "logfog-client",
        ours: &[],
        not: &["axum"],
    },
    Arrow {
        from: "logfog-config",
        ours: &[MODEL, KIT, "logfog-admin"],
        not: &["tokio"],
    },
    Arrow {
        from: "logfog-conform",
        ours: &[MODEL, KIT],
        not: &[],
    },
];

/// Dependencies that the code map has no arrow for.
pub(super) fn offences() -> Result<Vec<String>> {
    let mut command = MetadataCommand::new();
    let metadata = command
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()?;
    Ok(metadata.packages.iter().flat_map(of_package).collect())
}

fn of_package(package: &Package) -> Vec<String> {
    let name = package.name.as_str();
    let used = package
        .dependencies
        .iter()
        .filter(|used| used.kind == DependencyKind::Normal);
    judge(name, used.map(|used| used.name.as_str()))
}

/// The offending ones of what `name` uses.
fn judge<'a>(name: &str, used: impl Iterator<Item = &'a str>) -> Vec<String> {
    let vendor = vendors::ALL
        .iter()
        .any(|known| name == format!("logfog-{}", known.name));
    let drawn = ARROWS.iter().find(|arrow| arrow.from == name);
    let (ours, not): (&[&str], &[&str]) = match drawn {
        Some(arrow) => (arrow.ours, arrow.not),
        None if vendor => (&[MODEL, KIT], &[]),
        None => return Vec::new(),
    };
    let offends =
        |used: &&str| not.contains(used) || (used.starts_with("logfog") && !ours.contains(used));
    used.filter(offends)
        .map(|used| format!("{name} must not depend on {used}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_that_is_not_drawn_offends() {
        let offences = |name, used: &str| judge(name, used.split(' '));
        assert!(offences("logfog-azure", "logfog-kit logfog-model serde").is_empty());
        assert_eq!(
            offences("logfog-azure", "logfog-yandex"),
            ["logfog-azure must not depend on logfog-yandex"]
        );
        assert_eq!(offences("logfog-model", "bytes tokio serde").len(), 2);
        assert_eq!(offences("logfog-kit", "logfog-admin").len(), 1);
        assert!(offences("logfog-cli", "logfog-azure").is_empty());
        assert!(offences("logfog-azure", "logfog-kql").is_empty());
        assert_eq!(offences("logfog-yandex", "logfog-kql").len(), 1);
        assert_eq!(offences("logfog-kql", "logfog-model").len(), 1);
    }
}
