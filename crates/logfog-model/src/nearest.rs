/// Words that are longer are no typing errors, and comparing them takes its time.
const LONGEST: usize = 128;

/// The candidate that is most likely meant by a word that is none of them: the nearest by letters put
/// in, left out, replaced or swapped, whatever their case; `None` when all are far off.
///
/// ```
/// let known = ["ingest", "token", "lookup"];
/// assert_eq!(logfog_model::nearest("inegst", known), Some("ingest"));
/// assert_eq!(logfog_model::nearest("weather", known), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let near = candidates.into_iter().map(|candidate| {
        let edits = strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
        (edits, candidate)
    });
    let (edits, candidate) = near.min_by_key(|(edits, _)| *edits)?;
    (edits <= word.chars().count().div_ceil(3).max(2)).then_some(candidate)
}

/// `; did you mean …?`, or nothing when nothing is near: what a message ends with.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, candidates).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near() {
        let known = ["LOGFOG_PORT", "LOGFOG_LISTEN"];
        assert_eq!(nearest("LOGFOG_PROT", known), Some("LOGFOG_PORT"));
        assert_eq!(nearest("logfog_port", known), Some("LOGFOG_PORT"));
        assert_eq!(nearest("zzzzzz", known), None);
        assert_eq!(did_you_mean("zzzzzz", known), "");
        assert_eq!(nearest(&"LOGFOG_PORT".repeat(20), known), None);
    }
}
