//! What holds for every page.

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;

use super::{ada, made, named, signed_in};

#[tokio::test]
async fn every_page_is_sent_with_what_keeps_it_safe_and_every_link_leads_somewhere() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (_, _) = made(&mut browser, &home, &[("name", "One"), ("kind", "user"), ("days", "7")]).await;
    let _ = browser
        .fill(&format!("{home}/gates/new"), &format!("{home}/gates"), &[("name", "edge")])
        .await
        .expect(200);
    let endpoint = [("url", "https://a.example/"), ("which", "all")];
    let _ = browser
        .fill(&format!("{home}/webhooks/new"), &format!("{home}/webhooks"), &endpoint)
        .await
        .expect(200);
    let mut seen = std::collections::BTreeSet::new();
    let mut next = vec![home.clone(), "/dashboard/sign-in".to_owned()];
    let mut nonces = std::collections::BTreeSet::new();
    while let Some(path) = next.pop() {
        if !seen.insert(path.clone()) || path.starts_with("/docs") {
            continue;
        }
        let page = browser.open(&path).await;
        if path == "/dashboard" || path == "/dashboard/sign-in" {
            let _ = page.expect(303);
            continue;
        }
        let page = page.expect(200);
        if path.starts_with("/assets/") {
            assert_eq!(page.header("cache-control"), Some("public, max-age=31536000, immutable"));
            continue;
        }
        let kind = page.header("content-type").unwrap_or_default();
        if kind == "application/x-ndjson" || kind.starts_with("text/csv") {
            assert_eq!(page.header("cache-control"), Some("no-store"));
            continue;
        }
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'nonce-"), "{policy}");
        assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!(page.header("referrer-policy"), Some("same-origin"));
        assert_eq!(page.header("x-frame-options"), Some("DENY"));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        let html = page.body();
        assert!(
            !html.contains(" style=") && !html.contains(" onclick") && !html.contains("<script>"),
            "{path}"
        );
        assert!(html.len() < 100_000, "{path}: {} bytes", html.len());
        for nonce in named(html, "nonce=\"") {
            assert!(policy.contains(&format!("'nonce-{nonce}'")), "{path}");
            nonces.insert(nonce.to_owned());
        }
        for to in named(html, "href=\"").into_iter().chain(named(html, "src=\"")) {
            assert!(!to.contains("//"), "{path}: {to} is elsewhere");
            let to = to.replace("&#38;", "&");
            if to.starts_with('/') {
                next.push(to);
            } else if to.starts_with('?') {
                next.push(format!("{}{to}", path.split('?').next().unwrap_or_default()));
            }
        }
    }
    assert!(seen.len() > 15, "{seen:?}");
    assert!(nonces.len() > 5, "one for each page");
}

#[tokio::test]
async fn who_is_not_signed_in_is_sent_to_sign_in_and_comes_back() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    server.prove(super::ADA).await;
    let path = format!("{home}/keys");
    let mut guest = server.browser();
    let sent = guest.open(&path).await.expect(303);
    let to = sent.header("location").unwrap().to_owned();
    assert_eq!(to, format!("/dashboard/sign-in?next={path}"));
    let fields = [("email", super::ADA), ("password", keyward_testkit::server::PASSWORD)];
    let back = guest.fill(&to, "/dashboard/sign-in", &fields).await.expect(303);
    assert_eq!(back.header("location"), Some(path.as_str()));
    let _ = guest.open(&path).await.expect(200);
    // Nowhere else.
    let fields = [fields[0], fields[1], ("next", "https://evil.example/")];
    let back = server.browser().fill("/dashboard/sign-in", "/dashboard/sign-in", &fields).await.expect(303);
    assert_eq!(back.header("location"), Some("/dashboard"));
    let _ = browser.open(&path).await.expect(200);
}

