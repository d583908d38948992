use super::Source;

/// A case says where its promise was read, and in which month. A choice of ours was read nowhere.
pub(super) fn undated(source: &Source) -> Option<String> {
    let in_fixtures = std::path::Path::new(&source.path).strip_prefix("fixtures");
    if !in_fixtures.is_ok_and(|path| path.extension().is_some_and(|kind| kind == "http")) {
        return None;
    }
    let doc = source
        .text
        .lines()
        .find_map(|line| line.strip_prefix("# doc:"));
    let dated = doc.is_some_and(|doc| {
        let read = doc
            .rsplit_once("(read ")
            .map(|(_, date)| date.trim_end_matches(')'));
        read.is_some_and(|date| date.parse::<jiff::civil::Date>().is_ok() || month(date))
    });
    let chosen = source.text.lines().any(|line| line == "# basis: chosen");
    (!dated && !chosen).then(|| {
        format!(
            "{}: `# doc:` ends with the month it was read: (read 2026-11)",
            source.path
        )
    })
}

/// `2026-11`
fn month(date: &str) -> bool {
    format!("{date}-01").parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_without_a_month_offends() {
        let case = |doc: &str| {
            let (path, text) = (
                "fixtures/a/b/c.http".into(),
                format!("{doc}\n# basis: code\n"),
            );
            undated(&Source { path, text })
        };
        assert_eq!(case("# doc: Page, section (read 2026-11)"), None);
        assert!(case("# doc: Page, section").is_some());
        assert!(case("# doc: Page (read 2026-13)").is_some());
        assert!(case("").is_some());
        assert_eq!(case("# doc: ours\n# basis: chosen"), None);
    }
}
