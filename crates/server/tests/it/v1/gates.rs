//! `/v1/gates` (contract v1, part 7); what gates answer is in `crate::gates`.

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::merged;
use crate::on_both;

const PATH: &str = "/v1/gates";

on_both! {
    a_gate_lives_from_its_making_to_its_deletion
    a_gate_of_another_environment_does_not_exist
    of_many_gates_of_one_name_at_once_one_is_made
}

async fn a_gate_lives_from_its_making_to_its_deletion(server: &TestServer) {
    let admin = server.admin();
    let made = admin.post(PATH, &json!({"name": "edge"})).await.expect(201);
    let secret = made.text("gate_secret");
    assert!(secret.starts_with("kwg_test_"), "{secret}");
    let (id, path) = (made.text("id").to_owned(), format!("{PATH}/{}", made.text("id")));
    assert!(id.starts_with("gate_"));
    let got = admin.get(&path).await.expect(200);
    let expected = json!({"id": id, "name": "edge",
        "environment": {"id": server.text(server.home.development.id), "type": "development"},
        "credential": {"headers": ["authorization", "x-api-key"]}, "permissions": null, "rules": [], "limits": [],
        "on_outage": "deny", "deny_style": "standard",
        "created_at": made["created_at"], "updated_at": made["updated_at"]});
    assert_eq!(got.json, expected);

    let whole = json!({"name": "Edge 2", "credential": {"headers": ["X-Product-Key"], "query": "api_key"},
        "permissions": "a:read AND NOT b:read",
        "rules": [{"method": "POST", "path_prefix": "/admin", "permissions": "admin:all", "cost": 5}, {"path_prefix": "/"}],
        "limits": [{"name": "requests", "limit": 100, "window_seconds": 60}, {"name": "dear", "limit": 9, "window_seconds": 3600, "cost": 3}],
        "on_outage": "allow", "deny_style": "nginx"});
    let changed = admin.put(&path, &whole).await.expect(200);
    let told = merged(whole, json!({"credential": {"headers": ["x-product-key"], "query": "api_key"}}));
    let told = merged(got.json, merged(told, json!({"updated_at": changed["updated_at"]})));
    assert_eq!(changed.json, told);
    assert_eq!(admin.get(PATH).await.expect(200).of_items("name"), ["Edge 2"]);

    let rotated = admin.post(&format!("{path}/rotate-secret"), &json!({})).await.expect(201);
    assert_ne!(rotated.text("gate_secret"), secret);
    assert_eq!(rotated["name"], "Edge 2");

    let _ = admin.delete(&path).await.expect(204);
    admin.get(&path).await.error(404, "not_found");
    admin.put(&path, &json!({"name": "x"})).await.error(404, "not_found");
    admin.post(&format!("{path}/rotate-secret"), &json!({})).await.error(404, "not_found");
    admin.delete(&path).await.error(404, "not_found");
    assert_eq!(admin.get(PATH).await.expect(200)["pagination"]["total"], 0);
}

async fn a_gate_of_another_environment_does_not_exist(server: &TestServer) {
    let made = server.admin().post(PATH, &json!({"name": "edge"})).await.expect(201);
    let path = format!("{PATH}/{}", made.text("id"));
    for other in [server.admin_in_production(), server.stranger()] {
        other.get(&path).await.error(404, "not_found");
        other.put(&path, &json!({"name": "mine"})).await.error(404, "not_found");
        other.post(&format!("{path}/rotate-secret"), &json!({})).await.error(404, "not_found");
        other.delete(&path).await.error(404, "not_found");
        assert_eq!(other.get(PATH).await.expect(200)["items"], json!([]));
        let _ = other.post(PATH, &json!({"name": "edge"})).await.expect(201);
    }
    server.admin().post(PATH, &json!({"name": "edge"})).await.error(409, "already_exists");
}

async fn of_many_gates_of_one_name_at_once_one_is_made(server: &TestServer) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let admin = server.admin();
        tasks.spawn(async move { admin.post(PATH, &json!({"name": "edge"})).await.status });
    }
    let mut statuses = tasks.join_all().await;
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (201, &[409; 19][..]));
}

