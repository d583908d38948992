use std::{fmt, ops::Range};

use logfog_admin::BadPlan;

use crate::{Config, source::Source};

/// A config file that cannot be read, or not be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadConfig {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong there, and what was probably meant.
    pub problem: String,
    excerpt: String,
    marked: usize,
}

impl BadConfig {
    fn at(text: &str, span: Range<usize>, problem: String) -> Self {
        let start = span.start.min(text.len());
        let before = &text[..start];
        let begins = before.rfind('\n').map_or(0, |at| at + 1);
        let excerpt = text[begins..].lines().next().unwrap_or_default();
        let marked = text.get(start..span.end).unwrap_or_default();
        let marked = marked.lines().next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: text[begins..start].chars().count() + 1,
            problem,
            excerpt: excerpt.to_owned(),
            marked: marked.chars().count().max(1),
        }
    }
}

impl fmt::Display for BadConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, .. } = self;
        writeln!(f, "{line}:{column}: {}", self.problem)?;
        let number = line.to_string();
        writeln!(f, "  {number} | {}", self.excerpt)?;
        let (margin, indent) = (number.len(), column - 1);
        write!(
            f,
            "  {:margin$} | {:indent$}{}",
            "",
            "",
            "^".repeat(self.marked)
        )
    }
}

impl std::error::Error for BadConfig {}

impl Config {
    /// Reads a config file.
    pub fn parse(text: &str) -> Result<Self, BadConfig> {
        let source = Source::parse(text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            BadConfig::at(text, span, error.message().to_owned())
        })?;
        serde_path_to_error::deserialize(source.json()).map_err(|error| {
            let path = error.path().to_string();
            located(&source, &path, &error.inner().to_string())
        })
    }

    /// The place in the text of something that could not be carried out.
    pub fn locate(text: &str, BadPlan { at, problem, .. }: &BadPlan) -> BadConfig {
        match Source::parse(text) {
            Ok(source) => located(&source, at, problem),
            // It was read before.
            Err(_) => BadConfig::at(text, 0..0, problem.clone()),
        }
    }
}

fn located(source: &Source<'_>, path: &str, problem: &str) -> BadConfig {
    let unknown = problem
        .strip_prefix("unknown field ")
        .and_then(quoted)
        .map(|name| (name, nearest(name, problem)));
    match unknown {
        Some((name, near)) => {
            let inside = path.strip_suffix(name).unwrap_or(path);
            let span = source.key(inside, name);
            let span = span.unwrap_or_else(|| source.find(inside));
            let problem = match near {
                Some(near) => format!("there is no `{name}` here; did you mean `{near}`?"),
                None => problem.to_owned(),
            };
            BadConfig::at(source.text, span, problem)
        }
        None => BadConfig::at(source.text, source.find(path), problem.to_owned()),
    }
}

/// The first name in backquotes.
fn quoted(text: &str) -> Option<&str> {
    text.split('`').nth(1)
}

/// The one of the names after `expected` that is most likely meant, unless all are far off.
fn nearest<'a>(name: &str, problem: &'a str) -> Option<&'a str> {
    let (_, expected) = problem.split_once("expected ")?;
    let candidates = expected.split('`').skip(1).step_by(2);
    logfog_model::nearest(name, candidates)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        Config::parse(text).expect_err(text).to_string()
    }

    #[test]
    fn a_typing_error_is_shown_where_it_is() {
        insta::assert_snapshot!(told("port = 4800\n[[sessions]]\nname = \"a\"\nttll = \"1h\"\n"), @r#"
        4:1: there is no `ttll` here; did you mean `ttl`?
          4 | ttll = "1h"
            | ^^^^
        "#);
        insta::assert_snapshot!(told("[[sessions]]\nname = \"a\"\n[[sessions]]\nttl = \"soon\"\n"), @r#"
        4:7: `soon` is no length of time: write 10s, 200ms, 1h 30m, 7d, or a number of seconds
          4 | ttl = "soon"
            |       ^^^^^^
        "#);
        insta::assert_snapshot!(told("port = 4800\nlisten = \n"), @r"
        2:10: string values must be quoted, expected literal string
          2 | listen = 
            |          ^
        ");
        insta::assert_snapshot!(told("sesions = []\n"), @r"
        1:1: there is no `sesions` here; did you mean `sessions`?
          1 | sesions = []
            | ^^^^^^^
        ");
        insta::assert_snapshot!(told("port = 99999\n"), @r"
        1:8: invalid value: integer `99999`, expected u16
          1 | port = 99999
            |        ^^^^^
        ");
    }

    #[test]
    fn what_cannot_be_carried_out_is_shown_where_it_is() {
        let text =
            "[resources.azure]\nrules = 7\n\n[[sessions]]\n[sessions.resources.yandex]\nx = 1\n";
        Config::parse(text).expect("well formed");
        let bad = |at: &str| {
            let bad = BadPlan::new(at, "no");
            let BadConfig { line, column, .. } = Config::locate(text, &bad);
            (line, column)
        };
        assert_eq!(bad("resources.azure.rules"), (2, 9));
        assert_eq!(bad("sessions[0].resources.yandex.x"), (6, 5));
        assert_eq!(bad("resources.azure.nonesuch.deep"), (1, 1));
    }

    #[test]
    fn faults_are_planned_and_a_bad_one_is_shown_where_it_is() {
        let ctx = logfog_kit::Ctx::new(logfog_model::Policy::default());
        let good = "[[faults]]\nschedule = { times = 2 }\n\
                    what = { fault = \"throttled\", retry_after = 1, latency = { p50 = \"1ms\", p99 = 0.5 } }\n";
        let config = Config::parse(good).expect("a good file");
        config.carry_out(&ctx, &[]).expect("it can be carried out");
        assert_eq!(ctx.faults.list(None)[0].left, Some(2));
        let bad = format!("{good}[[faults]]\n[faults.what]\nfault = \"throtled\"\n");
        let config = Config::parse(&bad).expect("its form is good");
        let problem = config.carry_out(&ctx, &[]).expect_err("no such fault");
        let shown = Config::locate(&bad, &problem).to_string();
        assert!(
            shown.contains("6:9: ") && shown.contains("`throttled`"),
            "{shown}"
        );
    }

    #[test]
    fn dates_and_numbers_are_read() {
        let text =
            "seed = 0x10\nclock = { fixed = 2026-11-01T12:00:00Z }\n[[sessions]]\nttl = 1.5\n";
        let config = Config::parse(text).expect("well formed");
        assert_eq!(config.seed, Some(16));
        assert!(config.clock.is_some());
        let ttl = config.sessions[0].ttl.expect("a time");
        assert_eq!(ttl.0.as_millis(), 1500);
    }
}
