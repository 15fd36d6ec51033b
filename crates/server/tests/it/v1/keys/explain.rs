use keyward_testkit::actors::{Answer, Caller};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{UNKNOWN_KEY, made_key, merged, verified};
use crate::on_both;

on_both! { it_answers_as_verify_and_takes_nothing }

async fn explained(caller: &impl Caller, key: &str, more: Value) -> Answer {
    caller.post("/v1/keys/explain", &merged(json!({"key": key}), more)).await
}

/// The checks that did not pass.
fn refused(answer: &Answer) -> Vec<&str> {
    let checks = answer["checks"].as_array().unwrap().iter();
    checks.filter(|check| check["passed"] == false).map(|check| check["check"].as_str().unwrap()).collect()
}

async fn it_answers_as_verify_and_takes_nothing(server: &TestServer) {
    let admin = server.admin();
    let more = json!({
        "permissions": ["a:read"], "allowed_ips": ["192.0.2.0/24"], "credits": {"remaining": 5},
        "limits": [{"name": "a", "limit": 3, "window_seconds": 60}],
    });
    let key = made_key(&admin, more).await;
    let near = json!({"ip": "192.0.2.1"});
    for (question, expected) in [
        (json!({}), vec!["allowed_ips"]),
        (near.clone(), vec![]),
        (json!({"ip": "192.0.2.1", "cost": 4}), vec!["limits"]),
        (
            json!({"cost": 6, "permissions": "b:read"}),
            vec!["allowed_ips", "permissions", "credits", "limits"],
        ),
    ] {
        for _ in ["once", "and again"] {
            let mut told = explained(&admin, key.key(), question.clone()).await.expect(200);
            assert_eq!(refused(&told), expected, "{question}");
            let checks: Vec<_> =
                told["checks"].as_array().unwrap().iter().map(|check| check["check"].clone()).collect();
            let all = [
                "found",
                "revoked",
                "disabled",
                "expires_at",
                "allowed_ips",
                "permissions",
                "credits",
                "limits",
            ];
            assert_eq!(checks, all);
            assert_eq!(told["credits_remaining"], 5);
            assert_eq!(told["limits"][0]["remaining"], 3);
            if !expected.is_empty() {
                // Of a check that is refused verify tells the same; it takes nothing either.
                let mut answer = verified(&admin, key.key(), question.clone()).await.expect(200);
                for json in [&mut told.json, &mut answer.json] {
                    json.as_object_mut().unwrap().remove("checks");
                    json.as_object_mut().unwrap().remove("request_id");
                }
                assert_eq!(told.json, answer.json, "{question}");
            }
        }
    }
    assert_eq!(verified(&admin, key.key(), near.clone()).await.expect(200)["credits_remaining"], 4);
    assert_eq!(explained(&admin, key.key(), near).await.expect(200)["credits_remaining"], 4);
    server.authority().flush_uses().await.unwrap();
    let usage = admin.get(&format!("/v1/keys/{}/usage", key.id())).await.expect(200);
    assert_eq!(usage["total"]["VALID"], 1, "to explain is no use");
}

#[tokio::test]
async fn of_a_key_that_does_not_exist_nothing_else_is_said() {
    let server = TestServer::sqlite().await;
    let elsewhere = made_key(&server.stranger(), json!({})).await;
    for key in [UNKNOWN_KEY, "", elsewhere.key()] {
        let told = explained(&server.admin(), key, json!({})).await.expect(200);
        assert_eq!((told.text("code"), refused(&told)), ("NOT_FOUND", vec!["found"]));
        assert_eq!((told["checks"].as_array().unwrap().len(), &told["name"]), (1, &Value::Null));
    }
}

#[tokio::test]
async fn bad_questions_are_named_and_only_verifiers_may_ask() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let key = made_key(&admin, json!({})).await;
    explained(&admin, key.key(), json!({"permissions": "a"})).await.detail("permissions");
    explained(&admin, key.key(), json!({"cost": -1})).await.detail("cost");
    explained(&admin, key.key(), json!({"limits": [{"name": "what"}]})).await.detail("limits[0].name");
    explained(&key, key.key(), json!({})).await.error(403, "permission_denied");
}
