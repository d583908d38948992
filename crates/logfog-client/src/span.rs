use std::time::Duration;

use serde_json::Value;

/// A length of time as the admin API reads it.
pub(crate) fn text(span: Duration) -> String {
    match span.subsec_nanos() {
        0 => format!("{}s", span.as_secs()),
        nanos if nanos.is_multiple_of(1_000_000) => format!("{}ms", span.as_millis()),
        _ => format!("{}us", span.as_micros()),
    }
}

/// The same in JSON: whole seconds are a number.
pub(crate) fn json(span: Duration) -> Value {
    match span.subsec_nanos() {
        0 => span.as_secs().into(),
        _ => text(span).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        assert_eq!(text(Duration::from_secs(90)), "90s");
        assert_eq!(text(Duration::from_millis(1500)), "1500ms");
        assert_eq!(text(Duration::from_micros(1001)), "1001us");
        assert_eq!(json(Duration::from_secs(1)), 1);
        assert_eq!(json(Duration::from_millis(200)), "200ms");
    }
}
