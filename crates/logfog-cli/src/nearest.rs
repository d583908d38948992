/// The candidate that is most likely meant: the nearest by edit distance, unless all are far off.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let near = candidates.map(|candidate| (distance(word, candidate), candidate));
    let (edits, candidate) = near.min_by_key(|(edits, _)| *edits)?;
    (edits <= word.len().div_ceil(3).max(2)).then_some(candidate)
}

/// `; did you mean …?`, or nothing when nothing is near.
pub(crate) fn did_you_mean<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> String {
    nearest(word, candidates).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// Insertions, deletions and replacements of one byte that turn `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn only_what_is_near() {
        let known = ["LOGFOG_PORT", "LOGFOG_LISTEN"];
        assert_eq!(
            nearest("LOGFOG_PROT", known.into_iter()),
            Some("LOGFOG_PORT")
        );
        assert_eq!(nearest("zzzzzz", known.into_iter()), None);
        assert_eq!(did_you_mean("zzzzzz", known.into_iter()), "");
    }
}
