//! Service accounts, the trail and one's own settings.

use keyward_testkit::actors::Caller;
use keyward_testkit::server::{PASSWORD, TestServer};

use super::{ADA, HOSTILE, ada, is_inert, made, signed_in};

#[tokio::test]
async fn a_service_account_is_added_with_roles_and_gets_a_key() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (page, path) = (format!("{home}/service-accounts"), format!("{home}/service-accounts/new"));
    assert!(browser.open(&page).await.expect(200).body().contains("No service accounts yet"));
    let none = browser.fill(&path, &page, &[("name", "")]).await.expect(422);
    assert!(none.body().contains("Name must") && none.body().contains("Roles must"), "{}", none.body());
    let fields = [("name", HOSTILE), ("role", "event_ingestor"), ("role", "event_reader")];
    let done = browser.fill(&path, &page, &fields).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{page}?done=made").as_str()));
    let list = browser.open(&page).await.expect(200);
    is_inert(&list);
    assert!(list.body().contains("<span class=\"tag\">event_reader</span>"), "{}", list.body());
    let (mut eve, at_eve_s) = signed_in(&server, "eve@example.com").await;
    let hers = eve.open(&format!("{at_eve_s}/service-accounts")).await.expect(200);
    assert!(hers.body().contains("No service accounts yet"));
}

#[tokio::test]
async fn the_trail_is_filtered_and_inert() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (_, _) = made(&mut browser, &home, &[("name", HOSTILE), ("kind", "user")]).await;
    let all = browser.open(&format!("{home}/audit")).await.expect(200);
    is_inert(&all);
    assert!(
        all.body().contains("<code>key.create</code>") && all.body().contains("<code>session.create</code>")
    );
    let some = browser.open(&format!("{home}/audit?action=key.create&outcome=done")).await.expect(200);
    assert!(
        some.body().contains("<code>key.create</code>")
            && !some.body().contains("<code>session.create</code>")
    );
    let none = browser.open(&format!("{home}/audit?action=%3Cscript%3Ealert(1)&after=x")).await.expect(200);
    is_inert(&none);
    assert!(none.body().contains("Nothing matches"));
}

#[tokio::test]
async fn the_trail_is_exported_as_it_is_filtered_and_its_chain_is_walked() {
    let server = TestServer::postgres().await;
    let (mut browser, home) = ada(&server).await;
    for name in ["one", HOSTILE] {
        let _ = made(&mut browser, &home, &[("name", name), ("kind", "user")]).await;
    }
    let page = browser.open(&format!("{home}/audit?action=key.create")).await.expect(200);
    let export =
        super::named(page.body(), "href=\"").into_iter().find(|to| to.contains("/audit/export")).unwrap();
    let file = browser.open(export).await.expect(200);
    assert_eq!(file.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"audit.ndjson\""));
    let lines: Vec<serde_json::Value> =
        file.body().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<_> = lines.iter().map(|line| line["target"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["one", HOSTILE]);

    let (audit, verify) = (format!("{home}/audit"), format!("{home}/audit/verify"));
    let told = browser.fill(&audit, &verify, &[]).await.expect(200);
    assert!(
        told.body().contains("The trail is whole.") && told.body().contains("</html>"),
        "{}",
        told.body()
    );
    let _ = browser.send_form(&verify, &[]).await.expect(403);
    let _ = server.database().unwrap().psql("UPDATE audit SET target_name = 'two' WHERE target_name = 'one'");
    let told = browser.fill(&audit, &verify, &[]).await.expect(200);
    assert!(
        told.body().contains("The trail is broken.") && told.body().contains("was changed"),
        "{}",
        told.body()
    );
    let (mut eve, at_eve_s) = signed_in(&server, "eve@example.com").await;
    let hers =
        eve.fill(&format!("{at_eve_s}/audit"), &format!("{at_eve_s}/audit/verify"), &[]).await.expect(200);
    assert!(hers.body().contains("The trail is whole."), "{}", hers.body());
}

#[tokio::test]
async fn a_password_is_changed_and_a_session_ended_from_another() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    server.prove(ADA).await;
    let settings = format!("{home}/settings");
    let mut other = server.browser();
    let fields = [("email", ADA), ("password", PASSWORD)];
    let _ = other.fill("/dashboard/sign-in", "/dashboard/sign-in", &fields).await.expect(303);
    let page = browser.open(&settings).await.expect(200);
    let end = super::named(page.body(), "action=\"").into_iter().find(|path| path.ends_with("/end")).unwrap();
    let done = browser.fill(&settings, end, &[]).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{settings}?done=ended").as_str()));
    let _ = other.open(&home).await.expect(303);

    let _ = other.fill("/dashboard/sign-in", "/dashboard/sign-in", &fields).await.expect(303);
    let _ = browser.fill(&settings, &format!("{settings}/name"), &[("name", "")]).await.expect(422);
    let named = browser.fill(&settings, &format!("{settings}/name"), &[("name", HOSTILE)]).await.expect(303);
    assert_eq!(named.header("location"), Some(format!("{settings}?done=named").as_str()));
    let page = browser.open(&settings).await.expect(200);
    is_inert(&page);
    assert!(page.body().contains("autocomplete=\"name\" value=\"&#34;"), "{}", page.body());

    assert!(page.body().contains("autocomplete=\"organization\" value=\"\""), "what was not sent stays");
    let fields = [("name", "Ada"), ("company", HOSTILE)];
    let _ = browser.fill(&settings, &format!("{settings}/name"), &fields).await.expect(303);
    let page = browser.open(&settings).await.expect(200);
    is_inert(&page);
    assert!(page.body().contains("autocomplete=\"organization\" value=\"&#34;"), "{}", page.body());

    let path = format!("{settings}/password");
    let wrong = [("current_password", "not it"), ("new_password", "another good one")];
    let _ = browser.fill(&settings, &path, &wrong).await.expect(422);
    let right = [("current_password", PASSWORD), ("new_password", "another good one")];
    let _ = browser.fill(&settings, &path, &right).await.expect(303);
    let _ = other.open(&home).await.expect(303);
    let _ = browser.open(&home).await.expect(200);
    let guest = server.anonymous();
    let body = serde_json::json!({"email": ADA, "password": "another good one"});
    let _ = guest.post("/v1/auth/login", &body).await.expect(200);
}
