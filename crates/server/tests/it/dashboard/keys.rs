//! API keys.

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use super::{HOSTILE, ada, code_of, is_inert, made, named, signed_in, text_of};

#[tokio::test]
async fn a_secret_is_shown_once_and_a_reload_neither_shows_it_nor_makes_another() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let page = browser.open(&format!("{home}/keys/new")).await.expect(200);
    let mark = named(page.body(), "name=\"mark\" value=\"")[0].to_owned();
    let once = named(page.body(), "name=\"once\" value=\"")[0].to_owned();
    let fields =
        [("mark", mark.as_str()), ("once", &once), ("name", "Mine"), ("kind", "user"), ("days", "30")];
    let first = browser.send_form(&format!("{home}/keys"), &fields).await.expect(200);
    assert_eq!(first.header("cache-control"), Some("no-store"));
    let secret = text_of(first.body(), "secret").to_owned();
    assert!(secret.starts_with("kw_test_"), "{secret}");
    assert!(text_of(first.body(), "curl").contains("/v1/keys/whoami"));
    let own = server.holder_of(&secret).get("/v1/keys/whoami").await.expect(200);
    assert_eq!(own["name"], "Mine");

    let path = named(first.body(), "data-once=\"")[0].to_owned();
    let again = browser.send_form(&format!("{home}/keys"), &fields).await.expect(303);
    assert_eq!(again.header("location"), Some(path.as_str()));
    for page in [path, format!("{home}/keys"), home.clone()] {
        assert!(!browser.open(&page).await.expect(200).body().contains(&secret), "{page}");
    }
    let list = browser.open(&format!("{home}/keys")).await.expect(200);
    assert_eq!(list.body().matches("<tr class=\"active\">").count(), 1);
    // The same form with something else in it is another wish.
    let other = fields.map(|(name, value)| if name == "name" { (name, "Other") } else { (name, value) });
    let _ = browser.send_form(&format!("{home}/keys"), &other).await.expect(422);
}

#[tokio::test]
async fn keys_are_for_oneself_for_service_accounts_and_for_customers() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (form, to) = (format!("{home}/keys/new"), format!("{home}/keys"));
    let (own, _) = made(&mut browser, &home, &[("name", "Own"), ("kind", "user")]).await;
    let me = server.holder_of(text_of(own.body(), "secret"));
    let body = json!({"type": "service_account", "name": "Robot", "roles": ["event_ingestor"]});
    let robot = me.post("/v1/users", &body).await.expect(201);
    let page = browser.open(&form).await.expect(200);
    assert!(page.body().contains("Robot (event_ingestor)"), "{}", page.body());
    let fields = [("name", "Robot's"), ("kind", "service_account"), ("machine", robot.text("id"))];
    let (_, robot_s) = made(&mut browser, &home, &fields).await;
    assert!(browser.open(&robot_s).await.expect(200).body().contains("event_ingestor"));
    let fields = [
        ("name", "C"),
        ("kind", "customer"),
        ("external_id", "c-1"),
        ("permissions", "docs:read, docs:write"),
    ];
    let (_, customer_s) = made(&mut browser, &home, &fields).await;
    let page = browser.open(&customer_s).await.expect(200);
    assert!(page.body().contains("c-1") && page.body().contains("docs:write"), "{}", page.body());

    for (fields, needed) in [
        (vec![("name", ""), ("kind", "user")], "Name must"),
        (vec![("name", "x"), ("kind", "customer"), ("external_id", "")], "must"),
        (vec![("name", "x"), ("kind", "service_account"), ("machine", "")], "is required"),
        (vec![("name", "x"), ("kind", "user"), ("days", "soon")], "must be a number of days"),
    ] {
        let page = browser.fill(&form, &to, &fields).await.expect(422);
        assert!(page.body().contains(needed), "{fields:?}: {}", page.body());
    }
}

