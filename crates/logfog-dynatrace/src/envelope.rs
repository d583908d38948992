use crate::{environment::Environment, head::Format, profile::Structure};

/// What the records of one request have in common.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    pub(crate) environment: Environment,
    pub(crate) format: Format,
    pub(crate) structure: Structure,
    /// Of every record, as JSON.
    pub(crate) attributes: Vec<(String, String)>,
    /// The id of the token.
    pub(crate) origin: String,
}
