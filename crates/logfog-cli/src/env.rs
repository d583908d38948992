use std::{collections::BTreeMap, fmt::Write as _};

use crate::{cli::Options, failure::Failure, instance, out};

/// Prints the variables of the running instance, ready to be sourced by a shell.
pub(crate) fn print(options: &Options) -> Result<(), Failure> {
    let ready = instance::of(options)?.ready()?;
    out::text(&exports(&ready.env)?)
}

/// Lines for a shell.
pub(crate) fn exports(env: &BTreeMap<String, String>) -> Result<String, Failure> {
    let mut lines = String::new();
    for (name, value) in env {
        // A shell is going to run this: whoever took our port must not slip a command in.
        if !is_name(name) {
            return Err(Failure::not_so(format_args!(
                "`{name}` cannot name a variable"
            )));
        }
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "export {name}='{}'", value.replace('\'', r"'\''"));
    }
    Ok(lines)
}

fn is_name(name: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.bytes().all(good) && !name.as_bytes()[0].is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_gets_nothing_but_values() {
        let exports = |pairs: &[(&str, &str)]| {
            let pairs = pairs
                .iter()
                .map(|(name, value)| (String::from(*name), String::from(*value)));
            exports(&pairs.collect())
        };
        assert_eq!(
            exports(&[("A_1", "x y"), ("B", "it's $(x)")]).as_deref(),
            Ok("export A_1='x y'\nexport B='it'\\''s $(x)'\n")
        );
        assert!(exports(&[("A;reboot", "x")]).is_err());
        assert!(exports(&[("1A", "x")]).is_err());
    }
}
