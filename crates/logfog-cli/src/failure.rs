use std::{fmt, io::Write as _, process::ExitCode};

use anstyle::{AnsiColor, Style};

/// Why the program ends with another exit code than 0; the text is one clear line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// What was asked for is not so.
    NotSo(String),
    /// It was asked for in a way that has no meaning.
    Usage(String),
}

impl Failure {
    pub(crate) fn not_so(text: impl fmt::Display) -> Self {
        Self::NotSo(text.to_string())
    }

    pub(crate) fn usage(text: impl fmt::Display) -> Self {
        Self::Usage(text.to_string())
    }

    /// Prints the line and gives the exit code.
    pub(crate) fn tell(&self) -> ExitCode {
        let (text, code) = match self {
            Self::NotSo(text) => (text, 1),
            Self::Usage(text) => (text, 2),
        };
        let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        // When standard error is gone as well, the exit code has to say it all.
        let _ = writeln!(anstream::stderr(), "{red}error:{red:#} {text}");
        ExitCode::from(code)
    }
}
