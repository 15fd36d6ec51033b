//! Gates.

use keyward_authority::gates::DEVELOPMENT_SECRETS;
use keyward_testkit::actors::Caller;
use keyward_testkit::browser::Browser;
use keyward_testkit::server::TestServer;
use serde_json::json;

use super::{HOSTILE, ada, is_inert, made, named, reader_of, signed_in, text_of};

/// Makes a gate by the form; its secret and its path.
async fn gate(browser: &mut Browser, home: &str, fields: &[(&str, &str)]) -> (String, String) {
    let (form, to) = (format!("{home}/gates/new"), format!("{home}/gates"));
    let shown = browser.fill(&form, &to, fields).await.expect(200);
    is_inert(&shown);
    (text_of(shown.body(), "secret").to_owned(), named(shown.body(), "data-once=\"")[0].to_owned())
}

/// What a page's element of that id says, as a browser reads it.
fn read(page: &str, id: &str) -> String {
    let text = text_of(page, id);
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

#[tokio::test]
async fn a_gate_is_made_with_all_that_it_may_have_and_its_secret_is_shown_once() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (page, form) = (format!("{home}/gates"), format!("{home}/gates/new"));
    let empty = browser.open(&page).await.expect(200);
    assert!(empty.body().contains("No gates yet") && empty.body().contains("/v1/gates -H"));
    let fields = [
        ("name", "edge"),
        ("permissions", "documents:read"),
        ("headers", "x-api-key, x-mine"),
        ("query", "api_key"),
        ("rule_method", "post"),
        ("rule_path", "/documents"),
        ("rule_permissions", "documents:write"),
        ("rule_cost", "5"),
        ("rule_method", ""),
        ("rule_path", ""),
        ("rule_permissions", ""),
        ("rule_cost", ""),
        ("limit_name", "requests"),
        ("limit_most", "100"),
        ("limit_seconds", "60"),
        ("limit_cost", ""),
        ("on_outage", "allow"),
        ("deny_style", "nginx"),
    ];
    let shown = browser.open(&form).await.expect(200);
    let (mark, once) =
        (named(shown.body(), "name=\"mark\" value=\"")[0], named(shown.body(), "name=\"once\" value=\"")[0]);
    let all: Vec<_> = [("mark", mark), ("once", once)].into_iter().chain(fields).collect();
    let first = browser.send_form(&page, &all).await.expect(200);
    assert_eq!(first.header("cache-control"), Some("no-store"));
    let secret = text_of(first.body(), "secret").to_owned();
    assert!(secret.starts_with("kwg_test_"), "{secret}");
    let path = named(first.body(), "data-once=\"")[0].to_owned();
    let again = browser.send_form(&page, &all).await.expect(303);
    assert_eq!(again.header("location"), Some(path.as_str()));
    for page in [&path, &page, &format!("{path}/edit")] {
        assert!(!browser.open(page).await.expect(200).body().contains(&secret), "{page}");
    }

    // What was made is what the API tells of it, and what the form shows again.
    let (own, _) = made(&mut browser, &home, &[("name", "me"), ("kind", "user")]).await;
    let me = server.holder_of(text_of(own.body(), "secret"));
    let id = path.rsplit('/').next().unwrap();
    let expected = json!({
        "name": "edge",
        "credential": {"headers": ["x-api-key", "x-mine"], "query": "api_key"},
        "permissions": "documents:read",
        "rules": [{"method": "POST", "path_prefix": "/documents", "permissions": "documents:write", "cost": 5}],
        "limits": [{"name": "requests", "limit": 100, "window_seconds": 60}],
        "on_outage": "allow",
        "deny_style": "nginx",
    });
    let told = me.get(&format!("/v1/gates/{id}")).await.expect(200);
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&told[field.as_str()], value, "{field}");
    }
    let edit = browser.open(&format!("{path}/edit")).await.expect(200);
    for value in [
        "edge",
        "documents:read",
        "x-api-key x-mine",
        "POST",
        "/documents",
        "documents:write",
        "5",
        "requests",
        "100",
        "60",
    ] {
        assert!(edit.body().contains(&format!("value=\"{value}\"")), "{value}");
    }
    let change = [("name", "edge-2"), ("on_outage", "deny"), ("deny_style", "standard")];
    let done = browser.fill(&format!("{path}/edit"), &format!("{path}/edit"), &change).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{path}?done=changed").as_str()));
    let told = me.get(&format!("/v1/gates/{id}")).await.expect(200);
    assert_eq!((told.text("name"), told.text("on_outage")), ("edge-2", "deny"));
    assert_eq!(told["rules"], json!([]));
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_lines_are_added_without_a_script() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (form, to) = (format!("{home}/gates/new"), format!("{home}/gates"));
    for (fields, needed) in [
        (vec![("name", "")], "Name must"),
        (vec![("name", "x"), ("permissions", "a AND")], "In the query, column 1"),
        (vec![("name", "x"), ("headers", "host")], "A header names a header that"),
        (vec![("name", "x"), ("rule_path", "admin")], "The path must begin with"),
        (vec![("name", "x"), ("rule_path", "/a"), ("rule_cost", "much")], "It must be a whole number"),
        (vec![("name", "x"), ("limit_name", "r"), ("limit_most", "1")], "It is required"),
        (
            vec![("name", "x"), ("limit_name", "r"), ("limit_most", "0"), ("limit_seconds", "1")],
            "It must be between",
        ),
    ] {
        let page = browser.fill(&form, &to, &fields).await.expect(422);
        assert!(
            page.body().contains(&format!("<strong class=\"fault\">{needed}")),
            "{fields:?}: {}",
            page.body()
        );
        assert!(!page.body().contains("role=\"alert\""), "{fields:?}: it has a place of its own");
    }
    let more = [("name", "kept"), ("rule_path", "/a"), ("more", "rules")];
    let page = browser.fill(&form, &to, &more).await.expect(200);
    assert_eq!(page.body().matches("name=\"rule_path\"").count(), 2);
    assert!(page.body().contains("value=\"kept\"") && page.body().contains("value=\"/a\""));
    let (_, _) = gate(&mut browser, &home, &[("name", "taken")]).await;
    let twice = browser.fill(&form, &to, &[("name", "taken")]).await.expect(422);
    assert!(twice.body().contains("role=\"alert\">A gate of this name"), "{}", twice.body());
}

