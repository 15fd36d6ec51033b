//! What the first page of an environment tells.

use std::time::Duration;

use keyward_testkit::server::TestServer;
use serde_json::json;

use super::{ada, made, named, text_of};
use crate::given::verified;

#[tokio::test]
async fn how_long_checks_took_is_told_by_the_hour_and_of_its_environment_alone() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (own, _) = made(&mut browser, &home, &[("name", "Checker"), ("kind", "user")]).await;
    let checker = server.holder_of(text_of(own.body(), "secret"));
    server.authority().flush_uses().await.unwrap();
    let none = browser.open(&home).await.expect(200);
    assert!(!none.body().contains("How long checks take"), "nothing was checked");
    for checks in [3, 1] {
        for _ in 0..checks {
            let _ = verified(&checker, checker.key(), json!({})).await.expect(200);
        }
        server.authority().flush_uses().await.unwrap();
        server.clock.advance(Duration::from_hours(1));
    }
    let told = browser.open(&home).await.expect(200);
    let titles = named(told.body(), "<g><title>2026-01-14 ");
    let titles: Vec<_> = titles.iter().filter_map(|text| text.split("</title>").next()).collect();
    // The clock stands still, so each took less than 25 microseconds.
    for hour in ["12:00: half within 12 µs, 99 of 100 within 25 µs, of 3", "13:00: half within 12 µs, 99 of 100 within 25 µs, of 1"] {
        assert!(titles.contains(&hour), "{hour} in {titles:?}");
    }
    let days = browser.open(&format!("{home}?by=day")).await.expect(200);
    assert!(days.body().contains("2026-01-14: half within 12 µs, 99 of 100 within 25 µs, of 4"), "{}", days.body());
    let production = named(told.body(), "class=\"place production\" href=\"")[0].to_owned();
    let elsewhere = browser.open(&production).await.expect(200);
    assert!(!elsewhere.body().contains("How long checks take"));
}
