//! `serve --dev`: from nothing to a key that works, by pasting what it prints.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Caller, DEVELOPMENT_KEY, LOCAL_KEY, answer, home, refused, text, the_main_job_works};

/// The last line of what `--dev` prints.
const LAST: &str = "/openapi.json\n";

#[tokio::test]
async fn the_printed_lines_issue_check_and_revoke_a_key() {
    let mut server = home().serve(&["--dev"]).await;
    let printed = server.says(LAST).await;
    let lines: Vec<_> =
        printed.lines().filter(|line| line.starts_with("K=") || line.starts_with("curl ")).collect();
    the_main_job_works(&server, &lines).await;
}

#[tokio::test]
async fn the_address_of_the_api_description_is_right() {
    let mut server = home().serve(&["--dev"]).await;
    let printed = server.says(LAST).await;
    assert!(printed.contains(&server.url("/openapi.json")), "{printed}");
    assert_eq!(Caller::new(&server, "").get("/openapi.json").await.body["openapi"], "3.1.0");
}

#[tokio::test]
async fn both_development_keys_are_super_admins_of_the_development_environment() {
    let server = home().serve(&["--dev"]).await;
    for key in [DEVELOPMENT_KEY, LOCAL_KEY] {
        let own = Caller::new(&server, key).get("/v1/keys/whoami").await;
        assert_eq!(own.status, 200, "{}", own.body);
        assert_eq!(own.body["environment"]["type"], "development");
        assert_eq!(own.body["roles"], json!(["super_admin"]));
    }
}

#[tokio::test]
async fn a_second_start_makes_no_second_sample() {
    let mut server = home().serve(&["--dev"]).await;
    let before = Caller::new(&server, DEVELOPMENT_KEY).get("/v1/keys").await;
    assert_eq!(before.body["pagination"]["total"], 1, "{}", before.body);
    server.restart().await;
    let after = Caller::new(&server, DEVELOPMENT_KEY).get("/v1/keys").await;
    assert_eq!(after.body, before.body);
}

/// The samples of the licensing side, as who signs in to the dashboard sees them.
async fn licensing(server: &keyward_testkit::binary::Keyward) -> [Value; 4] {
    let caller = Caller::new(server, "");
    let body = json!({"email": "dev@keyward.invalid", "password": "keyward-dev"});
    let signed_in = answer(caller.request(Method::POST, "/v1/auth/login").json(&body)).await;
    let token = text(&signed_in.body["token"]);
    let mut all = Vec::new();
    for path in ["admin/products", "portal/licenses?per_page=100", "portal/clients", "portal/tickets"] {
        let asked = caller.request(Method::GET, &format!("/api/v1/{path}")).bearer_auth(&token);
        let found = answer(asked).await;
        assert_eq!(found.status, 200, "{path}: {}", found.body);
        all.push(found.body);
    }
    all.try_into().expect("four")
}

#[tokio::test]
async fn there_is_something_to_license_and_a_second_start_makes_no_more() {
    let mut server = home().serve(&["--dev"]).await;
    let made = licensing(&server).await;
    let [_, licenses, clients, tickets] = &made;
    let states = |status: &str| {
        let items = licenses["items"].as_array().expect("licences");
        items.iter().filter(|item| item["status"] == status).count()
    };
    assert_eq!((states("active"), states("suspended"), states("revoked")), (2, 1, 1), "{licenses}");
    assert!(licenses.to_string().contains("shop.example.com"), "{licenses}");
    assert!(clients.to_string().contains("client@keyward.invalid"), "{clients}");
    assert_eq!(tickets["total"], 1, "{tickets}");
    server.restart().await;
    assert_eq!(licensing(&server).await, made);
}

#[tokio::test]
async fn without_dev_the_development_keys_are_unknown() {
    let home = home();
    home.serve(&["--dev"]).await.terminate().await;
    let server = home.serve(&[]).await;
    for key in [DEVELOPMENT_KEY, LOCAL_KEY] {
        assert_eq!(Caller::new(&server, key).status().await, 401);
    }
}

#[tokio::test]
async fn a_configured_development_key_is_refused_without_dev() {
    for known in [DEVELOPMENT_KEY, LOCAL_KEY] {
        let home = home();
        let digest = keyward_token::Digest::sha256(known).to_hex();
        let entry =
            "tenant = \"Sample\"\nuser = \"dev@keyward.invalid\"\nname = \"Mine\"\nis_active = false\n";
        home.write("keyward.toml", &format!("[auth.static_keys.{digest}]\n{entry}"));
        let said = refused(home.run(&["serve", "--config", "keyward.toml"]).await, 2);
        assert!(said.contains(&digest[..8]) && said.contains("--dev"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(!home.data().exists());
        home.serve(&["--config", "keyward.toml", "--dev"]).await;
    }
}

#[tokio::test]
async fn the_sample_gates_secrets_are_good_for_nothing_without_dev() {
    let home = home();
    let mut server = home.serve(&["--dev"]).await;
    let asks = async |server: &keyward_testkit::binary::Keyward, gate: &str, secret: &str| {
        let path = format!("/v1/gates/{gate}/auth");
        let request = Caller::new(server, DEVELOPMENT_KEY).request(reqwest::Method::GET, &path);
        request.header("x-gate-secret", secret).send().await.expect("an answer").status().as_u16()
    };
    let gates = [
        ("sample", "kwg_test_DevelopmentGateSecret000000000001fLMkM"),
        ("sample-nginx", "kwg_test_DevelopmentNginxGateSecret0000002aygHG"),
    ];
    for (gate, secret) in gates {
        assert_eq!(asks(&server, gate, secret).await, 200, "{gate}");
    }
    server.terminate().await;
    let server = home.serve(&[]).await;
    for (gate, secret) in gates {
        let path = format!("/v1/gates/{gate}/auth");
        let request = Caller::new(&server, LOCAL_KEY).request(reqwest::Method::GET, &path);
        let answer = crate::support::answer(request.header("x-gate-secret", secret)).await;
        assert_eq!(answer.status, 401, "{gate}");
        assert_eq!(answer.body["message"], "There is no such gate, or its secret is wrong");
    }
}
