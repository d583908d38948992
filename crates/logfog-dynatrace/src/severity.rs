use logfog_model::Severity;

/// What a level means: the value of `loglevel`, and the value of `status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Level {
    pub(crate) severity: Severity,
    pub(crate) status: &'static str,
}

impl Level {
    /// No level was sent, or none that is known.
    pub(crate) const NONE: Self = Self::new("NONE", 0, "NONE");

    const fn new(text: &'static str, number: u8, status: &'static str) -> Self {
        Self {
            severity: Severity::new(text, number),
            status,
        }
    }

    /// Reads a level by how it begins, whatever its case. `none` begins like `notice`, and is
    /// that unless `none_is_none`.
    pub(crate) fn of(text: &str, none_is_none: bool) -> Self {
        let begins = |with: &str| {
            let start = text.as_bytes().get(..with.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
        };
        let Some(first) = text.bytes().next() else {
            return Self::NONE;
        };
        match first.to_ascii_lowercase() {
            b'e' if begins("emerg") => Self::new("EMERGENCY", 21, "ERROR"),
            b'f' => Self::new("EMERGENCY", 21, "ERROR"),
            b'e' => Self::new("ERROR", 17, "ERROR"),
            b'a' => Self::new("ALERT", 19, "ERROR"),
            b'c' => Self::new("CRITICAL", 18, "ERROR"),
            b's' => Self::new("SEVERE", 17, "ERROR"),
            b'w' => Self::new("WARN", 13, "WARN"),
            b'n' if none_is_none && text.eq_ignore_ascii_case("none") => Self::NONE,
            b'n' => Self::new("NOTICE", 10, "INFO"),
            b'i' => Self::new("INFO", 9, "INFO"),
            b'd' => Self::new("DEBUG", 5, "INFO"),
            b't' if begins("trace") => Self::new("DEBUG", 5, "INFO"),
            b'v' if begins("verbose") => Self::new("DEBUG", 5, "INFO"),
            _ => Self::NONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_known_by_how_it_begins() {
        let all = [
            ("emergency", "EMERGENCY", "ERROR"),
            ("Fatal", "EMERGENCY", "ERROR"),
            ("error", "ERROR", "ERROR"),
            ("Emperor", "ERROR", "ERROR"),
            ("ALERT", "ALERT", "ERROR"),
            ("crit", "CRITICAL", "ERROR"),
            ("severe", "SEVERE", "ERROR"),
            ("Warning", "WARN", "WARN"),
            ("notice", "NOTICE", "INFO"),
            ("none", "NOTICE", "INFO"),
            ("Information", "INFO", "INFO"),
            ("dbg", "DEBUG", "INFO"),
            ("trace", "DEBUG", "INFO"),
            ("Verbose", "DEBUG", "INFO"),
            ("t", "NONE", "NONE"),
            ("v", "NONE", "NONE"),
            ("30", "NONE", "NONE"),
            ("", "NONE", "NONE"),
            ("éa", "NONE", "NONE"),
        ];
        for (text, level, status) in all {
            let read = Level::of(text, false);
            assert_eq!((read.severity.text, read.status), (level, status), "{text}");
        }
        assert_eq!(Level::of("None", true), Level::NONE);
    }
}
