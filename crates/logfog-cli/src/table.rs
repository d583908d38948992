use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table, presets};
use logfog_kit::{Addresses, Settings};
use logfog_model::Coverage;

use crate::{cli::Options, failure::Failure, out, ready::Ready, vendors::VENDORS};

/// What is served where, and the line to paste for each: printed once the listeners accept.
pub(crate) fn served(ready: &Ready) -> String {
    let bold = Style::new().bold();
    let url = Style::new().fg_color(Some(AnsiColor::Cyan.into()));
    let mut table = String::new();
    let mut row = |name: &str, http: &str, https: &str, paste: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "{bold}{name:<10}{bold:#} {url}{http}{url:#}  {url}{https}{url:#}"
        );
        for line in paste.lines() {
            let _ = writeln!(table, "{:10} {line}", "");
        }
    };
    let admin = match &ready.admin {
        Some(admin) => format!("curl {admin}/entries"),
        None => String::new(),
    };
    row(
        "gateway",
        &ready.gateway.http(),
        &ready.gateway.https(),
        &admin,
    );
    for vendor in &ready.vendors {
        let (at, connection) = (&vendor.at, &vendor.connection);
        row(vendor.name, &at.http(), &at.https(), &connection.paste);
        for (name, authority) in &at.doors {
            let door = Addresses::at(authority.clone());
            row(&format!(" {name}"), &door.http(), &door.https(), "");
        }
    }
    table
}

/// Which vendors there are, without starting any.
pub(crate) fn vendors(options: &Options) -> Result<(), Failure> {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(["vendor", "port", "profiles", "rules", "operations"]);
    for known in &VENDORS {
        let vendor = (known.build)(&Settings::default()).map_err(Failure::usage)?;
        let profile = vendor.profile();
        let profiles = profile.known.iter().map(|name| {
            let default = if *name == profile.name {
                " (default)"
            } else {
                ""
            };
            format!("{name}{default}")
        });
        let operations = vendor.operations().iter().map(|operation| {
            let (name, route) = (operation.name, operation.route);
            match operation.coverage {
                Coverage::Whole => format!("{name}: {route}"),
                Coverage::Partial(_) | Coverage::Missing(_) => {
                    format!("{name}: {route} ({})", operation.coverage.as_str())
                }
            }
        });
        let port = match options.port {
            0 => "free".to_owned(),
            base => (base + known.offset).to_string(),
        };
        table.add_row([
            known.name.to_owned(),
            port,
            profiles.collect::<Vec<_>>().join("\n"),
            vendor.rules().len().to_string(),
            operations.collect::<Vec<_>>().join("\n"),
        ]);
    }
    out::text(&format!("{table}\n"))
}
