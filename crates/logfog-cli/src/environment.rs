use std::ffi::OsString;

use clap::Command;

use logfog_model::did_you_mean;

use crate::failure::Failure;

const PREFIX: &str = "LOGFOG_";

/// Refuses a variable that looks like one of ours and is none: a typing error would otherwise
/// change nothing, silently.
pub(crate) fn check(
    command: &Command,
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> Result<(), Failure> {
    let known = known(command);
    let ours = variables
        .map(|(name, _)| name.to_string_lossy().into_owned())
        .filter(|name| name.starts_with(PREFIX));
    for name in ours {
        if !known.contains(&name) {
            let near = did_you_mean(&name, known.iter().map(String::as_str));
            return Err(Failure::usage(format_args!(
                "the environment has {name}, which logfog does not know{near} \
                 (`logfog --help` lists all)"
            )));
        }
    }
    Ok(())
}

/// What the options themselves say, so that there is no second list.
fn known(command: &Command) -> Vec<String> {
    let own = command.get_arguments().filter_map(clap::Arg::get_env);
    let own = own.map(|name| name.to_string_lossy().into_owned());
    let below = command.get_subcommands().flat_map(known);
    own.chain(below).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    fn check(name: &str) -> Result<(), Failure> {
        let variables = [("PATH", "/bin"), (name, "1")];
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        super::check(&Cli::command(), variables.into_iter())
    }

    #[test]
    fn a_typing_error_is_told() {
        assert_eq!(check("LOGFOG_PORT"), Ok(()));
        assert_eq!(check("LOGFOG_WAIT"), Ok(()));
        let Err(Failure::Usage(text)) = check("LOGFOG_LENEINT") else {
            panic!("accepted");
        };
        assert!(text.contains("did you mean `LOGFOG_LENIENT`?"), "{text}");
    }
}
