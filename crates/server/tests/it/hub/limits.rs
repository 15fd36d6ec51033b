//! Rate limits (contract hub, C.4 and C.5), on every surface.

use std::time::Duration;

use keyward_domain::AccountType;
use keyward_server::config::{Rate, RateLimits};
use keyward_storage::audit;
use keyward_testkit::actors::{Anonymous, Answer, Caller};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};

use super::{KEYS, LOGIN, PASSWORD, made, partner, product, signed_up};
use crate::given::{UNKNOWN_KEY, code_of};

const NATIVE_LOGIN: &str = "/v1/auth/login";
const WHOAMI: &str = "/v1/keys/whoami";

/// With the limits as they are by default, but for these; a proxy says who is behind it.
fn limited(change: impl FnOnce(&mut RateLimits)) -> Setup {
    Setup::sqlite().config(|config| {
        config.rate_limits = RateLimits::default();
        change(&mut config.rate_limits);
        config.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    })
}

/// Whoever comes from that address.
fn from(server: &TestServer, address: &str) -> Anonymous {
    server.anonymous().with("x-forwarded-for", address)
}

fn credentials(password: &str) -> Value {
    json!({"email": "you@example.com", "password": password})
}

#[track_caller]
fn too_many(answer: &Answer, limit: &str, retry_after: &str) {
    assert_eq!(answer.status, 429, "{answer:?}");
    assert_eq!(answer.header("x-ratelimit-limit"), Some(limit));
    assert_eq!(answer.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(answer.header("retry-after"), Some(retry_after));
    assert!(answer.header("x-ratelimit-reset").is_some_and(|value| value.parse::<i64>().is_ok()));
}

#[tokio::test]
async fn one_bucket_for_both_surfaces_and_each_category_its_own() {
    let server = limited(|_| {}).start().await;
    let stranger = from(&server, "192.0.2.1");
    for path in [LOGIN, NATIVE_LOGIN, LOGIN, NATIVE_LOGIN, LOGIN] {
        assert_eq!(stranger.post(path, &credentials("wrong")).await.status, 401, "{path}");
    }
    let native = stranger.post(NATIVE_LOGIN, &credentials("wrong")).await.error(429, "rate_limited");
    assert_eq!(native.text("message"), "Rate limit exceeded: 5 per 1 minute");
    too_many(&native, "5", "60");
    let hub = stranger.post(LOGIN, &credentials("wrong")).await.error(429, "rate_limited");
    assert_eq!((&hub["detail"], &hub["error"]), (&native["message"], &native["message"]));
    too_many(&hub, "5", "60");
    // Signing up is another category, and another address another caller.
    let body = json!({"email": "new@example.com", "password": PASSWORD});
    let _ = stranger.post("/v1/auth/signup", &body).await.expect(201);
    let _ = from(&server, "192.0.2.2").post(LOGIN, &credentials("wrong")).await.expect(401);
}

#[tokio::test]
async fn the_window_starts_with_the_first_request() {
    let server = limited(|_| {}).start().await;
    let stranger = from(&server, "192.0.2.1");
    let login = async || stranger.post(LOGIN, &credentials("wrong")).await;
    for _ in 0..5 {
        let _ = login().await.expect(401);
        server.clock.advance(Duration::from_secs(10));
    }
    too_many(&login().await, "5", "10");
    server.clock.advance(Duration::from_millis(9_999));
    too_many(&login().await, "5", "1");
    server.clock.advance(Duration::from_millis(1));
    let _ = login().await.expect(401);
}

#[tokio::test]
async fn what_is_refused_before_costs_nothing() {
    let server = limited(|_| {}).start().await;
    let stranger = from(&server, "192.0.2.1");
    for path in [LOGIN, NATIVE_LOGIN] {
        for body in [json!({}), json!([]), json!({"email": 5})] {
            for _ in 0..5 {
                assert!(matches!(stranger.post(path, &body).await.status, 400 | 422));
            }
        }
    }
    let _ = stranger.post(LOGIN, &credentials("wrong")).await.expect(401);
}

#[tokio::test]
async fn refresh_has_a_limit_and_off_is_none() {
    let server = limited(|rates| rates.login = Rate::Off).start().await;
    let stranger = from(&server, "192.0.2.1");
    for (index, path) in
        ["/v1/auth/refresh", "/api/v1/portal/auth/refresh"].iter().cycle().take(10).enumerate()
    {
        let answer = stranger.post(path, &json!({"refresh_token": "x"})).await;
        assert_eq!(answer.status, 401, "{index}");
    }
    too_many(&stranger.post("/v1/auth/refresh", &json!({"refresh_token": "x"})).await, "10", "60");
    for _ in 0..20 {
        let _ = stranger.post(LOGIN, &credentials("wrong")).await.expect(401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_guesses_are_five() {
    let server = limited(|_| {}).start().await;
    let you = signed_up(&server, "you@example.com").await;
    let tenant = server.tenant_of("you@example.com").await;
    let tried = async || {
        let lines = audit::latest(&server.authority().storage().reader(), tenant, 100).await.unwrap();
        lines.iter().filter(|line| line.action == "session.create").count()
    };
    let before = (server.authority().password_hashes(), tried().await);
    let guesser = from(&server, "192.0.2.66");
    let attempts: Vec<_> = (0..20)
        .map(|_| {
            let guesser = guesser.clone();
            tokio::spawn(async move {
                for _ in 0..500 {
                    let answer = guesser.post(LOGIN, &credentials("wrong")).await;
                    assert!(matches!(answer.status, 401 | 429), "{answer:?}");
                }
            })
        })
        .collect();
    for guess in attempts {
        guess.await.unwrap();
    }
    assert_eq!(server.authority().password_hashes() - before.0, 5);
    // They are written down beside the answers.
    while tried().await < 5 + before.1 {
        tokio::task::yield_now().await;
    }
    assert_eq!(tried().await, 5 + before.1);
    // Whoever it is about signs in from elsewhere, and stays signed in.
    let _ = from(&server, "192.0.2.7").post(LOGIN, &credentials(PASSWORD)).await.expect(200);
    you.with("x-forwarded-for", "192.0.2.7").get(KEYS).await.error(403, "role_required");
}

#[tokio::test]
async fn a_flood_of_any_requests_is_bounded_before_anything_is_looked_at() {
    let server = limited(|rates| rates.requests = "30/minute".parse().unwrap()).start().await;
    let flood = from(&server, "192.0.2.1");
    for index in 0..30 {
        let path = ["/api/v1/nowhere", KEYS, "/v1/auth/sessions", "/api/keys"][index % 4];
        assert!(matches!(flood.get(path).await.status, 401 | 404), "{path}");
    }
    too_many(&flood.get("/api/v1/nowhere").await.error(429, "rate_limited"), "30", "60");
    too_many(&flood.get("/v1/auth/sessions").await.error(429, "rate_limited"), "30", "60");
    let flapjack = flood.get("/api/keys").await;
    assert_eq!(flapjack.json, json!({"error": "RATE_LIMITED"}));
    too_many(&flapjack, "30", "60");
    // Neither others nor the routes where keys are checked.
    let _ = from(&server, "192.0.2.2").get(KEYS).await.expect(401);
    let admin = server.admin().with("x-forwarded-for", "192.0.2.1");
    for _ in 0..40 {
        let _ = admin.get(WHOAMI).await.expect(200);
    }
    server.clock.advance(Duration::from_mins(1));
    let _ = flood.get(KEYS).await.expect(401);
}

#[tokio::test]
async fn unknown_keys_are_bounded_and_good_ones_are_not() {
    let server = limited(|_| {}).start().await;
    let at = |key: &str| server.holder_of(key).with("x-forwarded-for", "192.0.2.1");
    for _ in 0..20 {
        at(UNKNOWN_KEY).get(WHOAMI).await.error(401, "unauthorized");
    }
    too_many(&at(UNKNOWN_KEY).get(WHOAMI).await.error(429, "rate_limited"), "20", "600");
    let bearer = from(&server, "192.0.2.1").with("authorization", &format!("Bearer {UNKNOWN_KEY}"));
    bearer.get(WHOAMI).await.error(429, "rate_limited");
    assert_eq!(bearer.get("/api/keys").await.expect(429).json, json!({"error": "RATE_LIMITED"}));
    // A good key from the same address passes, however often.
    let admin = server.admin().with("x-forwarded-for", "192.0.2.1");
    for _ in 0..30 {
        let _ = admin.get(WHOAMI).await.expect(200);
    }
    // Keys that somebody asks about are no credentials.
    for _ in 0..30 {
        assert_eq!(code_of(&admin, UNKNOWN_KEY).await, "NOT_FOUND");
    }
    // One that was revoked is known.
    let you = partner(&server, "you@example.com", AccountType::Reseller).await;
    let key = made(&you, "CI").await;
    let _ = you.delete(&format!("{KEYS}/{}", key["id"])).await.expect(204);
    at(key["raw_key"].as_str().unwrap()).get(WHOAMI).await.error(401, "unauthorized");
    server.clock.advance(Duration::from_mins(10));
    at(UNKNOWN_KEY).get(WHOAMI).await.error(401, "unauthorized");
}

#[tokio::test]
async fn license_keys_that_nobody_knows_are_bounded_and_good_ones_are_not() {
    let server = limited(|rates| {
        rates.activate = Rate::Off;
        rates.verify_license = Rate::Off;
        rates.check_updates = Rate::Off;
        rates.download = Rate::Off;
        rates.components = Rate::Off;
    })
    .start()
    .await;
    let product = product(&server).await;
    let you = partner(&server, "you@example.com", AccountType::Reseller).await;
    let made = you.post("/api/v1/portal/licenses", &json!({"product_id": product})).await.expect(201).json;
    let of = |key: &Value| json!({"license_key": key, "domain": "a.example", "product": "flavor-starter", "version": "1.0.0", "components": {}});
    let (good, unknown) = (of(&made["license_key"]), of(&json!("FLVR-AAAA-BBBB-CCCC-DDDD")));
    let site = from(&server, "192.0.2.1");
    let posts = [
        ("/api/v1/licenses/activate", 404),
        ("/api/v1/licenses/verify", 404),
        ("/api/v1/licenses/deactivate", 404),
        ("/api/v1/updates/download", 404),
        ("/api/v1/updates/check", 200),
        ("/api/v1/components/check", 404),
    ];
    let gets = ["/api/v1/components", "/api/v1/components/available"];
    let guesser = site.with("x-license-key", "FLVR-AAAA-BBBB-CCCC-DDDD");
    for _ in 0..2 {
        for (path, status) in posts {
            assert_eq!(site.post(path, &unknown).await.status, status, "{path}");
        }
        for path in gets {
            guesser.get(path).await.error(404, "license_not_found");
        }
    }
    for (path, status) in &posts[..4] {
        assert_eq!(site.post(path, &unknown).await.status, *status, "{path}");
    }
    for (path, _) in posts {
        too_many(&site.post(path, &unknown).await.error(429, "rate_limited"), "20", "600");
    }
    for path in gets {
        too_many(&guesser.get(path).await.error(429, "rate_limited"), "20", "600");
    }
    for _ in 0..30 {
        let told = site.post("/api/v1/licenses/verify", &good).await.expect(200);
        assert_eq!(told["code"], "not_activated");
    }
    from(&server, "192.0.2.2")
        .post("/api/v1/licenses/verify", &unknown)
        .await
        .error(404, "license_not_found");
    server.clock.advance(Duration::from_mins(10));
    site.post("/api/v1/licenses/verify", &unknown).await.error(404, "license_not_found");
}
