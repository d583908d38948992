//! Frames without their keys, for the journal.

use bytes::Bytes;

const HIDDEN: &[u8] = b"[hidden]";

/// The frame with the value of its `key` replaced, `None` when it has none. Works on what is no
/// whole frame too: that may hold a key as well.
pub(crate) fn hide(frame: &[u8]) -> Option<Bytes> {
    memchr::memmem::find(frame, b"\"key\"")?;
    let (mut depth, mut at, mut kept) = (0_usize, 0, 0);
    let mut hidden = Vec::new();
    while let Some(byte) = frame.get(at) {
        match byte {
            b'"' => {
                let end = string_end(frame, at);
                let name = &frame[at..end];
                at = end;
                if depth == 1
                    && name == b"\"key\""
                    && let Some(start) = value_start(frame, end)
                {
                    let end = string_end(frame, start);
                    hidden.extend_from_slice(&frame[kept..=start]);
                    hidden.extend_from_slice(HIDDEN);
                    hidden.push(b'"');
                    (at, kept) = (end, end);
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    if kept == 0 {
        return None;
    }
    hidden.extend_from_slice(&frame[kept..]);
    Some(hidden.into())
}

/// Where the string that starts at `at` ends, or the frame.
fn string_end(frame: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while let Some(byte) = frame.get(end) {
        match byte {
            b'"' => return end + 1,
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    frame.len()
}

/// Where the string after a colon starts.
fn value_start(frame: &[u8], at: usize) -> Option<usize> {
    let skip = |from: usize| {
        let rest = frame.get(from..)?;
        let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
        Some(from + blanks.count())
    };
    let colon = skip(at)?;
    let start = (frame.get(colon) == Some(&b':')).then_some(colon + 1)?;
    let start = skip(start)?;
    (frame.get(start) == Some(&b'"')).then_some(start)
}
