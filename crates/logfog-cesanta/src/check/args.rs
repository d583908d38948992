use logfog_kit::json;
use logfog_model::Report;

use crate::{
    failure::Failure,
    frame::{Args, At, Command, Place, Text},
    rules::Rule,
};

/// The arguments of a command.
#[derive(Debug)]
pub(super) struct Given<'a> {
    place: Place,
    args: Args<'a>,
}

impl<'a> Given<'a> {
    /// They are an object, or absent.
    pub(super) fn read(
        command: &Command<'a>,
        report: &mut Report<'_, Rule>,
    ) -> Result<Self, Failure> {
        let place = command.place;
        let mut args = Args::default();
        if let Some(text) = command.args {
            match json::parse(text.as_bytes()) {
                Ok(read) => args = read,
                Err(_) => {
                    if report.reject(Rule::ArgsObject, place.arg(""), short(text)) {
                        return Err(Failure::new(Rule::ArgsObject, "must be of type \"object\""));
                    }
                }
            }
        }
        Ok(Self { place, args })
    }

    /// Notes the arguments that the method does not have.
    pub(super) fn only(&self, known: &[&str], report: &mut Report<'_, Rule>) {
        for name in self.args.names().filter(|name| !known.contains(name)) {
            report.note(Rule::ArgsUnknown, self.at(name), short(name));
        }
    }

    /// Where an argument is.
    pub(super) fn at<'n>(&self, name: &'n str) -> At<'n> {
        self.place.arg(name)
    }

    /// Where it is said who asks.
    pub(super) fn sender(&self) -> At<'static> {
        self.place.sender()
    }

    /// Any value, as JSON text.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        self.args.find(name)
    }

    /// A string; an empty one counts as absent, as the Java client never sends one.
    pub(super) fn text(
        &self,
        name: &str,
        rule: Rule,
        report: &mut Report<'_, Rule>,
    ) -> Result<Option<Text<'a>>, Failure> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        match json::parse::<Text<'a>>(value.as_bytes()) {
            Ok(text) => Ok(Some(text).filter(|text| !text.is_empty())),
            Err(_) => self.mistyped(name, "string", rule, report),
        }
    }

    /// An integer, which may be asked not to be written as a decimal number.
    pub(super) fn integer(
        &self,
        name: &str,
        rule: Rule,
        report: &mut Report<'_, Rule>,
    ) -> Result<Option<i64>, Failure> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        if let Ok(integer) = value.parse() {
            return Ok(Some(integer));
        }
        match whole(value) {
            None => self.mistyped(name, "integer", rule, report),
            Some(_) if report.reject(Rule::ArgsInteger, self.at(name), short(value)) => {
                Err(Failure::new(Rule::ArgsInteger, wanted(name, "integer")))
            }
            Some(integer) => Ok(Some(integer)),
        }
    }

    /// A boolean.
    pub(super) fn boolean(
        &self,
        name: &str,
        rule: Rule,
        report: &mut Report<'_, Rule>,
    ) -> Result<Option<bool>, Failure> {
        match self.value(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => self.mistyped(name, "boolean", rule, report),
        }
    }

    /// Where a policy lets it pass, it counts as absent.
    fn mistyped<T>(
        &self,
        name: &str,
        kind: &str,
        rule: Rule,
        report: &mut Report<'_, Rule>,
    ) -> Result<Option<T>, Failure> {
        let got = self.value(name).map(short).unwrap_or_default();
        if report.reject(rule, self.at(name), got) {
            return Err(Failure::new(rule, wanted(name, kind)));
        }
        Ok(None)
    }
}

/// The integer that a number like `1.0` or `1e3` is.
fn whole(json: &str) -> Option<i64> {
    let number: f64 = json.parse().ok()?;
    let digits = format!("{number:.0}");
    (number.fract() == 0.0).then(|| digits.parse().ok())?
}

fn wanted(name: &str, kind: &str) -> String {
    format!("{name} must be of type \"{kind}\"")
}

/// The beginning of a value that is told in an explanation.
pub(super) fn short(value: &str) -> &str {
    let end = value
        .char_indices()
        .nth(80)
        .map_or(value.len(), |(at, _)| at);
    &value[..end]
}
