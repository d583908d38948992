//! What the admin API says of itself. Members are described where they are declared, and routes where
//! they are handled; here is what they have in common.

use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, OpenApi as Document, Ref, Response, ResponseBuilder,
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

use crate::{
    access::HEALTH, conformance, entries, error::Problem, exchanges, explain, export, faults,
    metrics, reset, routes, sessions, tail, vendors, wait, world,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "logfog admin API",
        version = "1",
        description = "What is served, what came in, what was decided and what was stored. \
                       What is not listed here is answered with 404, another method with 405, \
                       and either with a Problem.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/_logfog/v1", description = "On the gateway and on every vendor's port")),
    tags(
        (name = "program", description = "The program itself"),
        (name = "vendors", description = "What is served"),
        (name = "exchanges", description = "What came in, and what was decided"),
        (name = "entries", description = "What was stored"),
        (name = "sessions", description = "Worlds of their own"),
        (name = "faults", description = "What is to go wrong"),
        (name = "conformance", description = "What is promised, and what shows that it is kept"),
    ),
    paths(
        routes::index,
        routes::live,
        routes::serving,
        routes::ready,
        routes::version,
        metrics::read,
        routes::ca,
        routes::document,
        conformance::read,
        vendors::list,
        vendors::operations,
        vendors::rules,
        vendors::profile,
        vendors::states,
        exchanges::list,
        exchanges::one,
        explain::explain,
        entries::list,
        wait::wait,
        wait::verify,
        tail::tail,
        export::export,
        reset::reset,
        sessions::list,
        sessions::open,
        sessions::one,
        sessions::close,
        world::clock,
        world::set_policy,
        world::seed,
        world::state,
        faults::list,
        faults::set,
        faults::add,
        faults::clear,
    ),
    components(schemas(Problem, tail::Line<'static>)),
    modifiers(&Everywhere),
)]
struct Admin;

/// The text of `openapi.json`, made when somebody asks: starting does not wait for it.
pub fn openapi() -> String {
    let text = Admin::openapi().to_pretty_json();
    text.expect("a document of texts and numbers always serialises") + "\n"
}

/// What every route says, whatever it is for.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, document: &mut Document) {
        const STRANGER: &str = "Stranger";
        const UNKNOWN: &str = "Unknown";
        const TOO_LARGE: &str = "TooLarge";
        const TOKEN: &str = "token";
        let components = document.components.get_or_insert_default();
        for (name, description) in [
            (
                STRANGER,
                "`Host` is not a name of this program, or `Origin` is another site, or the program \
                 listens where others can reach it and has no token",
            ),
            (UNKNOWN, "A token is wanted, and this is none or another"),
            (TOO_LARGE, "The body is of more than 1 MiB"),
        ] {
            let refused = refusal(description).into();
            components.responses.insert(name.into(), refused);
        }
        let token = Http::builder().scheme(HttpAuthScheme::Bearer);
        let token = token.description(Some("Only when logfog was started with `--admin-token`"));
        let token = SecurityScheme::Http(token.build());
        components
            .security_schemes
            .insert(TOKEN.into(), token.into());
        let none = SecurityRequirement::default();
        let token = SecurityRequirement::new(TOKEN, [""; 0]);
        document.security = Some(vec![none, token]);

        for (path, item) in &mut document.paths.paths {
            let health = HEALTH.contains(&path.as_str());
            let operations = [
                &mut item.get,
                &mut item.post,
                &mut item.put,
                &mut item.delete,
            ];
            for operation in operations.into_iter().flatten() {
                let mut answers = |status: &str, name: &str| {
                    let refused = Ref::from_response_name(name).into();
                    let answers = &mut operation.responses.responses;
                    answers.insert(status.into(), refused);
                };
                answers("403", STRANGER);
                if !health {
                    answers("401", UNKNOWN);
                }
                if operation.request_body.is_some() {
                    answers("413", TOO_LARGE);
                }
                if health {
                    operation.security = Some(Vec::new());
                }
            }
        }
    }
}

fn refusal(description: &str) -> Response {
    let problem = Ref::from_schema_name("Problem");
    let content = ContentBuilder::new().schema(Some(problem)).build();
    let refused = ResponseBuilder::new().description(description);
    refused.content("application/json", content).build()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::Value;

    use super::*;

    type Names = BTreeSet<String>;

    fn document() -> Value {
        serde_json::from_str(&openapi()).expect("JSON")
    }

    /// Method and path, with the names of what may be asked.
    fn described() -> BTreeMap<String, Names> {
        let document = document();
        let paths = document["paths"].as_object().expect("paths").iter();
        let routes = paths.flat_map(|(path, item)| {
            let operations = item.as_object().expect("operations").iter();
            operations.map(move |(method, operation)| {
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                let asked = parameters.filter(|one| one["in"] == "query");
                let names = asked.filter_map(|one| one["name"].as_str().map(str::to_owned));
                (format!("{} {path}", method.to_uppercase()), names.collect())
            })
        });
        routes.collect()
    }

    #[test]
    fn the_list_of_routes_and_the_document_agree() {
        let mut listed: BTreeMap<String, Names> = BTreeMap::new();
        for line in routes::ROUTES {
            let (route, query) = line.split_once('?').unwrap_or((line, ""));
            let pairs = query.split('&').filter(|pair| !pair.is_empty());
            let names = pairs.map(|pair| pair.split('=').next().unwrap_or_default().to_owned());
            listed.entry(route.to_owned()).or_default().extend(names);
        }
        assert_eq!(listed, described());
    }

    #[test]
    fn what_operations_are_called_is_unique_and_what_is_referred_to_is_there() {
        let document = document();
        let mut called = BTreeSet::new();
        let mut waiting = vec![&document];
        while let Some(value) = waiting.pop() {
            match value {
                Value::Object(members) => waiting.extend(members.values()),
                Value::Array(items) => waiting.extend(items),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
            if let Some(id) = value["operationId"].as_str() {
                assert!(called.insert(id), "{id}");
            }
            if let Some(to) = value["$ref"].as_str() {
                let there = to.strip_prefix('#').and_then(|at| document.pointer(at));
                assert!(there.is_some(), "{to}");
            }
        }
        assert_eq!(called.len(), described().len());
    }
}
