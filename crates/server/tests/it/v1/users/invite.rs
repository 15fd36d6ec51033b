use keyward_testkit::actors::{Caller, Person};
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::on_both;

on_both! { a_person_is_invited_and_joins }

async fn a_person_is_invited_and_joins(server: &TestServer) {
    let body = json!({"type": "user", "email": "Bea@example.com", "name": "Bea", "roles": ["all_reader"]});
    let invited = server.admin().post("/v1/users", &body).await.expect(201);
    let expected = json!({
        "id": invited["id"], "type": "user", "email": "bea@example.com", "name": "Bea", "roles": ["all_reader"],
        "created_at": "2026-01-14T12:00:00Z",
    });
    assert_eq!(invited.json, expected);
    let token = server.mailbox.token("invitation", "bea@example.com").await;
    let guest = server.anonymous();
    let accept = async |token: &str, password: &str| {
        guest.post("/v1/auth/invitations/accept", &json!({"token": token, "password": password})).await
    };
    accept("kwe_nonsense", "correct horse").await.error(400, "token_invalid");
    accept(&token, "short").await.detail("password");
    let _ = accept(&token, "correct horse").await.expect(204);
    accept(&token, "correct horse").await.error(400, "token_invalid");
    let login = json!({"email": "bea@example.com", "password": "correct horse"});
    let bea = Person::of(&guest, guest.post("/v1/auth/login", &login).await.expect(200));
    assert_eq!(bea.get("/v1/users/me").await.expect(200)["id"], invited["id"]);
    server.admin().post("/v1/users", &body).await.error(409, "already_exists");
}

#[tokio::test]
async fn a_retry_sends_one_mail() {
    let server = TestServer::sqlite().await;
    let admin = server.admin().with("idempotency-key", "once");
    let body = json!({"type": "user", "email": "bea@example.com", "roles": ["all_reader"]});
    let first = admin.post("/v1/users", &body).await.expect(201);
    assert_eq!(admin.post("/v1/users", &body).await.expect(201).text, first.text);
    let _ = server.mailbox.wait_for("invitation", "bea@example.com").await;
    let other = json!({"type": "user", "email": "cid@example.com", "roles": ["all_reader"]});
    let _ = server.admin().post("/v1/users", &other).await.expect(201);
    let _ = server.mailbox.wait_for("invitation", "cid@example.com").await;
    assert_eq!(server.mailbox.all().len(), 2);
}

#[tokio::test]
async fn what_is_wrong_is_named_and_only_super_admins_invite() {
    let server = TestServer::sqlite().await;
    let ask = |email: &str, roles: &[&str]| json!({"type": "user", "email": email, "roles": roles});
    let admin = server.admin();
    admin.post("/v1/users", &json!({"type": "user", "roles": ["all_reader"]})).await.detail("email");
    admin.post("/v1/users", &ask("a@b\r\nBcc: c@d", &["all_reader"])).await.detail("email");
    admin.post("/v1/users", &ask("ä@example.com", &["all_reader"])).await.detail("email");
    admin.post("/v1/users", &ask("a@example.com", &[])).await.detail("role");
    let keeper = server.permitted(&["user:write"]).await;
    keeper.post("/v1/users", &ask("a@example.com", &["all_reader"])).await.error(403, "permission_denied");
}
