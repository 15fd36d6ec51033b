//! `keyward tenants`, `users` and `roles`: beside a running server, without one, and from afar.

use keyward_testkit::binary::Home;
use keyward_testkit::postgres::Cluster;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Caller, answer, bootstrap, home, parse, refused, text};

const PASSWORD: &str = "correct horse battery";

/// Runs a command that prints JSON and must end well.
async fn done(home: &Home, arguments: &[&str], way: &[&str]) -> Value {
    let ended = home.run(&[arguments, way, &["--json"]].concat()).await;
    assert_eq!(ended.code, Some(0), "{arguments:?}: {}", ended.err);
    parse(&ended.out)
}

/// Tenants, machines, people and roles by commands, on one of the ways; `tenant` says which one where that must be said.
async fn life(home: &Home, way: &[&str], tenant: &[&str]) {
    let made = done(home, &["tenants", "create", "--name", "Acme", "--email", "bob@example.com"], way).await;
    let id = text(&made["id"]);
    assert_eq!((&made["user"]["email"], &made["status"]), (&json!("bob@example.com"), &json!("active")));
    assert_eq!(done(home, &["tenants", "get", &id], way).await["name"], "Acme");
    assert_eq!(done(home, &["tenants", "rename", &id, "Acme & Co"], way).await["name"], "Acme & Co");
    let found = done(home, &["tenants", "list", "--name", "acme &"], way).await;
    assert_eq!((&found["pagination"]["total"], &found["items"][0]["id"]), (&json!(1), &json!(id)));
    for (verb, status) in [("suspend", "suspended"), ("resume", "active")] {
        assert_eq!(done(home, &["tenants", verb, &id], way).await["status"], status);
    }

    let way = &[way, tenant].concat()[..];
    let spec = ["--name", "Publisher", "--permission", "documents:read", "--permission", "documents:publish"];
    let role = done(home, &[&["roles", "create", "publisher"], &spec[..]].concat(), way).await;
    assert_eq!(role["permissions"], json!({"documents": ["publish", "read"]}), "{role}");
    let spec = ["--name", "Publisher", "--permission", "documents:publish", "--description", "Publishes"];
    let role = done(home, &[&["roles", "update", "publisher"], &spec[..]].concat(), way).await;
    assert_eq!(done(home, &["roles", "get", "publisher"], way).await, role);
    let table = home.run(&[&["roles", "list"], way].concat()).await;
    assert!(table.out.contains("documents:publish") && table.out.contains("key_verifier"), "{}", table.out);

    let create = ["users", "create-service-account", "--name", "CI", "--role", "publisher"];
    let machine = text(&done(home, &create, way).await["id"]);
    assert_eq!(done(home, &["users", "rename", &machine, "Builds"], way).await["name"], "Builds");
    let machines = done(home, &["users", "list", "--type", "service_account"], way).await;
    assert_eq!(machines["items"][0]["id"], machine);
    let in_use = refused(home.run(&[&["roles", "delete", "publisher"], way].concat()).await, 1);
    assert!(in_use.contains("already_exists"), "{in_use}");
    let body = ["--name", "First", "--owner", &machine];
    let key = done(home, &[&["keys", "create"], &body[..]].concat(), way).await;
    let said = refused(home.run(&[&["users", "delete", &machine], way].concat()).await, 2);
    assert!(said.contains(&text(&key["id"])), "the keys are named: {said}");
    done(home, &["users", "delete", &machine, "--cascade"], way).await;
    done(home, &["roles", "delete", "publisher"], way).await;
    for (code, arguments) in [
        (1, &["users", "get", &machine][..]),
        (1, &["roles", "get", "publisher"]),
        (2, &["users", "get", "../keys"]),
        (2, &["roles", "get", ".."]),
        (2, &["roles", "create", "x", "--name", "X", "--permission", "nothing"]),
        (2, &["users", "list", "--type", "robot"]),
        (2, &["users", "create-service-account", "--name", "X", "--role", "operator"]),
    ] {
        refused(home.run(&[arguments, way].concat()).await, code);
    }
}

#[tokio::test]
async fn people_machines_roles_and_tenants_are_managed_without_a_server() {
    let home = home();
    bootstrap(&home).await;
    life(&home, &[], &["--tenant", "Default"]).await;
}

#[tokio::test]
async fn and_beside_one() {
    let home = home();
    bootstrap(&home).await;
    let _server = home.serve(&[]).await;
    life(&home, &[], &["--tenant", "Default"]).await;
}

#[tokio::test]
async fn and_on_postgres() {
    let database = Cluster::shared().create_database();
    let home = home().on(database.url());
    bootstrap(&home).await;
    let _server = home.serve(&[]).await;
    life(&home, &[], &["--tenant", "Default"]).await;
}

#[tokio::test]
async fn an_operator_signs_in_with_the_password_of_a_command_and_works_from_afar() {
    let home = home();
    let key = bootstrap(&home).await;
    let set = ["users", "set-password", "ada@example.com"];
    let said = refused(home.run_with_input(&set, "short\n").await, 2);
    assert!(said.contains("password"), "{said}");
    let ended = home.run_with_input(&set, &format!("{PASSWORD}\n")).await;
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.out.starts_with("ada@example.com ") && !ended.out.contains(PASSWORD), "{}", ended.out);

    let server = home.serve(&[]).await;
    let caller = Caller::new(&server, "");
    let login = async |password: &str| {
        let body = json!({"email": "ada@example.com", "password": password});
        caller.post("/v1/auth/login", &body).await
    };
    let token = text(&login(PASSWORD).await.body["token"]);
    let keys = done(&home, &["keys", "list"], &[]).await;
    let environment = text(&keys["items"][0]["environment"]["id"]);
    let (elsewhere, url) = (self::home(), server.url(""));
    let way = ["--url", &url, "--token", &token];
    for (code, arguments) in [
        (1, &["tenants", "list", "--url", &url, "--api-key", &key][..]),
        (2, &["tenants", "list", "--token", &token]),
        (2, &["users", "set-password", "ada@example.com", "--url", &url, "--token", &token]),
    ] {
        refused(elsewhere.run(arguments).await, code);
    }
    let keyed = ["--url", &url, "--token", &token, "--environment", &environment];
    assert_eq!(done(&elsewhere, &["keys", "list"], &keyed).await, keys);
    let listed = done(&elsewhere, &["tenants", "list"], &way).await;
    assert_eq!(listed["items"][0]["name"], "Default");
    let me = caller.request(Method::GET, "/v1/users/me").bearer_auth(&token);
    let me = answer(me).await.body;
    assert_eq!(me["roles"], json!(["super_admin", "operator"]));
    assert!(!elsewhere.data().exists());

    // By id, beside the server: the session ends at once.
    let id = text(&me["id"]);
    let ended = home.run_with_input(&["users", "set-password", &id], "another horse battery").await;
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let again = answer(caller.request(Method::GET, "/v1/users/me").bearer_auth(&token)).await;
    assert_eq!(again.status, 401);
    assert_eq!(login(PASSWORD).await.status, 401);
    assert_eq!(login("another horse battery").await.status, 200);
    assert!(!server.log().contains("horse"));
}

#[tokio::test]
async fn the_development_server_s_person_is_an_operator() {
    let server = home().serve(&["--dev"]).await;
    let people = done(server.home(), &["users", "list"], &[]).await;
    assert_eq!(people["items"][0]["roles"], json!(["super_admin", "operator"]));
}
