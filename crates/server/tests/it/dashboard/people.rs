//! People, invitations and roles.

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use super::{ADA, HOSTILE, ada, is_inert, made, named, signed_in};

/// The path of a person's page, by the address that the list shows.
async fn person(browser: &mut keyward_testkit::browser::Browser, home: &str, email: &str) -> String {
    let list = browser.open(&format!("{home}/people")).await.expect(200);
    let row = list
        .body()
        .split("<tr>")
        .skip(1)
        .find(|row| row.contains(email))
        .unwrap_or_else(|| panic!("no {email}"));
    named(row, "href=\"")[0].to_owned()
}

#[tokio::test]
async fn somebody_is_invited_again_and_the_invitation_is_taken_back() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (form, people) = (format!("{home}/people/new"), format!("{home}/people"));
    let wrong = browser.fill(&form, &people, &[("email", "nobody")]).await.expect(422);
    assert!(
        wrong.body().contains("The address must") && wrong.body().contains("Roles must"),
        "{}",
        wrong.body()
    );
    let fields = [("email", "bea@example.com"), ("name", HOSTILE), ("role", "all_reader")];
    let done = browser.fill(&form, &people, &fields).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{people}?done=invited").as_str()));
    let first = server.mailbox.token("invitation", "bea@example.com").await;
    let list = browser.open(&people).await.expect(200);
    is_inert(&list);
    assert!(list.body().contains(">invited</span><small>ends <time"), "{}", list.body());

    let bea = person(&mut browser, &home, "bea@example.com").await;
    let page = browser.open(&bea).await.expect(200);
    is_inert(&page);
    let again = browser.fill(&bea, &format!("{bea}/invite"), &[]).await.expect(303);
    assert_eq!(again.header("location"), Some(format!("{bea}?done=invited").as_str()));
    let accept = format!("/dashboard/accept-invitation?token={first}");
    let fields = [("password", "a password of mine")];
    let over = server.browser().fill(&accept, "/dashboard/accept-invitation", &fields).await.expect(422);
    assert!(over.body().contains("not good any more"), "{}", over.body());

    let ask = browser.open(&format!("{bea}/remove")).await.expect(200);
    assert!(ask.body().contains("Take the invitation back?") && !ask.body().contains("cascade"));
    let gone = browser.fill(&format!("{bea}/remove"), &format!("{bea}/remove"), &[]).await.expect(303);
    assert_eq!(gone.header("location"), Some(format!("{people}?done=removed").as_str()));
    let _ = browser.open(&bea).await.expect(404);
    assert!(!browser.open(&people).await.expect(200).body().contains("bea@example.com"));
}

#[tokio::test]
async fn a_colleague_gets_other_roles_and_a_name_and_is_removed_with_their_keys() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let fields = [("email", "bea@example.com"), ("role", "super_admin")];
    let _ = browser.fill(&format!("{home}/people/new"), &format!("{home}/people"), &fields).await.expect(303);
    let token = server.mailbox.token("invitation", "bea@example.com").await;
    let accept = format!("/dashboard/accept-invitation?token={token}");
    let mut hers = server.browser();
    let password = [("password", "a password of mine")];
    let _ = hers.fill(&accept, "/dashboard/accept-invitation", &password).await.expect(303);
    let fields = [("email", "bea@example.com"), ("password", "a password of mine")];
    let _ = hers.fill("/dashboard/sign-in", "/dashboard/sign-in", &fields).await.expect(303);
    let _ = made(&mut hers, &home, &[("name", "Bea's"), ("kind", "user")]).await;

    let bea = person(&mut browser, &home, "bea@example.com").await;
    let page = browser.open(&bea).await.expect(200);
    assert!(
        page.body().contains(">active</span>") && page.body().contains("1 active here"),
        "{}",
        page.body()
    );
    let none = browser.fill(&bea, &format!("{bea}/roles"), &[]).await.expect(422);
    assert!(none.body().contains("Roles must name at least one role"), "{}", none.body());
    let done = browser.fill(&bea, &format!("{bea}/roles"), &[("role", "all_reader")]).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{bea}?done=roles").as_str()));
    let _ = browser.fill(&bea, &format!("{bea}/name"), &[("name", "")]).await.expect(422);
    let _ = browser.fill(&bea, &format!("{bea}/name"), &[("name", "Bea B.")]).await.expect(303);
    assert!(browser.open(&bea).await.expect(200).body().contains("<h1>Bea B. "));
    // An account that stands can't be invited again.
    let _ = browser.fill(&bea, &format!("{bea}/invite"), &[]).await.expect(422);

    // She may read now, and sees nothing to press.
    let page = hers.open(&format!("{home}/people")).await.expect(200);
    assert!(page.body().contains(ADA) && !page.body().contains("Invite somebody"), "{}", page.body());
    let of_ada = person(&mut hers, &home, ADA).await;
    let page = hers.open(&of_ada).await.expect(200);
    assert!(!page.body().contains(&format!("action=\"{of_ada}")), "{}", page.body());

    let remove = format!("{bea}/remove");
    let kept = browser.fill(&remove, &remove, &[]).await.expect(422);
    assert!(kept.body().contains("One key of theirs still works"), "{}", kept.body());
    let _ = hers.open(&home).await.expect(200);
    let _ = browser.fill(&remove, &remove, &[("cascade", "yes")]).await.expect(303);
    let _ = hers.open(&home).await.expect(303);
}

