use std::{
    collections::HashMap,
    fs,
    path::Path,
    sync::{Arc, OnceLock},
};

use anyhow::{Context as _, Result};
use jsonschema::{Retrieve, Uri, ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Value, json};

use crate::Answer;

/// The JSON Schemas of one vendor, `schemas/<vendor>/*.schema.json`: a second opinion, written from
/// the documentation and not from the emulator.
///
/// - `<operation>.request.schema.json`: a body that breaks no rule.
/// - `<operation>.answer.schema.json`: every answer, as `{"status", "headers", "body"}`.
/// - `frame.schema.json`: one frame that a server sends over a WebSocket.
#[derive(Debug)]
pub struct Schemas {
    files: HashMap<String, File>,
    documents: Siblings,
}

#[derive(Debug)]
struct File {
    document: Value,
    /// Compiled when first asked for: most cases need one of many.
    compiled: OnceLock<Result<Validator, String>>,
}

impl Schemas {
    /// Reads a vendor's folder in a workspace. A vendor without one has no schemas.
    pub fn of(workspace: &Path, vendor: &str) -> Result<Self> {
        let folder = workspace.join("schemas").join(vendor);
        let mut documents = Vec::new();
        if folder.is_dir() {
            for item in fs::read_dir(folder)? {
                let path = item?.path();
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if let Some(name) = name.strip_suffix(".schema.json") {
                    let document = serde_json::from_slice(&fs::read(&path)?);
                    let document = document.with_context(|| path.display().to_string())?;
                    documents.push((name.to_owned(), document));
                }
            }
        }
        Self::new(documents)
    }

    /// Schemas by the names of their files, without `.schema.json`.
    pub fn new(documents: impl IntoIterator<Item = (String, Value)>) -> Result<Self> {
        let (mut files, mut siblings) = (HashMap::new(), HashMap::new());
        for (name, document) in documents {
            let id = document["$id"].as_str();
            let id = id.with_context(|| format!("{name} has no $id"))?;
            siblings.insert(id.to_owned(), document.clone());
            let compiled = OnceLock::new();
            files.insert(name, File { document, compiled });
        }
        let documents = Siblings(Arc::new(siblings));
        Ok(Self { files, documents })
    }

    /// The schema of this name, as it stands in its file.
    pub fn document(&self, name: &str) -> Option<&Value> {
        self.files.get(name).map(|file| &file.document)
    }

    /// The document that a `$ref` between files names, by its `$id`.
    pub fn sibling(&self, id: &str) -> Option<&Value> {
        self.documents.0.get(id)
    }

    /// What a part of a document demands, compiled.
    pub(crate) fn part(&self, document: &Value, part: &Value) -> Validator {
        let options = jsonschema::options().with_retriever(self.documents.clone());
        let compiled = options.build(&crate::generate::absolute(part, document));
        compiled.unwrap_or_else(|error| panic!("a part of a schema: {error}"))
    }

    /// Whether there is a schema of this name.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// The first way in which a value is not what the schema of this name says; `None` also when
    /// there is no such schema.
    pub fn violation(&self, name: &str, value: &Value) -> Option<String> {
        let file = self.files.get(name)?;
        let compiled = file.compiled.get_or_init(|| {
            let options = jsonschema::options().with_retriever(self.documents.clone());
            let compiled = options.build(&file.document);
            compiled.map_err(|error| error.to_string())
        });
        match compiled {
            Err(error) => Some(format!("{name}.schema.json is no schema: {error}")),
            Ok(validator) => {
                let error = validator.iter_errors(value).next()?;
                Some(format!("{name}.schema.json: {}", nearest(&error)))
            }
        }
    }

    /// The first way in which an answer of an operation is not what its schema says.
    pub fn answer(&self, operation: &str, answer: &Answer) -> Option<String> {
        if answer.status == "101" {
            let frames = answer.body.split(|byte| *byte == b'\n');
            return frames.filter(|frame| !frame.is_empty()).find_map(|frame| {
                match serde_json::from_slice(frame) {
                    Ok(frame) => self.violation("frame", &frame),
                    Err(_) => Some("frame.schema.json: the frame is not JSON".into()),
                }
            });
        }
        self.violation(&format!("{operation}.answer"), &object(answer))
    }
}

/// An answer as the schemas see it: without what HTTP itself or the emulator adds.
fn object(answer: &Answer) -> Value {
    let added = |name: &str| name == "date" || name == "vary" || name.starts_with("x-logfog-");
    let headers = answer.headers.iter().filter(|(name, _)| !added(name));
    let headers: serde_json::Map<_, _> = headers
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
        .collect();
    let text = || Value::from(String::from_utf8_lossy(&answer.body).as_ref());
    // A gRPC status is a word, and what came with it was made JSON.
    let number = answer.status.parse::<u16>();
    let is_json = number.is_err()
        || answer
            .header("content-type")
            .is_some_and(|kind| kind.contains("json"));
    let body = if is_json {
        serde_json::from_slice(&answer.body).unwrap_or_else(|_| text())
    } else {
        text()
    };
    let status = number.map_or_else(|_| Value::from(answer.status.as_str()), Value::from);
    json!({ "status": status, "headers": headers, "body": body })
}

/// What is wrong, where: of alternatives the one that fits best.
fn nearest(error: &ValidationError<'_>) -> String {
    let depth = |errors: &[ValidationError<'_>]| errors[0].instance_path().as_str().len();
    let best = alternatives(error)
        .iter()
        .filter(|errors| !errors.is_empty())
        .min_by_key(|errors| (distance(errors), usize::MAX - depth(errors)));
    match best {
        Some(errors) => nearest(&errors[0]),
        None => format!("{}: {error}", error.instance_path()),
    }
}

/// How far off an alternative is: one whose status, code or type is another was hardly meant; of the
/// others, the fewer demands it misses the likelier it was.
fn distance(errors: &[ValidationError<'_>]) -> (usize, usize) {
    let of_one = |error: &ValidationError<'_>| {
        let nested = alternatives(error).iter().map(|errors| distance(errors));
        nested.min().unwrap_or_else(|| {
            let is_other = matches!(
                error.kind(),
                ValidationErrorKind::Constant { .. } | ValidationErrorKind::Type { .. }
            );
            (usize::from(is_other), 1)
        })
    };
    let each = errors.iter().map(of_one);
    each.fold((0, 0), |(other, all), (one, more)| {
        (other + one, all + more)
    })
}

fn alternatives<'a>(error: &'a ValidationError<'_>) -> &'a [Vec<ValidationError<'static>>] {
    let (ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }) =
        error.kind()
    else {
        return &[];
    };
    context
}

/// The documents of a folder, by `$id`: nothing is fetched from anywhere.
#[derive(Clone, Debug)]
struct Siblings(Arc<HashMap<String, Value>>);

impl Retrieve for Siblings {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let known = self.0.get(uri.as_str());
        known
            .cloned()
            .ok_or_else(|| format!("there is no schema {uri}").into())
    }
}
