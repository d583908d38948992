//! Text to steps.

use super::{MAX_CHARACTERS, Transformation, refused, source::Rows};
use crate::{
    Error, Kind,
    ast::{OperatorKind, Pipeline, Query, Source, Statement},
    bind::{Binder, Column, Dialect, Scope},
    parse,
    row::Step,
};

pub(super) fn compile(
    text: &str,
    columns: &[Column],
    dialect: Dialect,
) -> Result<Transformation, Vec<Error>> {
    if text.chars().count() > MAX_CHARACTERS {
        return Err(vec![Error::new(
            Kind::Limit,
            crate::Span::default(),
            format!("The transformation is longer than {MAX_CHARACTERS} characters"),
        )]);
    }
    let query = parse(text)?;
    let tables = Rows;
    let mut compiler = Compiler {
        binder: Binder::new(dialect, &tables),
        input: columns,
        steps: Vec::new(),
        own_rows: None,
        inputs: columns.len(),
    };
    let output = compiler.query(&query);
    compiler.finish(output)
}

/// What a text has become so far.
pub(super) struct Compiler<'t> {
    pub(super) binder: Binder<'t>,
    pub(super) input: &'t [Column],
    pub(super) steps: Vec<Step>,
    pub(super) own_rows: Option<Vec<Vec<crate::Value<'static>>>>,
    pub(super) inputs: usize,
}

impl Compiler<'_> {
    fn query(&mut self, query: &Query) -> Vec<Column> {
        let mut scope = Scope::default();
        let mut output = None;
        for statement in &query.statements {
            match statement {
                Statement::Let(definition) => {
                    // What is wrong is among the errors already.
                    let _ = self.binder.define(definition, &mut scope);
                }
                Statement::Tabular(pipeline) if output.is_none() => {
                    output = Some(self.pipeline(pipeline, scope.clone()));
                }
                Statement::Tabular(pipeline) => self.binder.report(
                    Error::semantic(
                        pipeline.span,
                        "A transformation has one tabular expression statement",
                    )
                    .with_hint("Give the first one a name with let, or join both with |."),
                ),
                Statement::Other { name, text: _ } => self.binder.report(Error::semantic(
                    name.span,
                    format!(
                        "Statement '{}' is not supported in transformations",
                        name.text
                    ),
                )),
            }
        }
        output.unwrap_or_else(|| {
            let end = query.statements.last().map_or(0, end_of);
            self.binder.report(
                Error::semantic(
                    crate::Span::new(end, end),
                    "A transformation needs a tabular expression statement",
                )
                .with_hint("`source` alone passes every row on as it is."),
            );
            Vec::new()
        })
    }

    /// Binds a pipeline, and says which columns it ends with.
    pub(super) fn pipeline(&mut self, pipeline: &Pipeline, scope: Scope) -> Vec<Column> {
        let mut scope = scope;
        scope.columns = match &pipeline.source {
            Source::Expr(expr) => self.table(expr, &scope),
            Source::Datatable {
                columns,
                values,
                span,
            } => self.datatable(columns, values, *span, &scope),
            Source::Operator(operator) => {
                if refused::is_source(&operator.kind) {
                    self.own_rows = Some(vec![Vec::new()]);
                    self.inputs = 0;
                    scope.columns.clear();
                    self.step(operator, &mut scope);
                } else {
                    self.binder.report(refused::operator(operator));
                }
                scope.columns
            }
        };
        for operator in &pipeline.operators {
            self.step(operator, &mut scope);
        }
        scope.columns
    }

    fn step(&mut self, operator: &crate::ast::Operator, scope: &mut Scope) {
        if !refused::is_known(&operator.kind) || !self.may_be_parse_kv(&operator.kind) {
            self.binder.report(refused::operator(operator));
            return;
        }
        if refused::is_unlisted(&operator.kind) {
            match self.binder.dialect() {
                Dialect::Documented => {
                    self.binder.report(refused::operator(operator));
                    return;
                }
                Dialect::Lenient => self.binder.warn(
                    operator.span,
                    format!(
                        "The operator {} is not documented for transformations",
                        operator.kind.name()
                    ),
                ),
                Dialect::Query => {}
            }
        }
        if let Some(step) = Step::bind(&mut self.binder, operator, scope) {
            self.steps.push(step);
        }
    }

    /// The service was seen to refuse `parse-kv` for a stream. A text with rows of its own, which no
    /// stream has anything to do with, may have it as a query may.
    const fn may_be_parse_kv(&self, operator: &OperatorKind) -> bool {
        !matches!(operator, OperatorKind::ParseKv(_))
            || match self.binder.dialect() {
                Dialect::Documented => false,
                Dialect::Lenient => self.own_rows.is_some(),
                Dialect::Query => true,
            }
    }

    fn finish(self, columns: Vec<Column>) -> Result<Transformation, Vec<Error>> {
        let Self {
            binder,
            input: _,
            steps,
            own_rows,
            inputs,
        } = self;
        let (errors, warnings) = binder.finish();
        if !errors.is_empty() {
            return Err(errors);
        }
        let (lean, needed) = lean(&steps, inputs, columns.len());
        let used = needed.iter().enumerate().filter(|(_, needed)| **needed);
        Ok(Transformation {
            inputs,
            own_rows,
            lean,
            columns,
            used: used.map(|(place, _)| place).collect(),
            warnings,
            steps,
        })
    }
}

/// The steps without what they compute for nothing, and which of the input columns they need.
fn lean(steps: &[Step], inputs: usize, outputs: usize) -> (Vec<Step>, Vec<bool>) {
    let mut needed = vec![true; outputs];
    let mut lean = Vec::with_capacity(steps.len());
    for (place, step) in steps.iter().enumerate().rev() {
        let before = place
            .checked_sub(1)
            .and_then(|before| steps.get(before))
            .map_or(inputs, |step| step.columns.len());
        lean.push(step.pruned(&needed));
        needed = step.needs(&needed, before);
    }
    lean.reverse();
    (lean, needed)
}

fn end_of(statement: &Statement) -> usize {
    match statement {
        Statement::Let(definition) => definition.span.end,
        Statement::Tabular(pipeline) => pipeline.span.end,
        Statement::Other { name, text: _ } => name.span.end,
    }
}