#[tokio::test]
async fn another_tenant_s_pages_are_not_there() {
    let server = TestServer::sqlite().await;
    let (mut ada, home) = ada(&server).await;
    let (mut eve, at_eve_s) = signed_in(&server, "eve@example.com").await;
    let (_, key) = made(&mut ada, &home, &[("name", "Mine"), ("kind", "user")]).await;
    let id = key.rsplit('/').next().unwrap();
    let foreign = [
        home.clone(),
        format!("{home}/keys"),
        format!("{home}/keys/new"),
        key.clone(),
        format!("{at_eve_s}/keys/{id}"),
        format!("{at_eve_s}/keys/{id}/revoke"),
        format!("{at_eve_s}/keys/{id}/rotate"),
        format!("{at_eve_s}/nowhere"),
        "/dashboard/env_nonsense".to_owned(),
    ];
    for path in foreign {
        let page = eve.open(&path).await.expect(404);
        assert!(!page.body().contains("Mine"), "{path}");
    }
    let page = format!("{at_eve_s}/keys/new");
    for act in ["disable", "enable", "revoke"] {
        for base in [format!("{home}/keys/{id}"), format!("{at_eve_s}/keys/{id}")] {
            let _ = eve.fill(&page, &format!("{base}/{act}"), &[]).await.expect(404);
        }
    }
    assert!(ada.open(&key).await.expect(200).body().contains("class=\"state active\""));
}

#[tokio::test]
async fn a_form_counts_only_with_the_mark_of_its_session_and_from_here() {
    let server = TestServer::sqlite().await;
    let (mut ada, home) = ada(&server).await;
    let (mut eve, at_eve_s) = signed_in(&server, "eve@example.com").await;
    let (_, key) = made(&mut ada, &home, &[("name", "Mine"), ("kind", "user")]).await;
    let revoke = format!("{key}/revoke");
    let eve_s = eve.open(&format!("{at_eve_s}/keys/new")).await.expect(200);
    let foreign = named(eve_s.body(), "name=\"mark\" value=\"")[0].to_owned();
    let own = ada.open(&revoke).await.expect(200);
    let own = named(own.body(), "name=\"mark\" value=\"")[0].to_owned();
    let _ = ada.send_form(&revoke, &[]).await.expect(403);
    let _ = ada.send_form(&revoke, &[("mark", "")]).await.expect(403);
    let _ = ada.send_form(&revoke, &[("mark", &foreign)]).await.expect(403);
    let _ = ada.send_form_from("cross-site", &revoke, &[("mark", &own)]).await.expect(403);
    let _ = ada.send_form_from("same-site", &revoke, &[("mark", &own)]).await.expect(403);
    assert!(ada.open(&key).await.expect(200).body().contains("class=\"state active\""));
    let _ = ada.send_form(&revoke, &[("mark", &own)]).await.expect(303);
    assert!(ada.open(&key).await.expect(200).body().contains("class=\"state revoked\""));
    // The form to sign in has no session yet: what counts is where it comes from.
    let fields = [("email", super::ADA), ("password", keyward_testkit::server::PASSWORD)];
    let _ = server.browser().send_form_from("cross-site", "/dashboard/sign-in", &fields).await.expect(403);
}

#[tokio::test]
async fn a_cookie_counts_for_nothing_at_the_api_and_a_token_for_nothing_here() {
    let server = TestServer::sqlite().await;
    let (browser, home) = ada(&server).await;
    let token = browser.cookie("__Host-keyward").unwrap();
    let guest = server.anonymous();
    guest.with("cookie", &browser.cookies()).get("/v1/users/me").await.error(401, "unauthorized");
    guest
        .with("authorization", &format!("Bearer {token}"))
        .get("/v1/users/me")
        .await
        .error(401, "unauthorized");
    let body = serde_json::json!({"refresh_token": token});
    guest.post("/v1/auth/refresh", &body).await.error(401, "invalid_token");
    let person = server.sign_up("eve@example.com").await;
    for name in ["token", "refresh_token"] {
        let cookie = format!("__Host-keyward={}", person.signed_in().text(name));
        let mut eve = server.browser();
        let _ = eve.open(&home).await.expect(303);
        let page = guest.with("cookie", &cookie).get("/dashboard").await;
        assert!(page.body().contains("Sign in"), "{name}");
    }
}

#[tokio::test]
async fn the_theme_is_kept_and_leads_nowhere_else() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let back =
        browser.fill(&home, "/dashboard/theme", &[("theme", "dark"), ("back", &home)]).await.expect(303);
    assert_eq!(back.header("location"), Some(home.as_str()));
    assert!(browser.open(&home).await.expect(200).body().contains("data-theme=\"dark\""));
    let fields = [("theme", "\"><script>"), ("back", "//evil.example")];
    let back = browser.fill(&home, "/dashboard/theme", &fields).await.expect(303);
    assert_eq!(back.header("location"), Some("/dashboard"));
    assert!(!browser.open(&home).await.expect(200).body().contains("data-theme"));
}
