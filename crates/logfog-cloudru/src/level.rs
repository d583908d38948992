use logfog_model::Severity;

/// What is stored for an entry of `/logs-ingest` without a level, as the vendor's script would send.
pub(crate) const INFO: Severity = Severity::new("INFO", 9);

/// The ten levels in the documented order, on OpenTelemetry's scale. Where FATAL ranks is not
/// said; its place in the list makes it the highest.
const LEVELS: [Severity; 10] = [
    Severity::new("TRACE", 1),
    Severity::new("DEBUG", 5),
    INFO,
    Severity::new("NOTICE", 10),
    Severity::new("WARN", 13),
    Severity::new("ERROR", 17),
    Severity::new("CRITICAL", 18),
    Severity::new("ALERT", 19),
    Severity::new("EMERGENCY", 21),
    Severity::new("FATAL", 22),
];

/// The severity of this name, in capitals.
pub(crate) fn severity(name: &str) -> Option<Severity> {
    LEVELS.into_iter().find(|level| level.text == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_order_is_the_rank() {
        assert!(LEVELS.is_sorted_by(|low, high| low.number < high.number));
        assert!(severity("WARNING").is_none() && severity("Info").is_none());
    }
}
