//! What every test of the program begins with.

use std::process::{Command, Stdio};

/// The program under test.
pub(crate) const LOGFOG: &str = env!("CARGO_BIN_EXE_logfog");

/// A program that gets none of our variables from whoever runs the tests, and nothing to read.
pub(crate) fn bare(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LOGFOG_") {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}
