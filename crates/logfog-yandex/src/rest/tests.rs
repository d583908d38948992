use http::Method as Verb;
use logfog_model::{Operation, Wire};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{
    names_a_method, request,
    route::{Found, Matched, Routes},
};
use crate::{
    operations,
    profile::{CURRENT, Profile, SEED},
    rules::Rule,
    schema,
};

fn routes(profile: &Profile) -> Routes {
    Routes::new(&schema::pool(), profile)
}

/// Where a request leads, as the route and the values that its path has.
fn led(routes: &Routes, verb: &str, path: &str) -> Option<(String, Vec<String>)> {
    let verb = Verb::from_bytes(verb.as_bytes()).expect("a verb");
    match routes.find(&verb, path, |_| true) {
        Found::Route(matched) => {
            let (_, method) = matched.route.method.rsplit_once('.').expect("of a package");
            let bound = matched.bound.iter();
            let bound = bound.map(|(name, value)| format!("{name}={value}"));
            Some((method.to_owned(), bound.collect()))
        }
        Found::OtherVerbs(verbs) => Some((verbs, Vec::new())),
        Found::Nothing => None,
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn a_request_finds_its_method() {
    let (current, seed) = (routes(&CURRENT), routes(&SEED));
    for (verb, path, method, bound) in [
        (
            "GET",
            "/logging/v1/logGroups/e23a",
            "LogGroupService/Get",
            vec!["log_group_id=e23a"],
        ),
        (
            "GET",
            "/logging/v1/logGroups/a%20b%3Ac",
            "LogGroupService/Get",
            vec!["log_group_id=a b:c"],
        ),
        (
            "PATCH",
            "/logging/v1/logGroups/e23a",
            "LogGroupService/Update",
            vec!["log_group_id=e23a"],
        ),
        (
            "PUT",
            "/logging/v1/logGroups/e23a",
            "DELETE, GET, PATCH",
            vec![],
        ),
        (
            "GET",
            "/logging/v1/logGroups",
            "LogGroupService/List",
            vec![],
        ),
        (
            "GET",
            "/logging/v1/logGroups/e23a/stats",
            "LogGroupService/Stats",
            vec!["log_group_id=e23a"],
        ),
        (
            "GET",
            "/logging/v1/logGroups/e23a:listResources",
            "LogGroupService/ListResources",
            vec!["log_group_id=e23a"],
        ),
        (
            "POST",
            "/logging/v1/logGroups/e23a:setAccessBindings",
            "LogGroupService/SetAccessBindings",
            vec!["resource_id=e23a"],
        ),
        (
            "POST",
            "/logging/v1/sinks/s:setAccessBindings",
            "SinkService/SetAccessBindings",
            vec!["resource_id=s"],
        ),
        (
            "POST",
            "/logging/v1/run-export",
            "ExportService/Run",
            vec![],
        ),
        (
            "GET",
            "/operations/o",
            "OperationService/Get",
            vec!["operation_id=o"],
        ),
        (
            "GET",
            "/operations/o:cancel",
            "OperationService/Cancel",
            vec!["operation_id=o"],
        ),
        (
            "POST",
            "/operations/o:cancel",
            "OperationService/Cancel",
            vec!["operation_id=o"],
        ),
        ("DELETE", "/operations/o:cancel", "GET, POST", vec![]),
        (
            "GET",
            "/endpoints/log-reading",
            "ApiEndpointService/Get",
            vec!["api_endpoint_id=log-reading"],
        ),
        (
            "POST",
            "/iam/v1/tokens:createForServiceAccount",
            "IamTokenService/CreateForServiceAccount",
            vec![],
        ),
    ] {
        let bound: Vec<_> = bound.into_iter().map(str::to_owned).collect();
        assert_eq!(
            led(&current, verb, path),
            Some((method.to_owned(), bound)),
            "{verb} {path}"
        );
    }
    for path in [
        "/",
        "//",
        "/nothing",
        "/logging/v1/logGroups/",
        "/logging/v1/logGroups//stats",
        "/logging/v1/logGroups/e23a:other",
        "/logging/v1/logGroups/:listResources",
        "/logging/v1/logGroups/a:b:listResources",
        "/logging/v1/logGroups/e23a/stats/",
        "/operations",
        "/logging/v1/write",
        "/logging/v1/read",
    ] {
        assert_eq!(led(&current, "GET", path), None, "{path}");
    }
    let write = led(&seed, "POST", "/logging/v1/write");
    assert_eq!(write, Some(("LogIngestionService/Write".into(), vec![])));
    let read = led(&seed, "GET", "/logging/v1/read");
    assert_eq!(read, Some(("LogReadingService/Read".into(), vec![])));
}

#[test]
fn what_is_not_served_has_no_path() {
    let routes = routes(&CURRENT);
    let found = routes.find(&Verb::GET, "/operations/o", |method| {
        !method.contains("operation")
    });
    assert!(matches!(found, Found::Nothing), "{found:?}");
}

/// The request that a query and a body make, as JSON; or the rule, the place and the text of a refusal.
fn made(verb: &str, path: &str, query: &str, body: &str) -> Result<Json, (Rule, String, String)> {
    let routes = routes(&SEED);
    let verb = Verb::from_bytes(verb.as_bytes()).expect("a verb");
    let Found::Route(matched) = routes.find(&verb, path, |_| true) else {
        panic!("{path} leads nowhere");
    };
    match request::message(&matched, query, body.as_bytes()) {
        Ok(message) => Ok(serde_json::to_value(message).expect("it has JSON")),
        Err(bad) => Err((bad.rule, bad.at, bad.text)),
    }
}

#[test]
fn path_query_and_body_make_one_request() {
    let group = "/logging/v1/logGroups/e23a";
    for (verb, path, query, body, expected) in [
        ("GET", group, "", "", json!({"logGroupId": "e23a"})),
        // The path is right.
        (
            "GET",
            group,
            "logGroupId=other&log_group_id=another",
            "",
            json!({"logGroupId": "e23a"}),
        ),
        (
            "PATCH",
            group,
            "",
            r#"{"log_group_id": "x", "updateMask": "name,retentionPeriod", "labels": {"a": "b"},
            "retention_period": "3600s"}"#,
            json!({"logGroupId": "e23a", "updateMask": "name,retentionPeriod", "labels": {"a": "b"},
            "retentionPeriod": "3600s"}),
        ),
        (
            "GET",
            "/logging/v1/logGroups",
            "folderId=f&pageSize=5&page_token=a%2Bb+c",
            "",
            json!({"folderId": "f", "pageSize": "5", "pageToken": "a+b c"}),
        ),
        (
            "GET",
            "/logging/v1/logGroups",
            "folderId=f&folder_id=g",
            "",
            json!({"folderId": "g"}),
        ),
        ("POST", "/logging/v1/logGroups", "", "", json!({})),
        // A body that the route has no place for is not looked at.
        ("GET", group, "", "{", json!({"logGroupId": "e23a"})),
        (
            "GET",
            "/logging/v1/read",
            "criteria.logGroupId=e23a&criteria.levels=WARN&criteria.levels=5\
            &criteria.since=2026-11-01T12:00:00Z&criteria.resource_ids=a&criteria.resource_ids=b",
            "",
            json!({"criteria": {"logGroupId": "e23a", "levels": ["WARN", "ERROR"],
                "since": "2026-11-01T12:00:00Z", "resourceIds": ["a", "b"]}}),
        ),
    ] {
        assert_eq!(
            made(verb, path, query, body),
            Ok(expected),
            "{verb} {path}?{query} {body}"
        );
    }
}

#[test]
fn what_is_no_part_of_a_request_is_refused_where_it_stands() {
    for (query, at) in [
        ("other=1", "query other"),
        ("page_size=x", "query page_size"),
        ("pageSize=9223372036854775808", "query pageSize"),
        ("folderId.x=1", "query folderId.x"),
        ("=1", "query "),
    ] {
        let (rule, found, _) = made("GET", "/logging/v1/logGroups", query, "").expect_err(query);
        assert_eq!((rule, found.as_str()), (Rule::RestQuery, at), "{query}");
    }
    let read = |query| {
        made("GET", "/logging/v1/read", query, "")
            .expect_err(query)
            .0
    };
    for query in [
        "criteria=x",
        "criteria.other=1",
        "criteria.since=now",
        "criteria.levels=LOUD",
    ] {
        assert_eq!(read(query), Rule::RestQuery, "{query}");
    }
    for body in [
        "{",
        "[]",
        "7",
        "{\"other\":1}",
        "{\"name\":7}",
        "{} {}",
        "{\"labels\":[]}",
    ] {
        let (rule, at, _) = made("POST", "/logging/v1/logGroups", "", body).expect_err(body);
        assert_eq!((rule, at.as_str()), (Rule::RestBody, ""), "{body}");
    }
}

#[test]
fn only_methods_are_asked_for_by_service() {
    assert!(names_a_method(
        "/yandex.cloud.logging.v1.LogGroupService/Get"
    ));
    for path in [
        "/",
        "/operations/o.p",
        "/logging/v1/logGroups/a.b",
        "/a.b/c/d",
        "",
    ] {
        assert!(!names_a_method(path), "{path}");
    }
}

/// Each wire that leads to an operation is in its route, in the order of the protos.
#[test]
fn operations_name_their_routes() {
    let routes = routes(&SEED);
    let wrong: Vec<_> = operations::ALL
        .iter()
        .filter(|operation| operation.wire == Wire::Grpc)
        .filter_map(|operation: &Operation| {
            let method = operations::method_of(operation);
            let theirs = routes
                .all()
                .iter()
                .filter(|route| route.method[1..] == *method);
            let all: Vec<_> = theirs.map(ToString::to_string).collect();
            let expected = [vec![method.to_owned()], all].concat().join(", ");
            (operation.route != expected).then_some(expected)
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "these should be the routes:\n{}",
        wrong.join("\n")
    );
}

proptest! {
    /// Every template leads to its own method, whatever the ids are.
    #[test]
    fn a_filled_template_comes_back(
        at in any::<prop::sample::Index>(),
        id in "[a-zA-Z0-9 %/é._-]{1,20}",
    ) {
        let routes = routes(&CURRENT);
        let route = &routes.all()[at.index(routes.all().len())];
        let escaped = percent_encoding::utf8_percent_encode(&id, percent_encoding::NON_ALPHANUMERIC);
        let (start, end) = match (route.template.find('{'), route.template.find('}')) {
            (Some(start), Some(end)) => (start, end + 1),
            (None, _) | (_, None) => (route.template.len(), route.template.len()),
        };
        let has_field = start < end;
        let middle = if has_field { escaped.to_string() } else { String::new() };
        let path = format!("{}{middle}{}", &route.template[..start], &route.template[end..]);
        let found = routes.find(&route.verb, &path, |_| true);
        let Found::Route(Matched { route: led, bound }) = found else {
            panic!("{path} leads nowhere");
        };
        prop_assert_eq!(&led.method, &route.method);
        let values: Vec<_> = bound.into_iter().map(|(_, value)| value).collect();
        prop_assert_eq!(values, if has_field { vec![id] } else { Vec::new() });
    }
}
