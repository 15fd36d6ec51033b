//! Who may not call any more changes nothing any more, also by a request that was let in before.

use std::time::Duration;

use keyward_testkit::actors::{Caller, KeyHolder};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::given::{count_of_keys, key, made_key};
use crate::on_both;

/// A request whose caller was recognised and whose body is still on its way.
struct Slow {
    stream: TcpStream,
    rest: String,
}

impl Slow {
    /// Sends the first half. The server asks for the body once the caller is recognised.
    async fn begin(server: &TestServer, request: &str, credential: &str, body: &Value) -> Self {
        let mut body = body.to_string();
        let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
        let head = format!(
            "{request} HTTP/1.1\r\nHost: x\r\n{credential}\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\
             Connection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.expect("sent");
        let mut go_on = [0; 25];
        stream.read_exact(&mut go_on).await.expect("an interim answer");
        assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n", "{}", String::from_utf8_lossy(&go_on));
        let rest = body.split_off(body.len() / 2);
        stream.write_all(body.as_bytes()).await.expect("sent");
        Self { stream, rest }
    }

    /// Sends the second half; the status and the error's code.
    async fn end(mut self) -> (u16, String) {
        self.stream.write_all(self.rest.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).await.expect("an answer");
        let status = answer.split(' ').nth(1).and_then(|text| text.parse().ok()).expect("a status");
        let body: Value =
            serde_json::from_str(answer.split_once("\r\n\r\n").expect("a body").1).expect("JSON");
        (status, body["code"].as_str().or(body["error"].as_str()).unwrap_or_default().to_owned())
    }
}

fn of_key(holder: &KeyHolder) -> String {
    format!("X-API-Key: {}", holder.key())
}

on_both! {
    a_key_that_ended_while_its_request_was_under_way_changes_nothing
    a_key_that_changes_itself_is_judged_by_what_it_was
    a_person_whose_session_ended_changes_nothing
    a_suspended_tenant_changes_nothing
    an_operator_who_was_one_changes_nothing
    after_the_revocation_was_answered_nothing_of_the_key_s_is_committed
}

async fn a_key_that_ended_while_its_request_was_under_way_changes_nothing(server: &TestServer) {
    let admin = server.admin();
    let (machine, _) = server.machine(&["super_admin"]).await;
    let account = json!({"owner": {"service_account_id": machine}});
    for (request, body) in [
        ("POST /v1/keys", key(json!({}))),
        ("POST /v1/keys/bulk", json!({"keys": [key(json!({}))]})),
        ("POST /v1/secrets/api/keys", json!({"name": "Mine"})),
        ("POST /v1/users", json!({"type": "service_account", "name": "CI", "roles": ["key_verifier"]})),
        ("POST /v1/rbac/roles", json!({"id": "mine", "name": "Mine", "permissions": {"a": ["b"]}})),
        ("POST /v1/environments", json!({"name": "Mine", "type": "development"})),
    ] {
        let begin = async |more: Value| {
            let mut wanted = account.clone();
            wanted.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let holder = made_key(&admin, wanted).await;
            let slow = Slow::begin(server, request, &of_key(&holder), &body).await;
            (format!("/v1/keys/{}", holder.id()), slow)
        };
        let (path, slow) = begin(json!({})).await;
        let _ = admin.delete(&path).await.expect(204);
        assert_eq!(slow.end().await, (401, "unauthorized".to_owned()), "{request}");
        let (path, slow) = begin(json!({})).await;
        let _ = admin.post(&format!("{path}/disable"), &json!({})).await.expect(200);
        assert_eq!(slow.end().await, (403, "key_inactive".to_owned()), "{request}");
        let (_, slow) = begin(json!({"ttl_seconds": 60})).await;
        server.clock.advance(Duration::from_mins(1));
        assert_eq!(slow.end().await, (401, "key_expired".to_owned()), "{request}");
    }
    assert_eq!(admin.get("/v1/environments").await.expect(200)["total"], 2);
    admin.get("/v1/rbac/roles/mine").await.error(404, "not_found");
    let owned = admin.get(&format!("/v1/keys?owner={machine}")).await.expect(200);
    assert_eq!(owned["pagination"]["total"], 1 + 6 * 3, "{owned:?}");
    // And one that stands does.
    let (_, good) = server.machine(&["super_admin"]).await;
    let slow = Slow::begin(server, "POST /v1/keys", &of_key(&good), &key(json!({}))).await;
    assert_eq!(slow.end().await.0, 201);
}

async fn a_key_that_changes_itself_is_judged_by_what_it_was(server: &TestServer) {
    let admin = server.admin();
    let own = made_key(&admin, json!({"permissions": ["secret:write", "secret:read"]})).await;
    let path = format!("/v1/keys/{}", own.id());
    let request = format!("PATCH {path}");
    let body = json!({"name": "Renamed by itself"});
    let slow = Slow::begin(server, &request, &of_key(&own), &body).await;
    let _ = admin.post(&format!("{path}/disable"), &json!({})).await.expect(200);
    assert_eq!(slow.end().await, (403, "key_inactive".to_owned()));
    let _ = admin.post(&format!("{path}/enable"), &json!({})).await.expect(200);
    assert_eq!(own.patch(&path, &body).await.expect(200).text("name"), "Renamed by itself");
    let slow = Slow::begin(server, &format!("POST {path}/rotate"), &of_key(&own), &json!({})).await;
    assert_eq!(slow.end().await.0, 201);
    own.get(&path).await.error(401, "unauthorized");
    let last = made_key(&admin, json!({"permissions": ["secret:write"]})).await;
    let _ = last.delete(&format!("/v1/keys/{}", last.id())).await.expect(204);
}

async fn a_person_whose_session_ended_changes_nothing(server: &TestServer) {
    let ada = server.sign_up("ada@example.com").await;
    server.prove("ada@example.com").await;
    let guest = server.anonymous();
    let body = json!({"email": "ada@example.com", "password": keyward_testkit::server::PASSWORD});
    for (request, error, wanted) in [
        ("POST /v1/environments", "invalid_token", json!({"name": "Mine", "type": "development"})),
        ("POST /api/keys", "UNAUTHORIZED", json!({"name": "Mine"})),
    ] {
        let phone = guest.post("/v1/auth/login", &body).await.expect(200);
        let bearer = format!("Authorization: Bearer {}", phone.text("token"));
        let slow = Slow::begin(server, request, &bearer, &wanted).await;
        let logout = json!({"refresh_token": phone["refresh_token"]});
        let _ = guest.post("/v1/auth/logout", &logout).await.expect(204);
        assert_eq!(slow.end().await, (401, error.to_owned()), "{request}");
    }
    let bearer = format!("Authorization: Bearer {}", ada.signed_in().text("token"));
    let wanted = json!({"name": "Mine", "type": "development"});
    let slow = Slow::begin(server, "POST /v1/environments", &bearer, &wanted).await;
    let path = format!("/v1/users/{}?cascade=true", ada.signed_in().text("user_id"));
    let tenant = ada.signed_in().text("tenant_id");
    let (status, _) = server.by_socket_in(tenant, "DELETE", &path, &Value::Null).await;
    assert_eq!(status, 204);
    assert_eq!(slow.end().await, (401, "invalid_token".to_owned()));
    let (_, all) = server.by_socket_in(tenant, "GET", "/v1/environments", &Value::Null).await;
    assert_eq!(all["total"], 2, "{all}");
}

async fn a_suspended_tenant_changes_nothing(server: &TestServer) {
    let admin = server.admin();
    let path = format!("/v1/tenants/{}/suspend", server.text(server.home.tenant.id));
    let slow = Slow::begin(server, "POST /v1/keys", &of_key(&admin), &key(json!({}))).await;
    assert_eq!(server.by_socket("POST", &path, &Value::Null).await.0, 200);
    assert_eq!(slow.end().await, (403, "tenant_suspended".to_owned()));
}

async fn an_operator_who_was_one_changes_nothing(server: &TestServer) {
    let operator = server.operating_person().await;
    let bearer = format!("Authorization: Bearer {}", operator.signed_in().text("token"));
    let body = json!({"name": "Acme", "email": "bob@example.com"});
    let slow = Slow::begin(server, "POST /v1/tenants", &bearer, &body).await;
    server.give_roles(&operator, &["super_admin"]).await;
    assert_eq!(slow.end().await, (401, "invalid_token".to_owned()));
    let (_, all) = server.by_socket("GET", "/v1/tenants?name=Acme", &Value::Null).await;
    assert_eq!(all["pagination"]["total"], 0, "{all}");
}

/// Not only by bodies that are slow: at whichever step the revocation meets a request.
async fn after_the_revocation_was_answered_nothing_of_the_key_s_is_committed(server: &TestServer) {
    let admin = server.admin();
    for _ in 0..5 {
        let holder = made_key(&admin, json!({"permissions": ["*:*"]})).await;
        let mut requests = JoinSet::new();
        for _ in 0..20 {
            let holder = holder.clone();
            requests
                .spawn(async move { holder.post("/v1/keys", &key(json!({"permissions": []}))).await.status });
        }
        // Once one was let in, the others are somewhere on their way.
        let first = requests.join_next().await.expect("an answer").expect("no panic");
        let _ = admin.delete(&format!("/v1/keys/{}", holder.id())).await.expect(204);
        let there = count_of_keys(&admin).await;
        let statuses = requests.join_all().await;
        assert!(first == 201 && statuses.iter().all(|status| matches!(status, 201 | 401)), "{statuses:?}");
        assert_eq!(count_of_keys(&admin).await, there, "{statuses:?}");
    }
}
