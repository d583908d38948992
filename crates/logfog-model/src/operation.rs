/// One call that a vendor's API offers.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The name of its fixture folder, and how it is called in exchanges: `ingest`, `write`.
    pub name: &'static str,
    /// What travels.
    pub wire: Wire,
    /// Method and path, or service and method, as the vendor writes them.
    pub route: &'static str,
    /// Title of the page that describes it.
    pub page: &'static str,
    /// How much of it is served.
    pub coverage: Coverage,
}

/// What travels over the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// One HTTP request, one answer.
    Http,
    /// A unary gRPC call.
    Grpc,
    /// Frames over a WebSocket.
    WebSocket,
}

impl Wire {
    /// The word for it, as it is printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Grpc => "grpc",
            Self::WebSocket => "websocket",
        }
    }
}

/// How much of an operation is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// All that is known of it.
    Whole,
    /// Some of it; the text says what is missing.
    Partial(&'static str),
    /// None of it; the text says why.
    Missing(&'static str),
}

impl Coverage {
    /// The word for it, as it is printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Partial(_) => "partial",
            Self::Missing(_) => "missing",
        }
    }

    /// What is missing, or an empty text.
    pub const fn gap(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Partial(gap) | Self::Missing(gap) => gap,
        }
    }
}
