use std::time::Duration;

/// Without a wish, a query may take so long.
const WAIT: Duration = Duration::from_mins(3);
/// No query may take longer.
const LONGEST_WAIT: Duration = Duration::from_mins(10);

/// What the `Prefer` header asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Prefer {
    pub(super) wait: Duration,
    pub(super) statistics: bool,
    pub(super) render: bool,
    pub(super) data_sources: bool,
}

impl Prefer {
    /// Reads a header, which may be empty. What is not known is nobody's fault.
    pub(super) fn parse(header: Option<&str>) -> Self {
        let mut prefer = Self {
            wait: WAIT,
            statistics: false,
            render: false,
            data_sources: false,
        };
        let wishes = header.unwrap_or_default().split([',', ';']);
        for (name, value) in wishes.filter_map(|wish| wish.split_once('=')) {
            let (name, value) = (name.trim(), value.trim().trim_matches('"'));
            let yes = value.eq_ignore_ascii_case("true");
            match name.to_ascii_lowercase().as_str() {
                "wait" => {
                    let seconds = value.parse().ok().map(Duration::from_secs);
                    prefer.wait = seconds.unwrap_or(WAIT).min(LONGEST_WAIT);
                }
                "include-statistics" => prefer.statistics = yes,
                "include-render" => prefer.render = yes,
                "include-datasources" => prefer.data_sources = yes,
                _ => {}
            }
        }
        prefer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_read_one_by_one() {
        let prefer = Prefer::parse(Some(
            "wait=30, include-statistics=true,include-render=false,include-dataSources=true, ai.response-thinning=true",
        ));
        assert_eq!(prefer.wait, Duration::from_secs(30));
        assert!(prefer.statistics && !prefer.render && prefer.data_sources);
    }

    #[test]
    fn nothing_is_a_wish_too() {
        let plain = Prefer::parse(None);
        assert_eq!(plain.wait, Duration::from_mins(3));
        for header in ["", "wait", "wait=soon", "respond-async"] {
            assert_eq!(Prefer::parse(Some(header)), plain, "{header}");
        }
        assert_eq!(
            Prefer::parse(Some("wait=9999")).wait,
            Duration::from_mins(10)
        );
    }
}