#[tokio::test]
async fn the_files_for_proxies_are_the_examples_with_this_gate_in_them() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (secret, path) = gate(&mut browser, &home, &[("name", "edge")]).await;
    let id = path.rsplit('/').next().unwrap();
    for (proxy, files) in [
        ("nginx", vec!["nginx/nginx.conf"]),
        ("caddy", vec!["caddy/Caddyfile"]),
        ("haproxy", vec!["haproxy/haproxy.cfg", "haproxy/keyward.lua"]),
        ("traefik", vec!["traefik/traefik.yaml", "traefik/routes.yaml"]),
        ("envoy-http", vec!["envoy-http/envoy.yaml"]),
        ("envoy-grpc", vec!["envoy-grpc/envoy.yaml"]),
    ] {
        let page = browser.open(&format!("{path}?proxy={proxy}&address=127.0.0.1:4870")).await.expect(200);
        assert!(!page.body().contains(&secret));
        for (at, file) in files.into_iter().enumerate() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/gateways/");
            let example = std::fs::read_to_string(format!("{folder}{file}")).unwrap();
            let nginx = usize::from(proxy == "nginx");
            let expected = example
                .replace(["sample", "sample-nginx"][nginx], id)
                .replace(DEVELOPMENT_SECRETS[nginx], "YOUR_GATE_SECRET")
                .replace("Beside `keyward serve --dev`, with", "With");
            assert_eq!(read(page.body(), &format!("file-{}", at + 1)), expected, "{file}");
        }
        let warned = page.body().contains("class=\"note wait\"");
        assert_eq!(warned, ["nginx", "envoy-grpc"].contains(&proxy), "{proxy}");
    }
    let elsewhere = browser.open(&format!("{path}?proxy=caddy&address=keyward:80")).await.expect(200);
    assert!(read(elsewhere.body(), "file-1").contains("forward_auth keyward:80 {"));
    let hostile =
        browser.open(&format!("{path}?proxy=caddy&address=%22%3E%3Cscript%3Ealert(1):1")).await.expect(200);
    is_inert(&hostile);
    assert!(hostile.body().contains("It must be a host and a port"));
    assert!(!read(hostile.body(), "file-1").contains("alert"));
}