#[tokio::test]
async fn a_key_is_switched_off_and_on_rotated_and_revoked() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let fields = [("name", "Worker"), ("kind", "customer"), ("external_id", "c-1")];
    let (made, path) = made(&mut browser, &home, &fields).await;
    let secret = text_of(made.body(), "secret").to_owned();

    let off = browser.fill(&path, &format!("{path}/disable"), &[]).await.expect(303);
    assert_eq!(off.header("location"), Some(format!("{path}?done=disabled").as_str()));
    assert_eq!(code_of(&server, &mut browser, &home, &secret).await, "DISABLED");
    let _ = browser.fill(&path, &format!("{path}/enable"), &[]).await.expect(303);
    assert_eq!(code_of(&server, &mut browser, &home, &secret).await, "VALID");

    let rotate = format!("{path}/rotate");
    let rotated = browser.fill(&rotate, &rotate, &[("grace", "3600")]).await.expect(200);
    let next = text_of(rotated.body(), "secret").to_owned();
    let next_path = named(rotated.body(), "data-once=\"")[0].to_owned();
    for secret in [&secret, &next] {
        assert_eq!(code_of(&server, &mut browser, &home, secret).await, "VALID");
    }
    assert!(browser.open(&path).await.expect(200).body().contains(&next_path));
    let twice = browser.fill(&rotate, &rotate, &[("grace", "0")]).await.expect(422);
    assert!(twice.body().contains("was rotated already"));

    let revoke = format!("{next_path}/revoke");
    let warned = browser.open(&revoke).await.expect(200);
    assert!(warned.body().contains("stops working at once"), "{}", warned.body());
    let done = browser.fill(&revoke, &revoke, &[]).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{home}/keys?done=revoked").as_str()));
    assert_eq!(code_of(&server, &mut browser, &home, &next).await, "REVOKED");
    let page = browser.open(&next_path).await.expect(200);
    assert!(page.body().contains("<code>key.revoke</code>"), "its trail is told");
    assert!(!page.body().contains(&revoke), "nothing is left to revoke");
}

#[tokio::test]
async fn the_list_is_searched_filtered_sorted_and_paged() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (own, _) = made(&mut browser, &home, &[("name", "zz last"), ("kind", "user")]).await;
    let me = server.holder_of(text_of(own.body(), "secret"));
    let key = |name: String| json!({"name": name, "owner": {"external_id": "c"}});
    let keys: Vec<_> = (0..27).map(|number| key(format!("Key {number:02}"))).collect();
    let _ = me.post("/v1/keys/bulk", &json!({"keys": keys})).await.expect(201);
    let _ = me.post("/v1/keys", &key("50% of_a\\b".to_owned())).await.expect(201);
    let names = async |browser: &mut keyward_testkit::browser::Browser, query: &str| -> Vec<String> {
        let page = browser.open(&format!("{home}/keys?{query}")).await.expect(200);
        let rows = page.body().split("<th scope=\"row\">").skip(1);
        rows.map(|row| row.split_once('>').unwrap().1.split('<').next().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&mut browser, "sort=name&order=asc").await.len(), 25);
    let second = names(&mut browser, "sort=name&order=asc&page=2").await;
    assert_eq!(second, ["Key 24", "Key 25", "Key 26", "zz last"]);
    assert_eq!(names(&mut browser, "q=KEY+0&sort=name&order=desc").await[0], "Key 09");
    for (wild, count) in [
        ("0%25+o", 1),
        ("f_a", 1),
        ("fxa", 0),
        ("_a%5C", 1),
        ("key+%25", 0),
        ("100%25", 0),
        ("%25", 0),
        ("5", 1),
    ] {
        assert_eq!(names(&mut browser, &format!("q={wild}")).await.len(), count, "{wild}");
    }
    assert!(names(&mut browser, "status=revoked").await.is_empty());
    assert!(names(&mut browser, "status=nonsense&sort=nonsense&page=-1&q=zz+last").await.len() == 1);
    assert!(names(&mut browser, "page=999999999999").await.is_empty());
}

#[tokio::test]
async fn all_that_the_list_finds_is_a_file_for_a_spreadsheet() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (own, _) = made(&mut browser, &home, &[("name", "mine"), ("kind", "user")]).await;
    let me = server.holder_of(text_of(own.body(), "secret"));
    let key = |name: String| json!({"name": name, "owner": {"external_id": "=c\"1"}});
    let keys: Vec<_> = (0..501).map(|number| key(format!("Key {number:03}"))).collect();
    let _ = me.post("/v1/keys/bulk", &json!({"keys": keys})).await.expect(201);
    let formula = json!({"name": "=HYPERLINK(\"x\"),y", "owner": {"external_id": "c"}, "expires_at": "2027-01-01T00:00:00Z"});
    let _ = me.post("/v1/keys", &formula).await.expect(201);
    let page = browser.open(&format!("{home}/keys?q=key&sort=name&order=asc")).await.expect(200);
    let link = named(page.body(), "<a href=\"").into_iter().find(|to| to.contains("/keys/export?")).unwrap();
    let file = browser.open(&link.replace("&#38;", "&")).await.expect(200);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"keys.csv\""));
    let lines: Vec<_> = file.body().split_terminator("\r\n").collect();
    assert_eq!(lines[0], "id,name,prefix,owner_type,owner,status,last_used_at,created_at,expires_at");
    assert_eq!(lines.len(), 502, "a line for each, beyond the first part");
    for (line, number) in lines[1..].iter().zip((0..501).rev()) {
        assert!(
            line.contains(&format!(",Key {number:03},"))
                && line.contains(",\"'=c\"\"1\",active,,2026-01-14T12:00:00"),
            "{line}"
        );
    }
    let all = browser.open(&format!("{home}/keys/export")).await.expect(200);
    let first = all.body().lines().nth(1).unwrap();
    assert!(
        first.contains(",\"'=HYPERLINK(\"\"x\"\"),y\",") && first.ends_with(",2027-01-01T00:00:00Z"),
        "{first}"
    );
    assert!(all.body().lines().last().unwrap().contains(",mine,"));
    assert_eq!(all.body().lines().count(), 504);
    let none = browser.open(&format!("{home}/keys/export?status=revoked")).await.expect(200);
    assert_eq!(none.body().lines().count(), 1);
    let (mut eve, _) = signed_in(&server, "eve@example.com").await;
    let _ = eve.open(&format!("{home}/keys/export")).await.expect(404);
}

