use std::fmt;

use http::Method as Verb;
use percent_encoding::percent_decode_str;
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, MethodDescriptor};

use crate::{
    generated::google::api::{HttpRule, http_rule::Pattern},
    profile::Profile,
};

/// What leads where.
#[derive(Debug)]
pub(crate) struct Routes(Vec<Route>);

/// A verb and a path that lead to a method.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) verb: Verb,
    /// As it is annotated: `/operations/{operation_id}:cancel`.
    pub(crate) template: String,
    parts: Vec<Part>,
    /// `/package.Service/Method`
    pub(crate) method: String,
    pub(crate) input: MessageDescriptor,
    pub(crate) output: MessageDescriptor,
    /// Whether the body is the request; else nobody looks at it.
    pub(crate) has_body: bool,
}

/// One step of a path.
#[derive(Debug)]
enum Part {
    Word(String),
    /// `{field}:verb`, or without the verb.
    Field {
        name: String,
        verb: Option<String>,
    },
}

/// A route, with what the path says of the request.
#[derive(Debug)]
pub(crate) struct Matched<'a> {
    pub(crate) route: &'a Route,
    /// Fields and their values, decoded.
    pub(crate) bound: Vec<(&'a str, String)>,
}

/// Where a request leads.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    Route(Matched<'a>),
    /// The path exists with these verbs only, as `GET, PATCH`.
    OtherVerbs(String),
    Nothing,
}

/// Routes that the protos do not annotate: the documentation posts where the protos get, and reading
/// and writing had routes until 2021-08-16.
struct More {
    profiles: Option<&'static [&'static str]>,
    verb: Verb,
    template: &'static str,
    method: &'static str,
}

const MORE: [More; 3] = [
    More {
        profiles: None,
        verb: Verb::POST,
        template: "/operations/{operation_id}:cancel",
        method: "yandex.cloud.operation.OperationService/Cancel",
    },
    More {
        profiles: Some(&["seed"]),
        verb: Verb::POST,
        template: "/logging/v1/write",
        method: "yandex.cloud.logging.v1.LogIngestionService/Write",
    },
    More {
        profiles: Some(&["seed"]),
        verb: Verb::GET,
        template: "/logging/v1/read",
        method: "yandex.cloud.logging.v1.LogReadingService/Read",
    },
];

impl Routes {
    /// Those of a profile.
    pub(crate) fn new(pool: &DescriptorPool, profile: &Profile) -> Self {
        let mut routes = Vec::new();
        for service in pool.services() {
            for method in service.methods() {
                if let Some(rule) = annotation(&method) {
                    add(&mut routes, &method, &rule);
                }
                let name = name(&method);
                let more = MORE.iter().filter(|more| name[1..] == *more.method);
                for more in more.filter(|more| more.is_in(profile)) {
                    let has_body = more.verb == Verb::POST;
                    routes.push(Route::new(
                        &method,
                        more.verb.clone(),
                        more.template,
                        has_body,
                    ));
                }
            }
        }
        Self(routes)
    }

    /// Where a request leads, of the methods that are served.
    pub(crate) fn find(
        &self,
        verb: &Verb,
        path: &str,
        is_served: impl Fn(&str) -> bool,
    ) -> Found<'_> {
        let served = self.0.iter().filter(|route| is_served(&route.method));
        let mut others = Vec::new();
        for route in served {
            match route.bind(path) {
                Some(bound) if route.verb == *verb => {
                    return Found::Route(Matched { route, bound });
                }
                Some(_) => others.push(route.verb.as_str()),
                None => {}
            }
        }
        if others.is_empty() {
            return Found::Nothing;
        }
        others.sort_unstable();
        others.dedup();
        Found::OtherVerbs(others.join(", "))
    }

    #[cfg(test)]
    pub(crate) fn all(&self) -> &[Route] {
        &self.0
    }
}

impl More {
    fn is_in(&self, profile: &Profile) -> bool {
        let profiles = self.profiles;
        profiles.is_none_or(|profiles| profiles.contains(&profile.name))
    }
}

impl Route {
    fn new(method: &MethodDescriptor, verb: Verb, template: &str, has_body: bool) -> Self {
        let parts = template.trim_start_matches('/').split('/').map(Part::new);
        Self {
            verb,
            template: template.to_owned(),
            parts: parts.collect(),
            method: name(method),
            input: method.input(),
            output: method.output(),
            has_body,
        }
    }

    /// What a path says of the request, if it is one of this route.
    fn bind(&self, path: &str) -> Option<Vec<(&str, String)>> {
        let mut steps = path.strip_prefix('/')?.split('/');
        let mut bound = Vec::new();
        for part in &self.parts {
            let step = steps.next()?;
            match part {
                Part::Word(word) => (word == step).then_some(())?,
                Part::Field { name, verb } => {
                    let value = match verb {
                        Some(verb) => step.strip_suffix(verb.as_str())?.strip_suffix(':')?,
                        None => step,
                    };
                    // What follows a colon is a verb; a colon in an id comes as %3A.
                    if value.is_empty() || value.contains(':') {
                        return None;
                    }
                    let value = percent_decode_str(value).decode_utf8_lossy();
                    bound.push((name.as_str(), value.into_owned()));
                }
            }
        }
        steps.next().is_none().then_some(bound)
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.verb, self.template)
    }
}

impl Part {
    fn new(text: &str) -> Self {
        let field = text.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        match field {
            None => Self::Word(text.to_owned()),
            Some((name, verb)) => Self::Field {
                name: name.to_owned(),
                verb: verb.strip_prefix(':').map(str::to_owned),
            },
        }
    }
}

/// `/package.Service/Method`
fn name(method: &MethodDescriptor) -> String {
    format!("/{}/{}", method.parent_service().full_name(), method.name())
}

/// Its `google.api.http`.
fn annotation(method: &MethodDescriptor) -> Option<HttpRule> {
    let http = method
        .parent_pool()
        .get_extension_by_name("google.api.http")?;
    let options = method.options();
    let rule = options
        .has_extension(&http)
        .then(|| options.get_extension(&http))?;
    let rule = rule.as_message().map(DynamicMessage::encode_to_vec)?;
    HttpRule::decode(rule.as_slice()).ok()
}

fn add(routes: &mut Vec<Route>, method: &MethodDescriptor, rule: &HttpRule) {
    let pattern = match &rule.pattern {
        Some(Pattern::Get(path)) => Some((Verb::GET, path.as_str())),
        Some(Pattern::Put(path)) => Some((Verb::PUT, path.as_str())),
        Some(Pattern::Post(path)) => Some((Verb::POST, path.as_str())),
        Some(Pattern::Delete(path)) => Some((Verb::DELETE, path.as_str())),
        Some(Pattern::Patch(path)) => Some((Verb::PATCH, path.as_str())),
        Some(Pattern::Custom(_)) | None => None,
    };
    if let Some((verb, template)) = pattern {
        routes.push(Route::new(method, verb, template, rule.body == "*"));
    }
    for more in &rule.additional_bindings {
        add(routes, method, more);
    }
}
