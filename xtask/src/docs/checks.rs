use std::fmt::Write as _;

use anyhow::Result;
use logfog_yandex::Check;

use super::cell;

/// What the options in Yandex's protos demand, one row a check, one column a profile.
pub(super) fn section(profiles: &[&str], checks: &[Check]) -> Result<String> {
    let mut section = format!(
        "\n## Checks of the protos\n\nWhat a field of a request has to be, by the options of \
         `yandex/cloud/validation.proto`; a dash where it was not checked, or did not exist.\n\n\
         | field | option | {} |\n|---|---|{}\n",
        profiles.join(" | "),
        "---|".repeat(profiles.len())
    );
    for check in checks {
        let bounds = check.bounds.iter().map(|bound| match bound {
            Some(bound) => format!("`{}`", cell(bound)),
            None => "-".to_owned(),
        });
        let bounds: Vec<_> = bounds.collect();
        let (field, kind) = (&check.field, check.kind);
        writeln!(section, "| `{field}` | {kind} | {} |", bounds.join(" | "))?;
    }
    Ok(section)
}