#[tokio::test]
async fn hostile_names_are_inert_everywhere() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let fields = [("name", HOSTILE), ("kind", "customer"), ("external_id", HOSTILE), ("days", "7")];
    let (shown, path) = made(&mut browser, &home, &fields).await;
    is_inert(&shown);
    let (own, _) = made(&mut browser, &home, &[("name", "me"), ("kind", "user")]).await;
    let me = server.holder_of(text_of(own.body(), "secret"));
    let body = json!({"type": "service_account", "name": HOSTILE, "roles": ["event_ingestor"]});
    let _ = me.post("/v1/users", &body).await.expect(201);
    for page in [
        home.clone(),
        format!("{home}/keys"),
        format!("{home}/keys?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
        format!("{home}/keys/new"),
        path.clone(),
        format!("{path}/revoke"),
        format!("{path}/rotate"),
    ] {
        is_inert(&browser.open(&page).await.expect(200));
    }
    let again = [("name", ""), ("kind", HOSTILE), ("external_id", HOSTILE), ("permissions", HOSTILE)];
    is_inert(&browser.fill(&format!("{home}/keys/new"), &format!("{home}/keys"), &again).await.expect(422));
}

#[tokio::test]
async fn it_is_told_whether_a_key_would_pass_and_what_is_left() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (own, _) = made(&mut browser, &home, &[("name", "me"), ("kind", "user")]).await;
    let me = server.holder_of(text_of(own.body(), "secret"));
    let body = json!({
        "name": HOSTILE, "owner": {"external_id": "c"}, "permissions": ["documents:read"], "credits": {"remaining": 1500},
        "allowed_ips": ["192.0.2.0/24"],
        "limits": [
            {"name": "burst", "limit": 3, "window_seconds": 60},
            {"name": "named", "limit": 2000, "window_seconds": 86_400, "auto": false},
        ],
    });
    let key = me.post("/v1/keys", &body).await.expect(201);
    let path = format!("{home}/keys/{}", key.text("id"));
    let use_it = json!({"key": key["api_key"], "ip": "192.0.2.7"});
    assert_eq!(me.post("/v1/keys/verify", &use_it).await.expect(200)["code"], "VALID");
    let page = browser.open(&path).await.expect(200);
    is_inert(&page);
    for told in [
        "3 in any minute<small>2 left",
        "2,000 in any day, when a check names it<small>2,000 left",
        "1,499 left",
    ] {
        assert!(page.body().contains(told), "{told}: {}", page.body());
    }

    let ask = async |browser: &mut keyward_testkit::browser::Browser, query: &str, status: u16| {
        let page = browser.open(&format!("{path}/explain?{query}")).await.expect(status);
        is_inert(&page);
        page.body().to_owned()
    };
    for _ in 0..3 {
        let passes = ask(&mut browser, "permissions=documents:read&ip=192.0.2.7&cost=2", 200).await;
        assert!(passes.contains("Yes, it would pass") && !passes.contains("class=\"failed\""), "{passes}");
        assert_eq!(passes.matches("class=\"sign\"").count(), 8);
    }
    let refused = ask(&mut browser, "permissions=documents:write&ip=10.0.0.1&cost=9", 200).await;
    assert!(
        refused.contains("No, it would be refused") && refused.contains(">IP_DENIED</span>"),
        "{refused}"
    );
    assert_eq!(refused.matches("class=\"failed\"").count(), 3, "{refused}");
    let wrong = ask(&mut browser, "permissions=%3Cscript%3Ealert(1)%3C/script%3E&ip=x&cost=1", 422).await;
    assert!(wrong.contains("It must be an IP address") && wrong.contains("Permissions "), "{wrong}");
    assert!(ask(&mut browser, "cost=lots", 422).await.contains("It must be a whole number"));
    // It was asked, and not used.
    let used = me.get(&format!("/v1/keys/{}/usage", key.text("id"))).await.expect(200);
    assert!(!used.body().contains("IP_DENIED"), "{}", used.body());
    let (mut eve, at_eve_s) = super::signed_in(&server, "eve@example.com").await;
    let _ = eve.open(&format!("{at_eve_s}/keys/{}/explain", key.text("id"))).await.expect(404);
}
