use logfog_model::Severity;

/// `LogLevel.Level` by number.
const LEVELS: [Severity; 7] = [
    Severity::new("LEVEL_UNSPECIFIED", 0),
    Severity::new("TRACE", 1),
    Severity::new("DEBUG", 5),
    Severity::new("INFO", 9),
    Severity::new("WARN", 13),
    Severity::new("ERROR", 17),
    Severity::new("FATAL", 21),
];

/// The level of this number, `None` when there is none.
pub(crate) fn level(number: i32) -> Option<Severity> {
    LEVELS.get(usize::try_from(number).ok()?).copied()
}

/// The number of a level.
pub(crate) fn number(level: Severity) -> i32 {
    let at = LEVELS.iter().position(|known| *known == level);
    at.and_then(|at| i32::try_from(at).ok()).unwrap_or_default()
}
