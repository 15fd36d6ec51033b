use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::given::{asked_for_secret, made_key};
use crate::on_both;

const PATH: &str = "/v1/secrets/api/keys";

on_both! { who_sees_whose_keys states_are_told_in_flexprices_words }

async fn who_sees_whose_keys(server: &TestServer) {
    let admin = server.admin();
    let (account, machine) = server.machine(&["key_manager"]).await;
    let (_, strong_machine) = server.machine(&["super_admin"]).await;
    let of_admin = json!({"owner": {"user_id": server.text(server.home.admin.id)}, "roles": [], "permissions": ["secret:read"]});
    let weak_person = made_key(&admin, of_admin).await;
    let customers = made_key(&admin, json!({"permissions": ["secret:read"]})).await;
    let ids = async |caller: &keyward_testkit::actors::KeyHolder, query: &str| {
        let answer = caller.get(&format!("{PATH}?order=asc&{query}")).await.expect(200);
        answer.of_items("id").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let all = [admin.id(), machine.id(), strong_machine.id(), weak_person.id(), customers.id()];
    assert_eq!(ids(&admin, "").await, all, "a super admin sees all");
    assert_eq!(ids(&weak_person, "").await, [admin.id(), weak_person.id()], "their own account's");
    assert_eq!(ids(&machine, "").await, [machine.id()]);
    assert_eq!(ids(&strong_machine, "").await, [strong_machine.id()], "a machine its own, however strong");
    assert_eq!(ids(&customers, "").await, [customers.id()]);

    let of_person = format!("user_id={}", server.text(server.home.admin.id));
    assert_eq!(ids(&admin, &of_person).await, [admin.id(), weak_person.id()]);
    assert_eq!(ids(&admin, &format!("user_id={account}")).await, [machine.id()]);
    assert_eq!(ids(&admin, "user_id=user_unknown").await, [] as [&str; 0]);
    assert_eq!(ids(&machine, &of_person).await, [] as [&str; 0], "a filter widens nothing");
    assert_eq!(ids(&machine, &format!("user_id={account}")).await, [machine.id()]);
    assert_eq!(ids(&server.stranger(), &of_person).await, [] as [&str; 0]);
}

async fn states_are_told_in_flexprices_words(server: &TestServer) {
    let admin = server.admin();
    let made = asked_for_secret(&admin, json!({"name": "One"})).await.expect(201);
    let id = made.text("id");
    let status = async |query: &str| {
        let answer = admin.get(&format!("{PATH}?{query}")).await.expect(200);
        assert!(!answer.text.contains(made.text("api_key")), "a secret is shown once");
        let items = answer["items"].as_array().unwrap().clone();
        items.iter().find(|item| item["id"] == id).map(|item| item["status"].as_str().unwrap().to_owned())
    };
    assert_eq!(status("").await.as_deref(), Some("published"));
    let _ = admin.post(&format!("/v1/keys/{id}/disable"), &json!({})).await.expect(200);
    assert_eq!(status("status=disabled").await.as_deref(), Some("inactive"));
    assert_eq!(status("status=active").await, None);
    let _ = admin.delete(&format!("{PATH}/{id}")).await.expect(204);
    assert_eq!(status("status=revoked").await.as_deref(), Some("deleted"));
}

#[tokio::test]
async fn a_super_admin_stays_one_whatever_else_the_key_may_do() {
    let server = TestServer::sqlite().await;
    let owner = json!({"user_id": server.text(server.home.admin.id)});
    let more = json!({"owner": owner, "roles": ["super_admin"], "permissions": ["documents:read"]});
    let key = made_key(&server.admin(), more).await;
    let (account, machine) = server.machine(&["event_ingestor"]).await;
    let all = key.get(PATH).await.expect(200);
    assert!(all.of_items("id").contains(&machine.id()));
    let _ = asked_for_secret(&key, json!({"service_account_id": account})).await.expect(201);
}

#[tokio::test]
async fn an_event_key_lists_no_keys() {
    let server = TestServer::sqlite().await;
    for role in ["event_ingestor", "event_reader", "key_verifier"] {
        let (_, machine) = server.machine(&[role]).await;
        machine.get(PATH).await.error(403, "permission_denied");
    }
}

#[tokio::test]
async fn pages_and_bad_parameters_are_as_everywhere() {
    let server = TestServer::sqlite().await;
    let _ = asked_for_secret(&server.admin(), json!({})).await.expect(201);
    let page = server.admin().get(&format!("{PATH}?limit=1")).await.expect(200);
    assert_eq!(page["pagination"], json!({"total": 2, "limit": 1, "offset": 1}));
    for (query, field) in
        [("limit=0", "limit"), ("offset=-1", "offset"), ("order=x", "order"), ("status=x", "status")]
    {
        server.admin().get(&format!("{PATH}?{query}")).await.detail(field);
    }
}