#[tokio::test]
async fn a_gate_gets_another_secret_and_is_deleted() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (first, path) = gate(&mut browser, &home, &[("name", HOSTILE)]).await;
    let id = path.rsplit('/').next().unwrap().to_owned();
    let (customer, _) =
        made(&mut browser, &home, &[("name", "c"), ("kind", "customer"), ("external_id", "c")]).await;
    let key = text_of(customer.body(), "secret").to_owned();
    let knows = async |secret: &str| {
        let guest = server.anonymous();
        let proxy = guest.with("x-gate-secret", secret).with("x-api-key", &key);
        proxy.get(&format!("/v1/gates/{id}/auth")).await.status == 200
    };
    assert!(knows(&first).await);
    let rotate = format!("{path}/rotate");
    is_inert(&browser.open(&rotate).await.expect(200));
    let shown = browser.open(&rotate).await.expect(200);
    let (mark, once) =
        (named(shown.body(), "name=\"mark\" value=\"")[0], named(shown.body(), "name=\"once\" value=\"")[0]);
    let fields = [("mark", mark), ("once", once)];
    let rotated = browser.send_form(&rotate, &fields).await.expect(200);
    let second = text_of(rotated.body(), "secret").to_owned();
    assert!(knows(&second).await && !knows(&first).await);
    let again = browser.send_form(&rotate, &fields).await.expect(303);
    assert_eq!(again.header("location"), Some(path.as_str()));
    assert!(knows(&second).await, "a reload makes no third one");
    let page = browser.open(&path).await.expect(200);
    is_inert(&page);
    assert!(page.body().contains("<code>gate.rotate_secret</code>"), "its trail is told");

    let delete = format!("{path}/delete");
    is_inert(&browser.open(&delete).await.expect(200));
    let done = browser.fill(&delete, &delete, &[]).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{home}/gates?done=deleted").as_str()));
    let _ = browser.open(&path).await.expect(404);
    assert!(!knows(&second).await);
}

#[tokio::test]
async fn gates_are_searched_and_paged() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (own, _) = made(&mut browser, &home, &[("name", "me"), ("kind", "user")]).await;
    let me = server.holder_of(text_of(own.body(), "secret"));
    for number in 0..27 {
        let _ = me.post("/v1/gates", &json!({"name": format!("gate {number:02}")})).await.expect(201);
    }
    let _ = me.post("/v1/gates", &json!({"name": HOSTILE})).await.expect(201);
    let count = async |browser: &mut Browser, query: &str| {
        let page = browser.open(&format!("{home}/gates?{query}")).await.expect(200);
        is_inert(&page);
        page.body().matches("<th scope=\"row\">").count()
    };
    for (query, rows) in
        [("", 25), ("page=2", 3), ("q=GATE+0", 10), ("q=nothing", 0), ("q=%00script", 1), ("page=99", 0)]
    {
        assert_eq!(count(&mut browser, query).await, rows, "{query}");
    }
}

#[tokio::test]
async fn another_tenant_s_gate_is_not_there_and_who_may_only_read_has_no_buttons() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (_, path) = gate(&mut browser, &home, &[("name", "Mine")]).await;
    let id = path.rsplit('/').next().unwrap();
    let (mut eve, at_eve_s) = signed_in(&server, "eve@example.com").await;
    for base in [path.clone(), format!("{at_eve_s}/gates/{id}")] {
        for act in ["", "/edit", "/rotate", "/delete"] {
            let _ = eve.open(&format!("{base}{act}")).await.expect(404);
        }
        for act in ["edit", "rotate", "delete"] {
            let fields = [("name", "x"), ("once", "1")];
            let _ = eve
                .fill(&format!("{at_eve_s}/gates/new"), &format!("{base}/{act}"), &fields)
                .await
                .expect(404);
        }
    }
    let mut reader = reader_of(&server, &mut browser, &home).await;
    for page in [format!("{home}/gates"), path.clone()] {
        let seen = reader.open(&page).await.expect(200);
        assert!(seen.body().contains("Mine"), "{page}");
        for act in ["/gates/new", "/edit", "/rotate", "/delete"] {
            assert!(!seen.body().contains(act), "{page}: {act}");
        }
    }
    for page in [
        format!("{home}/gates/new"),
        format!("{path}/edit"),
        format!("{path}/rotate"),
        format!("{path}/delete"),
    ] {
        let _ = reader.open(&page).await.expect(403);
    }
    let _ = reader.fill(&home, &format!("{path}/delete"), &[]).await.expect(403);
    assert!(browser.open(&path).await.expect(200).body().contains("Mine"));
}
