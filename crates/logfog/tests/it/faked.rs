use std::time::Duration;

use logfog::{Fake, StartError, Timestamp, entries, exchanges};

use crate::ship::{ship, ship_nonsense};

#[tokio::test]
async fn several_emulators_share_a_clock_and_a_journal() {
    let start: Timestamp = "2026-11-25T10:00:00Z".parse().expect("an instant");
    let fake = logfog::fake(|f| f.dynatrace().cloudru().clock(start)).await;
    assert_ne!(fake.dynatrace().uri(), fake.cloudru().uri());
    ship(fake.dynatrace(), r#"[{"content":"a"}]"#).await;
    ship_nonsense(fake.cloudru()).await;
    assert_eq!(fake.dynatrace().exchanges().len(), 1);
    assert_eq!(fake.cloudru().verify(exchanges()).len(), 1);
    let vendors: Vec<_> = fake
        .exchanges()
        .iter()
        .map(|one| one.vendor.as_str())
        .collect();
    assert_eq!(vendors, ["dynatrace", "cloudru"]);
    fake.wait_for(entries().exactly(1)).await;
    fake.cloudru().verify(entries().exactly(0));

    fake.advance(Duration::from_hours(1));
    assert_eq!(
        fake.dynatrace().now(),
        "2026-11-25T11:00:00Z".parse().expect("an instant")
    );
    fake.dynatrace().set_time(start);
    assert_eq!(fake.cloudru().now(), start);
    fake.advance(Duration::from_secs(1));
    fake.reset();
    assert_eq!(fake.now(), start);
    assert!(fake.exchanges().is_empty() && fake.entries().is_empty());
}

#[tokio::test]
async fn each_vendor_has_settings_of_its_own() {
    let fake = Fake::builder()
        .dynatrace_with(|dynatrace| {
            dynatrace.set("state", "out_of_ddu");
        })
        .dynatrace()
        .yandex_with(|yandex| {
            yandex.profile("seed");
        })
        .seed(7);
    let fake = fake.start().await.expect("known settings");
    assert_eq!(
        ship(fake.dynatrace(), r#"[{"content":"a"}]"#)
            .await
            .status(),
        402
    );
    assert!(!fake.yandex().iam_token().is_empty());
    fake.expect(exchanges().status(402).exactly(1));
}

#[test]
fn what_was_not_started_is_said() {
    let fake = logfog::fake_blocking(logfog::FakeBuilder::azure);
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| fake.yandex().uri()));
    assert!(panic.is_err());
    let unknown = Fake::builder().azure_with(|azure| {
        azure.profile("2031");
    });
    let error = unknown.start_blocking().expect_err("no such profile");
    assert!(matches!(error, StartError::Setting(_)));
    let strange = Fake::builder()
        .azure()
        .check("dynatrace.*=warn")
        .start_blocking();
    assert!(matches!(
        strange.expect_err("no such rule"),
        StartError::NoRule(_)
    ));
}

#[tokio::test]
async fn the_admin_api_answers_where_it_was_asked_for() {
    let plain = logfog::CloudRu::start().await;
    assert_eq!(plain.admin_url(), None);
    let path = "/_logfog/v1/version";
    let answer = reqwest::get(plain.uri() + path).await.expect("an answer");
    assert_eq!(
        answer.status(),
        404,
        "features add nothing to who does not ask"
    );

    let fake = Fake::builder()
        .cloudru()
        .azure()
        .admin()
        .start()
        .await
        .expect("it starts");
    let url = fake.admin_url().expect("it was asked for");
    ship_nonsense(fake.cloudru()).await;
    let said = reqwest::get(url + "/exchanges").await.expect("an answer");
    let said = said.text().await.expect("a text");
    assert!(said.contains("cloudru.auth."), "{said}");
    let answer = reqwest::get(fake.azure().uri() + path)
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 200);
}
