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
    pub(crate) resource_type: String,
    pub(crate) resource_id: String,
    /// Empty for none.
    stream_name: String,
    payloads: Vec<Bytes>,
    has_streams: bool,
}

impl Call {
    pub(crate) fn new(message: &Bytes, request: &WriteRequest<'_>, profile: &Profile) -> Self {
        let resource = request.resource.unwrap_or_default();
        let pieces = request.defaults.payloads.iter();
        Self {
            resource_type: resource.kind.into(),
            resource_id: resource.id.into(),
            stream_name: request.defaults.stream_name.into(),
            payloads: pieces.map(|piece| message.slice_ref(piece)).collect(),
            has_streams: profile.has_streams,
        }
    }

    /// The stream that an entry is in, empty for none.
    pub(crate) fn stream_name<'s>(&'s self, incoming: &IncomingLogEntry<'s>) -> &'s str {
        match (self.has_streams, incoming.stream_name) {
            (false, _) => "",
            (true, "") => &self.stream_name,
            (true, name) => name,
        }
    }

    /// The pieces of the default payload, which merge.
    pub(crate) fn payloads(&self) -> impl Iterator<Item = &[u8]> + Clone {
        self.payloads.iter().map(|piece| &**piece)
    }

    fn resource(&self) -> String {
        let parts = [("type", &self.resource_type), ("id", &self.resource_id)];
        let parts = parts.iter().filter(|(_, value)| !value.is_empty());
        let parts: Vec<_> = parts
            .map(|(name, value)| format!("\"{name}\":{}", quote(value)))
            .collect();
        format!("{{{}}}", parts.join(","))
    }
}

impl Lens for Call {
    fn view(&self, entry: &Entry) -> View {
        let incoming = IncomingLogEntry::read_again(&entry.draft.raw);
        let mut attributes = vec![("resource".to_owned(), self.resource())];
        let stream_name = self.stream_name(&incoming);
        if !stream_name.is_empty() {
            attributes.push(("stream_name".into(), quote(stream_name)));
        }
        let mut pieces = self.payloads().chain(incoming.payloads()).peekable();
        if pieces.peek().is_some() {
            attributes.push(("json_payload".into(), payload::to_json(pieces)));
        }
        View {
            body: quote(incoming.message),
            attributes,
        }
    }
}
