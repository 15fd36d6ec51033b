//! `/v1/users` but for its creation (contract v1, part 5).

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::on_both;

on_both! {
    accounts_are_found_and_named_anew
    a_person_s_roles_change_and_a_machine_s_do_not
    an_account_with_keys_goes_only_with_them
}

async fn accounts_are_found_and_named_anew(server: &TestServer) {
    let admin = server.admin();
    let me = admin.get("/v1/users/me").await.expect(200);
    assert_eq!((me.text("type"), me["roles"].clone()), ("user", json!(["super_admin"])));
    let (machine, holder) = server.machine(&["key_verifier"]).await;
    assert_eq!(holder.get("/v1/users/me").await.expect(200).text("id"), machine);

    let path = format!("/v1/users/{machine}");
    assert_eq!(admin.put(&path, &json!({"name": "Renamed"})).await.expect(200).text("name"), "Renamed");
    assert_eq!(admin.get(&path).await.expect(200).text("name"), "Renamed");
    server.stranger().get(&path).await.error(404, "not_found");
    server.stranger().put(&path, &json!({"name": "Mine"})).await.error(404, "not_found");

    let person = server.person("someone@example.com").await;
    let people = admin.post("/v1/users/search", &json!({})).await.expect(200);
    assert_eq!(people.of_items("id"), [me.text("id"), &person]);
    let machines =
        admin.post("/v1/users/search", &json!({"type": "service_account", "limit": 1})).await.expect(200);
    assert_eq!((machines.of_items("id").len(), &machines["pagination"]["total"]), (1, &json!(1)));
    admin.post("/v1/users/search", &json!({"type": "robot"})).await.detail("type");
    admin.post("/v1/users/search", &json!({"limit": 0})).await.detail("limit");
}

async fn a_person_s_roles_change_and_a_machine_s_do_not(server: &TestServer) {
    let admin = server.admin();
    let person = server.person("someone@example.com").await;
    let path = format!("/v1/users/{person}/roles");
    let changed = admin.put(&path, &json!({"roles": ["all_writer"]})).await.expect(200);
    assert_eq!(changed["roles"], json!(["all_writer"]));
    for roles in
        [json!([]), json!(["event_ingestor"]), json!(["no_such_role"]), json!(["super_admin", "all_reader"])]
    {
        admin.put(&path, &json!({"roles": roles})).await.detail("roles");
    }
    let me = admin.get("/v1/users/me").await.expect(200);
    let own = format!("/v1/users/{}/roles", me.text("id"));
    admin.put(&own, &json!({"roles": ["all_reader"]})).await.error(403, "permission_denied");
    let (machine, _) = server.machine(&["key_verifier"]).await;
    let body = json!({"roles": ["key_manager"]});
    admin.put(&format!("/v1/users/{machine}/roles"), &body).await.error(400, "invalid_operation");
    let keeper = server.permitted(&["user:write", "*:read"]).await;
    keeper.put(&path, &json!({"roles": ["super_admin"]})).await.error(403, "permission_denied");
    keeper.put(&own, &json!({"roles": ["all_reader"]})).await.error(403, "permission_denied");
}

async fn an_account_with_keys_goes_only_with_them(server: &TestServer) {
    let admin = server.admin();
    let (machine, holder) = server.machine(&["key_verifier"]).await;
    let path = format!("/v1/users/{machine}");
    let refused = admin.delete(&path).await.error(400, "invalid_operation");
    assert_eq!(refused["details"]["keys"], Value::from(vec![holder.id()]));
    admin.delete(&format!("{path}?cascade=perhaps")).await.detail("cascade");
    let _ = holder.get("/v1/keys/whoami").await.expect(200);

    let _ = admin.delete(&format!("{path}?cascade=true")).await.expect(204);
    holder.get("/v1/keys/whoami").await.error(401, "unauthorized");
    admin.get(&path).await.error(404, "not_found");
    admin.delete(&path).await.error(404, "not_found");
    let key = admin.get(&format!("/v1/keys/{}", holder.id())).await.expect(200);
    assert_eq!(key.text("status"), "revoked");
    let body = json!({"name": "Late", "service_account_id": machine});
    admin.post("/v1/secrets/api/keys", &body).await.error(404, "not_found");

    let me = admin.get("/v1/users/me").await.expect(200);
    admin.delete(&format!("/v1/users/{}?cascade=true", me.text("id"))).await.error(400, "invalid_operation");
}
