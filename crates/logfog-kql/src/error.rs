use crate::Span;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// At which step it was found.
    pub kind: Kind,
    /// The code by which a query's answer names it, as `SEM0100`; empty where none is known.
    pub code: &'static str,
    /// Where.
    pub at: Span,
    /// What is wrong, in the service's words where they are known.
    pub message: String,
    /// What to do about it; empty when nothing can be said.
    pub hint: String,
}

impl Error {
    /// One that has neither a code nor a hint.
    pub fn new(kind: Kind, at: Span, message: impl Into<String>) -> Self {
        Self {
            kind,
            code: "",
            at,
            message: message.into(),
            hint: String::new(),
        }
    }

    /// One of what can be read but not bound.
    pub fn semantic(at: Span, message: impl Into<String>) -> Self {
        Self::new(Kind::Semantic, at, message)
    }

    /// The same, with a code.
    #[must_use]
    pub fn with_code(self, code: &'static str) -> Self {
        Self { code, ..self }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }

    /// As the service reports it: its name for such an error, the place in `text`, and the message.
    pub fn in_service_words(&self, text: &str) -> String {
        let name = match self.kind {
            Kind::Syntax => "SyntaxError:0x00000001",
            Kind::Semantic => "SemanticError:0x00000009",
            Kind::Schema | Kind::Limit => return self.message.clone(),
        };
        format!("{name} at {} : {}", self.at.place(text), self.message)
    }
}

/// At which step something was found to be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It cannot be read.
    Syntax,
    /// It can be read, but not bound: a column, a function or a type is wrong.
    Semantic,
    /// It can be bound, but does not fit the table that it is for.
    Schema,
    /// It needs more than is allowed: characters, depth, columns.
    Limit,
}
