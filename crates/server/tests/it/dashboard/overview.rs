//! What the first page of an environment tells.

use std::time::Duration;

use keyward_domain::{Code, Key};
use keyward_storage::usage;
use keyward_testkit::browser::Browser;
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
    for hour in [
        "12:00: half within 12 µs, 99 of 100 within 25 µs, of 3",
        "13:00: half within 12 µs, 99 of 100 within 25 µs, of 1",
    ] {
        assert!(titles.contains(&hour), "{hour} in {titles:?}");
    }
    let days = browser.open(&format!("{home}?by=day")).await.expect(200);
    assert!(
        days.body().contains("2026-01-14: half within 12 µs, 99 of 100 within 25 µs, of 4"),
        "{}",
        days.body()
    );
    let production = named(told.body(), "class=\"place production\" href=\"")[0].to_owned();
    let elsewhere = browser.open(&production).await.expect(200);
    assert!(!elsewhere.body().contains("How long checks take"));
}

/// The page's part about the busiest keys, once they are found.
async fn found(browser: &mut Browser, home: &str) -> String {
    loop {
        let page = browser.open(home).await.expect(200);
        let part =
            page.body().split("id=\"busiest\"").nth(1).and_then(|rest| rest.split("</section>").next());
        let part = part.expect("the part").to_owned();
        if part.contains("class=\"bars\"") {
            return part;
        }
        assert!(part.contains("they are being added up"), "{part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_busiest_of_many_keys_are_found_beside_the_page() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let mut keys = Vec::new();
    for number in 0..3 {
        let name = format!("Number {number}");
        let (_, path) = made(&mut browser, &home, &[("name", &name), ("kind", "user")]).await;
        let id = path.rsplit('/').next().unwrap();
        keys.push(server.authority().ids().decode::<Key>(id).unwrap());
    }
    let storage = server.authority().storage();
    // As often with each code, in each of the last hours.
    let add = async |key: usize, hours: u32, count: u64| {
        let answers: Vec<_> = Code::ALL.into_iter().map(|code| (keys[key], code, count)).collect();
        let tx = storage.begin().await.unwrap();
        for hour in 0..hours {
            let at = server.authority().now().minus(Duration::from_hours(1) * hour);
            usage::add(&tx, &answers, at).await.unwrap();
        }
        tx.commit().await.unwrap();
    };
    add(0, 1, 1).await;
    add(1, 1, 2).await;
    let few = found(&mut browser, &home).await;
    assert!(!few.contains("as of") && !few.contains("Number 2"), "{few}");
    // More rows than are added up while a page waits.
    let days = format!("{home}?by=day");
    add(2, 700, 1).await;
    let many = found(&mut browser, &days).await;
    assert!(many.contains("as of") && many.contains(">just now</time>"), "{many}");
    let places = ["Number 2", "Number 1", "Number 0"].map(|name| many.find(name).unwrap());
    assert!(places.is_sorted(), "{many}");
    assert!(many.contains("<span>700 <small>"), "{many}");
    add(0, 1, 1000).await;
    assert_eq!(found(&mut browser, &days).await, many, "it is fresh");
    server.clock.advance(Duration::from_mins(2));
    let stale = found(&mut browser, &days).await;
    assert!(
        stale.contains("2 minutes ago"),
        "what was found last is shown while they are looked for anew: {stale}"
    );
    let anew = loop {
        let anew = found(&mut browser, &days).await;
        if anew.contains("just now") {
            break anew;
        }
    };
    assert!(anew.contains("<span>1,001 <small>") && anew.find("Number 0") < anew.find("Number 2"), "{anew}");
}
