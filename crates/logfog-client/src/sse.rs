//! Server-sent events: the lines of `text/event-stream`, put together.

use std::mem::take;

/// An event as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    /// What kind it is; empty when nothing was said.
    pub(crate) name: String,
    /// The last id that was given, here or before.
    pub(crate) id: Option<String>,
    /// Its lines.
    pub(crate) data: String,
}

/// Bytes in, events out.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    /// What has come and is not a line yet.
    rest: Vec<u8>,
    /// How much of that has been looked at.
    seen: usize,
    event: Sent,
    any: bool,
}

impl Parser {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.rest.extend_from_slice(bytes);
    }

    /// How many bytes are waiting for the end of their line or event.
    pub(crate) fn waiting(&self) -> usize {
        self.rest.len() + self.event.data.len()
    }

    /// The next event, when all of it is there.
    pub(crate) fn next(&mut self) -> Option<Sent> {
        while let Some(line) = self.line() {
            if let Some(event) = self.take(&line) {
                return Some(event);
            }
        }
        None
    }

    fn line(&mut self) -> Option<String> {
        let end = self.rest[self.seen..]
            .iter()
            .position(|byte| *byte == b'\n');
        let Some(end) = end.map(|end| self.seen + end) else {
            self.seen = self.rest.len();
            return None;
        };
        let line: Vec<u8> = self.rest.drain(..=end).collect();
        self.seen = 0;
        let line = String::from_utf8_lossy(&line);
        Some(line.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// An empty line ends the event.
    fn take(&mut self, line: &str) -> Option<Sent> {
        if line.is_empty() {
            let id = self.event.id.clone();
            let event = take(&mut self.event);
            self.event.id = id;
            return take(&mut self.any).then_some(event);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event.name),
            "id" => self.event.id = Some(value.to_owned()),
            "data" => {
                if take(&mut self.any) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
                self.any = true;
            }
            // A comment that keeps the connection alive, or a field that is of no use here.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = ": hello\n\nevent: entry\nid: 7\ndata: {\"a\":\ndata:  1}\n\nevent: evicted\r\ndata: 3\r\n\r\ndata:x\n";

    fn event(name: &str, data: &str) -> Sent {
        Sent {
            name: name.into(),
            id: Some("7".into()),
            data: data.into(),
        }
    }

    #[test]
    fn events_come_whole_however_the_bytes_are_cut() {
        for size in 1..STREAM.len() {
            let mut parser = Parser::default();
            let mut events = Vec::new();
            for piece in STREAM.as_bytes().chunks(size) {
                parser.push(piece);
                while let Some(event) = parser.next() {
                    events.push(event);
                }
            }
            let expected = [event("entry", "{\"a\":\n 1}"), event("evicted", "3")];
            assert_eq!(events, expected, "in pieces of {size}");
            assert_eq!(parser.waiting(), 1, "the last is not over");
        }
    }
}
