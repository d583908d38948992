//! What a row is behind each step.

use std::fmt::Write as _;

use logfog_kql::{
    Transformation, Value, bind::Column, coerce, functions::Context, transform::Traced, value::json,
};

/// One row's way through a transformation.
pub(super) struct Way<'t> {
    pub(super) text: &'t str,
    pub(super) number: usize,
    input: String,
    steps: Vec<Traced<'t>>,
}

impl<'t> Way<'t> {
    pub(super) fn new(
        transformation: &'t Transformation,
        text: &'t str,
        number: usize,
        row: &[Value<'_>],
        columns: &[Column],
        context: &Context,
    ) -> Self {
        Self {
            text,
            number,
            input: coerce::record(row, columns),
            steps: transformation.steps(row, context),
        }
    }

    /// One line of JSON.
    pub(super) fn json(&self) -> String {
        let steps = self.steps.iter().map(|step| {
            let place = step.at.place(self.text);
            let mut written = String::new();
            json::write_text(step.at.of(self.text), &mut written);
            format!(
                "{{\"step\":{written},\"line\":{},\"column\":{},\"values\":{}}}",
                place.line,
                place.column,
                values(step).unwrap_or_else(|| "null".to_owned())
            )
        });
        let steps: Vec<_> = steps.collect();
        format!(
            "{{\"row\":{},\"input\":{},\"steps\":[{}]}}",
            self.number,
            self.input,
            steps.join(",")
        )
    }

    /// A block of lines.
    pub(super) fn shown(&self) -> String {
        let mut shown = format!("row {}\n  {}", self.number, self.input);
        for step in &self.steps {
            let written: Vec<_> = step.at.of(self.text).split_whitespace().collect();
            let values = values(step).unwrap_or_else(|| "dropped".to_owned());
            // Writing to a string cannot fail.
            let _ = write!(shown, "\n| {}\n  {values}", written.join(" "));
        }
        shown
    }
}

/// None if the step dropped the row.
fn values(step: &Traced<'_>) -> Option<String> {
    let row = step.row.as_ref()?;
    Some(coerce::record(row, step.columns))
}
