use std::io::{self, Write as _};

use crate::failure::Failure;

/// Writes to standard output; colours are dropped unless it is a terminal.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    bytes(text.as_bytes())
}

pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    read(bytes).map(drop)
}

/// The same; whether somebody still reads.
pub(crate) fn read(bytes: &[u8]) -> Result<bool, Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        // Whoever read this has read enough, as in `logfog ca | head -1`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Failure::not_so(format_args!(
            "cannot write to standard output: {error}"
        ))),
        Ok(()) => Ok(true),
    }
}
