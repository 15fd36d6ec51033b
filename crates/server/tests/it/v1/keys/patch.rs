use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{asked_for_key, made_key, verified};
use crate::on_both;

on_both! { what_is_sent_changes_and_the_rest_stays a_life_is_shortened_and_never_prolonged }

async fn what_is_sent_changes_and_the_rest_stays(server: &TestServer) {
    let admin = server.admin();
    let more = json!({"metadata": {"plan": "gold"}, "allowed_ips": ["192.0.2.0/24"], "permissions": ["a:b"]});
    let made = asked_for_key(&admin, more).await.expect(201);
    let path = format!("/v1/keys/{}", made.text("id"));
    server.clock.advance(std::time::Duration::from_secs(1));
    let patched = admin.patch(&path, &json!({"name": "New"})).await.expect(200);
    let mut expected = made.json.clone();
    expected.as_object_mut().unwrap().remove("api_key");
    expected["name"] = json!("New");
    expected["updated_at"] = json!("2026-01-14T12:00:01Z");
    assert_eq!(patched.json, expected);
    assert_eq!(admin.get(&path).await.expect(200).json, expected);

    let patched = admin.patch(&path, &json!({"metadata": {"plan": "iron"}})).await.expect(200);
    assert_eq!(patched["metadata"], json!({"plan": "iron"}));
    let facts = verified(&admin, made.text("api_key"), json!({"ip": "192.0.2.1"})).await.expect(200);
    assert_eq!((&facts["name"], &facts["metadata"]), (&json!("New"), &json!({"plan": "iron"})));
    let emptied = admin.patch(&path, &json!({"metadata": null, "allowed_ips": null})).await.expect(200);
    assert_eq!((&emptied["metadata"], &emptied["allowed_ips"]), (&json!({}), &json!([])));
    let unchanged = admin.patch(&path, &json!({})).await.expect(200);
    assert_eq!(unchanged["name"], "New");
}

async fn a_life_is_shortened_and_never_prolonged(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({})).await;
    let path = format!("/v1/keys/{}", key.id());
    let ends = async |time: &str| admin.patch(&path, &json!({"expires_at": time})).await;
    assert_eq!(ends("2027-01-31T09:00:00Z").await.expect(200)["expires_at"], "2027-01-31T09:00:00Z");
    let _ = ends("2027-01-31T09:00:00Z").await.expect(200);
    ends("2027-01-31T09:00:01Z").await.detail("expires_at");
    assert_eq!(ends("2026-02-01T00:00:00Z").await.expect(200)["expires_at"], "2026-02-01T00:00:00Z");
    for bad in ["", "<string>", "2020-01-01T00:00:00Z"] {
        ends(bad).await.detail("expires_at");
    }
    admin.patch(&path, &json!({"expires_at": null})).await.detail("expires_at");
}

#[tokio::test]
async fn what_a_key_may_do_never_changes() {
    let server = TestServer::sqlite().await;
    let path = format!("/v1/keys/{}", made_key(&server.admin(), json!({})).await.id());
    for field in ["roles", "permissions"] {
        server.admin().patch(&path, &json!({field: ["super_admin"]})).await.detail(field);
    }
}

#[tokio::test]
async fn bad_values_are_named_and_change_nothing() {
    let server = TestServer::sqlite().await;
    let path = format!("/v1/keys/{}", made_key(&server.admin(), json!({})).await.id());
    let before = server.admin().get(&path).await.expect(200);
    for (body, field) in [
        (json!({"name": "ok", "allowed_ips": ["10.0.0.0/33"]}), "allowed_ips[0]"),
        (json!({"name": "ok", "metadata": "text"}), "metadata"),
        (json!({"name": "ok", "metadata": {"a": "x".repeat(5000)}}), "metadata"),
        (json!({"name": 7}), "name"),
    ] {
        server.admin().patch(&path, &body).await.detail(field);
    }
    assert_eq!(server.admin().get(&path).await.expect(200).json, before.json);
}

#[tokio::test]
async fn a_revoked_key_and_another_tenants_can_not_be_changed() {
    let server = TestServer::sqlite().await;
    let path = format!("/v1/keys/{}", made_key(&server.admin(), json!({})).await.id());
    let body: Value = json!({"name": "Mine"});
    for elsewhere in [server.admin_in_production(), server.stranger()] {
        elsewhere.patch(&path, &body).await.error(404, "not_found");
    }
    let _ = server.admin().delete(&path).await.expect(204);
    server.admin().patch(&path, &body).await.error(400, "invalid_operation");
}
