use jiff::civil::Date;

use super::{Counts, Row, matrix::FAULTS};

impl Row {
    /// One line for a terminal.
    pub(super) fn line(&self, today: Date) -> String {
        let name = match self.rule {
            Some(rule) => rule.to_owned(),
            None if self.behaviour == FAULTS => {
                format!("{}.{} faults", self.vendor, self.operation)
            }
            None => format!("{}.{} accepts", self.vendor, self.operation),
        };
        let mut line = format!("{name:<42} {:<9} {:<11}", self.operation, self.basis);
        let mut add = |part: String| {
            line.push_str("  ");
            line.push_str(&part);
        };
        add(format!("{:>3} cases", self.cases));
        add(if self.schema { "schema" } else { "  -   " }.into());
        add(match self.properties.len() {
            0 => "      -     ".into(),
            1 => " 1 property ".into(),
            many => format!("{many:>2} properties"),
        });
        add(match self.clients.len() {
            0 => "    -    ".into(),
            1 => "1 client ".into(),
            many => format!("{many} clients"),
        });
        add(if self.stale_after < today {
            format!("STALE since {}", self.stale_after)
        } else {
            format!("read {}", self.read)
        });
        if self.gap.is_some() {
            add("gap".into());
        }
        line
    }
}

impl Counts {
    /// A vendor in a sentence.
    pub(crate) fn line(&self) -> String {
        format!(
            "{}: {} behaviours, {} documented; proven by {} cases: {} replayed, {} by schema, {} by \
             property, {} by real clients; {}",
            self.vendor,
            self.behaviours,
            self.documented,
            self.cases,
            self.replayed,
            self.schema,
            self.property,
            self.clients,
            match self.gaps {
                0 => "no known gaps".to_owned(),
                1 => "1 known gap".to_owned(),
                many => format!("{many} known gaps"),
            }
        )
    }
}
