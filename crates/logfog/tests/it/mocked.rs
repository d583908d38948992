use logfog::{Azure, Dynatrace, Scope, entries, exchanges};
use reqwest::{Client, Response};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

/// What is the same in every answer but for when it was given.
async fn said(answer: Response) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let headers = answer.headers().iter();
    let headers = headers.filter(|(name, _)| *name != "date" && *name != "x-logfog-exchange");
    let headers = headers.map(|(name, value)| (name.to_string(), format!("{value:?}")));
    let mut headers: Vec<_> = headers.collect();
    headers.sort();
    let status = answer.status().as_u16();
    (
        status,
        headers,
        answer.bytes().await.expect("a body").to_vec(),
    )
}

fn count(scope: &Scope) -> (usize, usize) {
    (scope.exchanges().len(), scope.entries().len())
}

#[tokio::test]
async fn an_emulator_answers_behind_a_mock_server_as_on_its_own_port() {
    let server = MockServer::start().await;
    let start = "2026-11-25T10:00:00Z".parse().expect("an instant");
    let builder = Dynatrace::builder().clock(start);
    let dynatrace = builder.start().await.expect("it starts");
    let mock = Mock::given(dynatrace.matches()).respond_with(dynatrace.responder());
    mock.expect(4).mount(&server).await;
    let token = format!("Api-Token {}", dynatrace.api_token());
    let ask = async |base: String, token: &str, body: &'static str| {
        let request = Client::new().post(base + "/api/v2/logs/ingest?structure=flattened");
        let request = request.header("authorization", token);
        let request = request.header("content-type", "application/json; charset=utf-8");
        said(request.body(body).send().await.expect("an answer")).await
    };
    for (token, body, status) in [
        (token.as_str(), r#"[{"content":"a"}]"#, 204),
        (&token, r#"[{"content":1"#, 400),
        (&token, "[]", 400),
        ("Api-Token nonsense", "[]", 401),
    ] {
        let mocked = ask(server.uri(), token, body).await;
        let own = ask(dynatrace.uri(), token, body).await;
        assert_eq!(mocked.0, status);
        assert_eq!(mocked, own);
    }
    assert_eq!(
        count(&dynatrace),
        (8, 2),
        "asking whether it matches leaves no trace"
    );
    dynatrace.verify(entries().matching("body = a").exactly(2));
}

#[tokio::test]
async fn what_is_for_another_vendor_is_left_to_other_mocks() {
    let server = MockServer::start().await;
    let (azure, dynatrace) = (Azure::start().await, Dynatrace::start().await);
    for mock in [
        Mock::given(azure.matches()).respond_with(azure.responder()),
        Mock::given(dynatrace.matches()).respond_with(dynatrace.responder()),
        Mock::given(any()).respond_with(ResponseTemplate::new(418)),
    ] {
        mock.mount(&server).await;
    }
    let post = async |path: &str| {
        let request = Client::new().post(server.uri() + path).body("[]");
        request.send().await.expect("an answer").status().as_u16()
    };
    let rule = format!(
        "/dataCollectionRules/{}/streams/Custom-X?api-version=2023-01-01",
        azure.rule_id()
    );
    assert_eq!(post(&rule).await, 401);
    assert_eq!(post("/api/v2/logs/ingest").await, 401);
    assert_eq!(post("/somewhere/else").await, 418);
    azure.verify(exchanges().exactly(1));
    dynatrace.verify(exchanges().exactly(1));
}
