//! `/v1/environments` and `/v1/tenants` (contract v1, part 5).

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::on_both;

on_both! {
    an_environment_is_made_and_named_anew
    a_tenant_sees_itself_alone
}

async fn an_environment_is_made_and_named_anew(server: &TestServer) {
    let admin = server.admin();
    let body = json!({"name": "Staging", "type": "development"});
    let made = admin.post("/v1/environments", &body).await.expect(201);
    let path = format!("/v1/environments/{}", made.text("id"));
    assert_eq!((made.text("name"), made.text("type")), ("Staging", "development"));
    assert_eq!(admin.get(&path).await.expect(200).json, made.json);
    admin.post("/v1/environments", &body).await.error(409, "already_exists");
    admin.post("/v1/environments", &json!({"name": "X", "type": "test"})).await.detail("type");

    let renamed = admin.put(&path, &json!({"name": "Preview"})).await.expect(200);
    assert_eq!((renamed.text("name"), renamed.text("type")), ("Preview", "development"));
    admin.put(&path, &json!({"name": "Production"})).await.error(409, "already_exists");
    server.stranger().put(&path, &json!({"name": "Mine"})).await.error(404, "not_found");
    server.stranger().get(&path).await.error(404, "not_found");

    let list = admin.get("/v1/environments?limit=2").await.expect(200);
    let names: Vec<_> =
        list["environments"].as_array().expect("a list").iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["Development", "Production"]);
    assert_eq!((&list["total"], &list["limit"], &list["offset"]), (&json!(3), &json!(2), &json!(2)));
}

async fn a_tenant_sees_itself_alone(server: &TestServer) {
    let admin = server.admin();
    let path = format!("/v1/tenants/{}", server.text(server.home.tenant.id));
    assert_eq!(admin.get(&path).await.expect(200).text("status"), "active");
    assert_eq!(admin.put(&path, &json!({"name": "Renamed"})).await.expect(200).text("name"), "Renamed");
    admin.put(&path, &json!({"name": "\u{0}"})).await.detail("name");
    server.stranger().get(&path).await.error(404, "not_found");
    server.stranger().put(&path, &json!({"name": "Mine"})).await.error(404, "not_found");
    server
        .stranger()
        .put(&format!("/v1/tenants/{}", server.text(server.stranger.tenant.id)), &json!({"name": "Renamed"}))
        .await
        .error(409, "already_exists");
}