#[tokio::test]
async fn another_tenant_s_people_are_not_there() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let me = person(&mut browser, &home, ADA).await;
    let mine = browser.open(&me).await.expect(200);
    assert!(mine.body().contains("Nobody changes their own roles") && !mine.body().contains("/remove\""));
    let (mut eve, at_eve_s) = signed_in(&server, "eve@example.com").await;
    let id = me.rsplit('/').next().unwrap();
    for rest in ["", "/remove"] {
        let _ = eve.open(&format!("{at_eve_s}/people/{id}{rest}")).await.expect(404);
    }
    let own = person(&mut eve, &at_eve_s, "eve@example.com").await;
    for act in ["name", "roles", "invite", "remove"] {
        let fields = [("name", "x"), ("role", "all_reader"), ("cascade", "yes")];
        let _ = eve.fill(&own, &format!("{at_eve_s}/people/{id}/{act}"), &fields).await.expect(404);
    }
}

#[tokio::test]
async fn a_role_is_made_changed_and_removed() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let (roles, new) = (format!("{home}/roles"), format!("{home}/roles/new"));
    let first = browser.open(&roles).await.expect(200);
    assert!(first.body().contains("<code>*:read</code>"), "the matrix names what roles allow");
    for (permissions, told) in [
        ("", "Permissions must name at least one action"),
        ("documents", "such as documents:read; documents is not"),
        ("documents:*:x", "documents must"),
        ("a:b<script>alert(1)</script>", "a must"),
    ] {
        let fields = [("id", "support"), ("name", HOSTILE), ("permissions", permissions)];
        let page = browser.fill(&new, &roles, &fields).await.expect(422);
        is_inert(&page);
        assert!(page.body().contains(told), "{permissions}: {}", page.body());
    }
    let fields =
        [("id", "support"), ("name", HOSTILE), ("permissions", "secret:read, documents:*\ndocuments:read")];
    let done = browser.fill(&new, &roles, &fields).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{roles}?done=made").as_str()));
    let page = browser.open(&roles).await.expect(200);
    is_inert(&page);
    assert!(page.body().contains("<code>documents:*</code>") && page.body().contains("<small>yours</small>"));

    let own = format!("{roles}/support");
    let fields = [("name", "Support"), ("description", "Helps"), ("permissions", "secret:read")];
    let _ = browser.fill(&own, &own, &fields).await.expect(303);
    let page = browser.open(&own).await.expect(200);
    assert!(page.body().contains("value=\"Helps\"") && page.body().contains(">secret:read</textarea>"));
    let built_in = browser.open(&format!("{roles}/all_reader")).await.expect(200);
    assert!(!built_in.body().contains("<textarea"), "{}", built_in.body());
    let _ = browser.fill(&own, &format!("{roles}/all_reader"), &fields).await.expect(422);
    let _ = browser.open(&format!("{roles}/nothing")).await.expect(404);

    let (mut eve, at_eve_s) = signed_in(&server, "eve@example.com").await;
    for rest in ["", "/remove"] {
        let _ = eve.open(&format!("{at_eve_s}/roles/support{rest}")).await.expect(404);
    }
    let (key, _) = made(&mut browser, &home, &[("name", "Own"), ("kind", "user")]).await;
    let me = server.holder_of(super::text_of(key.body(), "secret"));
    let body = json!({"type": "service_account", "name": "Robot", "roles": ["support"]});
    let robot = me.post("/v1/users", &body).await.expect(201);
    let remove = format!("{own}/remove");
    let held = browser.fill(&remove, &remove, &[]).await.expect(422);
    assert!(held.body().contains("held by"), "{}", held.body());
    let _ = me.delete(&format!("/v1/users/{}", robot.text("id"))).await.expect(204);
    let _ = browser.fill(&remove, &remove, &[]).await.expect(303);
    let _ = browser.open(&own).await.expect(404);
}