#[tokio::test]
async fn a_retry_gets_the_first_answer_with_its_secret() {
    let server = TestServer::sqlite().await;
    let admin = server.admin().with("idempotency-key", "once");
    let made = admin.post(PATH, &json!({"name": "edge"})).await.expect(201);
    assert_eq!(admin.post(PATH, &json!({"name": "edge"})).await.expect(201).json, made.json);
    admin.post(PATH, &json!({"name": "other"})).await.error(409, "already_exists");
    let path = format!("{PATH}/{}/rotate-secret", made.text("id"));
    let rotated = admin.post(&path, &json!({})).await.expect(201);
    assert_eq!(admin.post(&path, &json!({})).await.expect(201).json, rotated.json);
}

#[tokio::test]
async fn what_a_gate_can_t_be_is_told_by_field() {
    let server = TestServer::sqlite().await;
    let rule =
        |more: Value| json!({"rules": [{"path_prefix": "/"}, merged(json!({"path_prefix": "/a"}), more)]});
    let limit = |more: Value| {
        let first = json!({"name": "first", "limit": 1, "window_seconds": 1});
        json!({"limits": [first, merged(merged(first.clone(), json!({"name": "second"})), more)]})
    };
    let many = vec!["a:a"; 101].join(" OR ");
    for (more, field) in [
        (json!({"name": ""}), "name"),
        (json!({"credential": {"headers": ["a b"]}}), "credential.headers[0]"),
        (json!({"credential": {"headers": ["x-key", "Host"]}}), "credential.headers[1]"),
        (json!({"credential": {"headers": vec!["x"; 17]}}), "credential.headers"),
        (json!({"credential": {"query": "a=b"}}), "credential.query"),
        (json!({"permissions": ""}), "permissions"),
        (json!({"permissions": "(a:a"}), "permissions"),
        (json!({"permissions": "a".repeat(1001)}), "permissions"),
        (json!({"permissions": many}), "permissions"),
        (json!({"rules": vec![json!({"path_prefix": "/"}); 101]}), "rules"),
        (rule(json!({"path_prefix": "a"})), "rules[1].path_prefix"),
        (rule(json!({"path_prefix": "/a/../b"})), "rules[1].path_prefix"),
        (rule(json!({"path_prefix": "/"})), "rules[1].path_prefix"),
        (rule(json!({"method": "get"})), "rules[1].method"),
        (rule(json!({"permissions": "a:a AND"})), "rules[1].permissions"),
        (rule(json!({"cost": 1_000_000_001})), "rules[1].cost"),
        (rule(json!({"cost": -1})), "rules[1].cost"),
        (limit(json!({"name": "A"})), "limits[1].name"),
        (limit(json!({"name": "first"})), "limits[1].name"),
        (limit(json!({"limit": 0})), "limits[1].limit"),
        (limit(json!({"window_seconds": 0})), "limits[1].window_seconds"),
        (limit(json!({"window_seconds": 10 * 365 * 86_400})), "limits[1].window_seconds"),
        (limit(json!({"cost": -1})), "limits[1].cost"),
        (json!({"limits": vec![json!({"name": "a", "limit": 1, "window_seconds": 1}); 21]}), "limits"),
        (json!({"on_outage": "maybe"}), "on_outage"),
        (json!({"deny_style": "apache"}), "deny_style"),
    ] {
        server.admin().post(PATH, &merged(json!({"name": "edge"}), more)).await.detail(field);
    }
    let answer = server.admin().post(PATH, &json!({"name": "edge", "permissions": "a:a b:b"})).await;
    let answer = answer.detail("permissions");
    assert_eq!(answer["details"]["permissions"], "column 5: expected AND, OR or the end");
    assert_eq!(server.admin().get(PATH).await.expect(200)["items"], json!([]));
    let _ = server
        .admin()
        .post(PATH, &json!({"name": "edge", "rules": [{"path_prefix": "/", "cost": 1}]}))
        .await
        .expect(201);
}
