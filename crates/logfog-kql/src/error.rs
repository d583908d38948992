use crate::Span;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// At which step it was found.
    pub kind: Kind,
    /// Where.
    pub at: Span,
    /// What is wrong, in the service's words where they are known.
    pub message: String,
    /// What to do about it; empty when nothing can be said.
    pub hint: String,
}

impl Error {
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
