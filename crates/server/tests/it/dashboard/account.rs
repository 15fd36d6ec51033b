//! In and out.

use keyward_testkit::actors::Caller;
use keyward_testkit::server::{PASSWORD, TestServer};

use super::{ADA, HOSTILE, ada, is_inert};

#[tokio::test]
async fn a_person_registers_confirms_signs_out_and_in() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let kept = browser.clone();
    let out = browser.fill(&home, "/dashboard/sign-out", &[]).await.expect(303);
    assert_eq!(out.header("location"), Some("/dashboard/sign-in?done=out"));
    let news = browser.open("/dashboard/sign-in?done=out").await.expect(200);
    assert!(news.body().contains("You are signed out."));
    // Over at once, for a copy of the cookie, too.
    let _ = kept.clone().open(&home).await.expect(303);

    let fields = [("email", ADA), ("password", PASSWORD)];
    let unproven = browser.fill("/dashboard/sign-in", "/dashboard/sign-in", &fields).await.expect(422);
    assert!(unproven.body().contains("role=\"alert\""), "{}", unproven.body());
    let token = server.mailbox.token("verification", ADA).await;
    let page = format!("/dashboard/verify-email?token={token}");
    let done = browser.fill(&page, "/dashboard/verify-email", &[]).await.expect(303);
    assert_eq!(done.header("location"), Some("/dashboard/sign-in?done=verified"));
    let entered = browser.fill("/dashboard/sign-in", "/dashboard/sign-in", &fields).await.expect(303);
    let cookie = entered.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-keyward=kww_"), "{cookie}");
    assert!(cookie.contains("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age="), "{cookie}");
    let _ = browser.open(&home).await.expect(200);
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_and_every_session_ends() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    server.prove(ADA).await;
    let mut guest = server.browser();
    let path = "/dashboard/forgot-password";
    let asked = guest.fill(path, path, &[("email", ADA)]).await.expect(200);
    let unknown = guest.fill(path, path, &[("email", "bob@example.com")]).await.expect(200);
    assert_eq!(
        asked.body().replace(ADA, ""),
        unknown.body().replace("bob@example.com", ""),
        "it tells nothing"
    );
    let token = server.mailbox.token("reset", ADA).await;
    let (page, path) = (format!("/dashboard/reset-password?token={token}"), "/dashboard/reset-password");
    let short = guest.fill(&page, path, &[("new_password", "short")]).await.expect(422);
    assert!(short.body().contains("New password must"), "{}", short.body());
    let done = guest.fill(&page, path, &[("new_password", "another good one")]).await.expect(303);
    assert_eq!(done.header("location"), Some("/dashboard/sign-in?done=reset"));
    let _ = browser.open(&home).await.expect(303);
    let again = guest.fill(&page, path, &[("new_password", "another good one")]).await.expect(422);
    assert!(again.body().contains("not good any more"));
    for (password, status) in [(PASSWORD, 422), ("another good one", 303)] {
        let fields = [("email", ADA), ("password", password)];
        let _ = guest.fill("/dashboard/sign-in", "/dashboard/sign-in", &fields).await.expect(status);
    }
}

#[tokio::test]
async fn who_is_invited_joins_by_the_mail_s_link() {
    let server = TestServer::sqlite().await;
    let boss = server.sign_up("boss@example.com").await;
    let body = serde_json::json!({"type": "user", "email": ADA, "roles": ["all_reader"]});
    let _ = boss.post("/v1/users", &body).await.expect(201);
    let token = server.mailbox.token("invitation", ADA).await;
    let page = format!("/dashboard/accept-invitation?token={token}");
    let mut guest = server.browser();
    let fields = [("password", "a password of mine")];
    let joined = guest.fill(&page, "/dashboard/accept-invitation", &fields).await.expect(303);
    assert_eq!(joined.header("location"), Some("/dashboard/sign-in?done=joined"));
    let fields = [("email", ADA), ("password", "a password of mine")];
    let _ = guest.fill("/dashboard/sign-in", "/dashboard/sign-in", &fields).await.expect(303);
    let home = guest.open("/dashboard").await.expect(303).header("location").unwrap().to_owned();
    // They may read, and are told so where they may not write.
    let _ = guest.open(&format!("{home}/keys")).await.expect(200);
    let fields = [("name", "Mine"), ("kind", "customer"), ("external_id", "c1")];
    let refused = guest.fill(&format!("{home}/keys/new"), &format!("{home}/keys"), &fields).await.expect(422);
    assert!(refused.body().contains("role=\"alert\""), "{}", refused.body());
}

#[tokio::test]
async fn what_a_guest_types_is_inert() {
    let server = TestServer::sqlite().await;
    let mut guest = server.browser();
    let tries: [(&str, &[(&str, &str)]); 5] = [
        ("/dashboard/sign-in", &[("email", HOSTILE), ("password", "x"), ("next", HOSTILE)]),
        ("/dashboard/register", &[("email", HOSTILE), ("password", "x"), ("tenant_name", HOSTILE)]),
        ("/dashboard/reset-password", &[("token", HOSTILE), ("new_password", "x")]),
        ("/dashboard/verify-email", &[("token", HOSTILE)]),
        ("/dashboard/forgot-password", &[("email", HOSTILE)]),
    ];
    for (path, fields) in tries {
        let page = guest.fill(path, path, fields).await.expect(422);
        is_inert(&page);
    }
    let page =
        guest.open("/dashboard/verify-email?token=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await.expect(200);
    is_inert(&page);
}
