//! `logfog kql check`: the transformations in files, as a compiler would tell of them.

mod flows;
mod template;
mod text;

use std::path::Path;

use clap::Args;
use logfog_kql::{
    Error, Span, Transformation, Type,
    bind::{Column, Dialect},
    transform::check_output,
};
use serde_json::json;

use self::{flows::Flow, text::Literal};
use super::{count, note, read, wrong::kind};
use crate::{failure::Failure, out};

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog kql check dcr.json
  logfog kql check infra/*.bicep --strict
  logfog kql check azuredeploy.json transform.kql --json

Data collection rules (JSON), ARM templates, Bicep, and transformations alone (*.kql). What a file
says of the columns of its streams is used; where it says nothing, everything else is checked.
A transformation that is put together when a template is deployed cannot be checked, and is named.

Lines and columns of files are counted from 1.

Exit codes: 0 all are right, 1 one is wrong, 2 wrong usage.";

#[derive(Args, Debug)]
pub(super) struct Check {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// Refuse what is not documented for transformations
    #[arg(long)]
    strict: bool,
    /// Print each finding as JSON: `{"file", "line", "column", "error", "message", "hint"}`
    #[arg(long)]
    json: bool,
}

/// What there was to check.
#[derive(Default)]
struct Counts {
    checked: usize,
    wrong: usize,
    without_columns: usize,
}

impl Check {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let mut counts = Counts::default();
        for path in &self.files {
            let file = read(path)?;
            let page = Page {
                path,
                file: &file,
                json: self.json,
                dialect: if self.strict {
                    Dialect::Documented
                } else {
                    Dialect::Lenient
                },
            };
            page.check(&mut counts)?;
        }
        if counts.wrong > 0 {
            return Err(Failure::not_so(format_args!(
                "{} of {} wrong",
                counts.wrong,
                count(counts.checked, "transformation")
            )));
        }
        let known = match counts.without_columns {
            0 => String::new(),
            some => format!("; {some} of a stream that its file does not declare"),
        };
        note(&format!(
            "checked {}{known}",
            count(counts.checked, "transformation")
        ));
        Ok(())
    }
}

/// A file, and how it is checked.
struct Page<'f> {
    path: &'f str,
    file: &'f str,
    json: bool,
    dialect: Dialect,
}

impl Page<'_> {
    fn check(&self, counts: &mut Counts) -> Result<(), Failure> {
        let extension = Path::new(self.path).extension();
        if extension.is_some_and(|extension| extension == "kql" || extension == "kusto") {
            let literal = Literal::whole(self.file);
            return self.flow(&literal, None, counts);
        }
        let template = match template::read(self.file) {
            Ok(template) => template,
            Err(unreadable) => {
                counts.checked += 1;
                counts.wrong += 1;
                return self.tell(unreadable.at, "syntax", unreadable.problem, "");
            }
        };
        let flows = flows::flows(&template);
        if flows.is_empty() {
            note(&format!("{}: no transformKql here", self.path));
        }
        for Flow {
            transform,
            at,
            columns,
        } in flows
        {
            match transform {
                Some(literal) => self.flow(literal, columns.as_deref(), counts)?,
                None => note(&format!(
                    "{}: this transformation is put together when it is deployed: not checked",
                    self.place(at)
                )),
            }
        }
        Ok(())
    }

    fn flow(
        &self,
        literal: &Literal,
        columns: Option<&[Column]>,
        counts: &mut Counts,
    ) -> Result<(), Failure> {
        counts.checked += 1;
        let text = &literal.text;
        let compiled = if let Some(columns) = columns {
            Transformation::compile(text, columns, self.dialect)
        } else {
            counts.without_columns += 1;
            guessed(text, self.dialect)
        };
        let transformation = match compiled {
            Ok(transformation) => transformation,
            Err(errors) => {
                counts.wrong += 1;
                for error in errors {
                    let at = literal.place(error.at.start);
                    self.tell(at, kind(error.kind), &error.message, &error.hint)?;
                }
                return Ok(());
            }
        };
        for warning in transformation.warnings() {
            let at = literal.place(warning.at.start);
            note(&format!("{}: warning: {}", self.place(at), warning.message));
        }
        if columns.is_some()
            && let Err(misfit) = check_output(transformation.columns(), &[])
        {
            counts.wrong += 1;
            let hint = "Add `| extend TimeGenerated = now()`, or convert a column.";
            self.tell(literal.place(0), "schema", &misfit.to_string(), hint)?;
        }
        Ok(())
    }

    fn tell(&self, at: usize, kind: &str, message: &str, hint: &str) -> Result<(), Failure> {
        let place = Span::new(at, at).place(self.file);
        if self.json {
            let finding = json!({
                "file": self.path,
                "line": place.line,
                "column": place.column + 1,
                "error": kind,
                "message": message,
                "hint": hint,
            });
            return out::text(&format!("{finding}\n"));
        }
        let hint = if hint.is_empty() {
            String::new()
        } else {
            format!(" ({hint})")
        };
        out::text(&format!("{}: {message}{hint}\n", self.place(at)))
    }

    /// `file:line:column`, as editors read it.
    fn place(&self, at: usize) -> String {
        let place = Span::new(at, at).place(self.file);
        format!("{}:{}:{}", self.path, place.line, place.column + 1)
    }
}

/// Compiles a text for a stream that nobody declared: a name that is missing is taken for a column. One at a
/// time, since what is missing behind it may be only what could not be made of it.
fn guessed(text: &str, dialect: Dialect) -> Result<Transformation, Vec<Error>> {
    let mut columns: Vec<Column> = Vec::new();
    loop {
        let errors = match Transformation::compile(text, &columns, dialect) {
            Ok(transformation) => return Ok(transformation),
            Err(errors) => errors,
        };
        let is_known = |name: &&str| columns.iter().any(|column| column.name == *name);
        let missing = errors
            .iter()
            .filter_map(|error| error.message.strip_prefix("Undefined symbol: "))
            .find(|name| !is_known(name));
        match missing {
            Some(name) => columns.push(Column::new(name, Type::Dynamic)),
            None => return Err(errors),
        }
    }
}
