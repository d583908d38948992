use bytes::Bytes;
use logfog_kit::json::quote;
use logfog_model::{Entry, Lens, View};

use crate::{
    payload,
    profile::Profile,
    wire::{IncomingLogEntry, WriteRequest},
};

/// Reads the entries of one call, whose resource and defaults hold for all of them.
#[derive(Debug)]
pub(crate) struct Call {
    resource: String,
    stream_name: Option<String>,
    payloads: Vec<Bytes>,
    has_streams: bool,
}

impl Call {
    pub(crate) fn new(message: &Bytes, request: &WriteRequest<'_>, profile: &Profile) -> Self {
        let resource = request.resource.unwrap_or_default();
        let parts = [("type", resource.kind), ("id", resource.id)];
        let parts = parts.iter().filter(|(_, value)| !value.is_empty());
        let parts: Vec<_> = parts
            .map(|(name, value)| format!("\"{name}\":{}", quote(value)))
            .collect();
        let pieces = request.defaults.payloads.iter();
        let stream_name = request.defaults.stream_name;
        Self {
            resource: format!("{{{}}}", parts.join(",")),
            stream_name: (!stream_name.is_empty()).then(|| stream_name.to_owned()),
            payloads: pieces.map(|piece| message.slice_ref(piece)).collect(),
            has_streams: profile.stream_name.is_some(),
        }
    }
}

impl Lens for Call {
    fn view(&self, entry: &Entry) -> View {
        // It was read once before it was stored.
        let incoming = IncomingLogEntry::read(&entry.draft.raw).unwrap_or_default();
        let mut attributes = vec![("resource".to_owned(), self.resource.clone())];
        let stream_name = match (incoming.stream_name, &self.stream_name) {
            ("", Some(default)) => default,
            (name, _) => name,
        };
        if self.has_streams && !stream_name.is_empty() {
            attributes.push(("stream_name".into(), quote(stream_name)));
        }
        let defaults = self.payloads.iter().map(|piece| &**piece);
        let mut pieces = defaults.chain(incoming.payloads()).peekable();
        if pieces.peek().is_some() {
            attributes.push(("json_payload".into(), payload::to_json(pieces)));
        }
        View {
            body: quote(incoming.message),
            attributes,
        }
    }
}
