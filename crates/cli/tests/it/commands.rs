//! The commands: beside a running server, without one, and from afar.

use keyward_testkit::binary::{Ended, Home};
use serde_json::{Map, Value, json};

use crate::support::{Caller, bash, bootstrap, home, new_key, parse, refused, text};

/// Runs a command that prints JSON.
async fn json_of(home: &Home, arguments: &[&str], way: &[&str]) -> (Option<i32>, Value) {
    let ended = home.run(&[arguments, way, &["--json"]].concat()).await;
    assert!(!ended.out.is_empty(), "{arguments:?}: {}", ended.err);
    (ended.code, parse(&ended.out))
}

/// A key's life by commands, as each step ended and what it printed.
async fn life(home: &Home, way: &[&str]) -> Vec<(Option<i32>, Value)> {
    let mut steps = Vec::new();
    let create =
        ["keys", "create", "--name", "CI", "--external-id", "customer-42", "--permission", "documents:read"];
    let more = ["--ttl", "3600", "--allow-ip", "192.0.2.0/24", "--metadata", r#"{"plan":"pro"}"#];
    let created = json_of(home, &[&create[..], &more].concat(), way).await;
    let (id, key) = (text(&created.1["id"]), text(&created.1["api_key"]));
    steps.push(created);
    let rotated = json_of(home, &["keys", "rotate", &id, "--grace", "0"], way).await;
    let (new_id, new_key) = (text(&rotated.1["id"]), text(&rotated.1["api_key"]));
    steps.push(rotated);

    let digest = keyward_token::Digest::sha256("a-key-of-another-system").to_hex();
    let row = json!({"digest": digest, "algorithm": "sha256", "name": "Old", "owner": {"external_id": "customer-42"}});
    let file = home.write("keys.ndjson", &format!("{row}\n{row}\n{{\"digest\":5}}\n"));
    let file = file.to_str().expect("a path in UTF-8");
    for arguments in [
        &["keys", "show", &id][..],
        &["keys", "show", &new_id],
        &["keys", "verify", &key],
        &["keys", "verify", &new_key],
        &["keys", "verify", &new_key, "--ip", "192.0.2.7", "--permissions", "documents:read"],
        &["keys", "verify", &new_key, "--ip", "192.0.2.7", "--permissions", "documents:write"],
        &["keys", "verify", "kw_live_nonsense"],
        &["keys", "import", file],
        &["keys", "verify", "a-key-of-another-system"],
        &["keys", "list"],
        &["keys", "list", "--status", "revoked", "--external-id", "customer-42", "--limit", "1"],
        &["keys", "revoke", &new_id],
        &["keys", "revoke", &new_id],
        &["keys", "verify", &new_key, "--ip", "192.0.2.7"],
    ] {
        steps.push(json_of(home, arguments, way).await);
    }
    for (_, printed) in &mut steps {
        forget(printed);
    }
    steps
}

/// Takes out what differs from one life to the next.
fn forget(value: &mut Value) {
    let differs = |name: &str| {
        ["id", "key_id", "successor_id", "api_key", "display_id", "request_id"].contains(&name)
            || name.ends_with("_at")
    };
    match value {
        Value::Array(items) => items.iter_mut().for_each(forget),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                // When a use is written down is the server's affair.
                if name == "last_used_at" || (differs(name) && !member.is_null()) {
                    *member = "…".into();
                }
                forget(member);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn commands_do_the_same_beside_a_server_without_one_and_from_afar() {
    let alone = home();
    bootstrap(&alone).await;
    let without = life(&alone, &[]).await;
    let codes: Vec<_> = without.iter().map(|(code, _)| code.expect("an exit code")).collect();
    assert_eq!(codes, [0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1], "{without:#?}");
    let verdicts: Vec<_> = without.iter().filter_map(|(_, printed)| printed["code"].as_str()).collect();
    let expected =
        ["REVOKED", "IP_DENIED", "VALID", "INSUFFICIENT_PERMISSIONS", "NOT_FOUND", "VALID", "REVOKED"];
    assert_eq!(verdicts, expected);
    assert_eq!(without[9].1["items"][1]["error"]["code"], "already_exists");

    let accompanied = home();
    bootstrap(&accompanied).await;
    let _server = accompanied.serve(&[]).await;
    let beside = life(&accompanied, &[]).await;

    let distant = home();
    let key = bootstrap(&distant).await;
    let server = distant.serve(&[]).await;
    // From a machine that has nothing of the server's.
    let elsewhere = home();
    let afar = life(&elsewhere, &["--url", &server.url(""), "--api-key", &key]).await;
    assert!(!elsewhere.data().exists());

    for (step, expected) in without.iter().enumerate() {
        assert_eq!(&beside[step], expected, "step {step}, beside a server");
        assert_eq!(&afar[step], expected, "step {step}, from afar");
    }
}

#[tokio::test]
async fn a_revocation_by_command_is_in_force_at_once_for_who_calls_the_server() {
    let home = home();
    let admin = bootstrap(&home).await;
    let server = home.serve(&[]).await;
    let caller = Caller::new(&server, &admin);
    for _ in 0..5 {
        let (id, key) = caller.issue(&new_key("Short-lived")).await;
        assert_eq!(caller.with(&key).status().await, 200, "it is in the cache now");
        assert_eq!(home.run(&["keys", "revoke", &id]).await.code, Some(0));
        assert_eq!(caller.with(&key).status().await, 401);
        assert_eq!(caller.verdict(&key).await, "REVOKED");
    }
}

#[tokio::test]
async fn a_use_by_command_is_written_down_without_a_server() {
    let home = home();
    bootstrap(&home).await;
    let create = ["keys", "create", "--name", "CI", "--external-id", "customer-1"];
    let (_, created) = json_of(&home, &create, &[]).await;
    let (id, key) = (text(&created["id"]), text(&created["api_key"]));
    assert_eq!(home.run(&["keys", "verify", &key]).await.code, Some(0));
    let (_, shown) = json_of(&home, &["keys", "show", &id], &[]).await;
    assert!(shown["last_used_at"].is_string(), "{shown}");
}

#[tokio::test]
async fn a_key_is_verified_from_standard_input() {
    let home = home();
    let admin = bootstrap(&home).await;
    let verify = ["keys", "verify", "-"];
    let good = home.run_with_input(&verify, &format!("{admin}\n")).await;
    assert_eq!(good.code, Some(0), "{}", good.err);
    assert!(good.out.starts_with("VALID key_"), "{}", good.out);
    assert!(!good.out.contains(&admin));
    let bad = refused(home.run_with_input(&verify, "kw_live_nonsense").await, 1);
    assert_eq!(bad, "keyward: the key may not pass: NOT_FOUND\n");
}

#[tokio::test]
async fn what_can_t_be_done_and_what_is_misused_end_differently() {
    let home = home();
    bootstrap(&home).await;
    let unreachable = ["--url", "http://127.0.0.1:1", "--api-key", "x"];
    for (code, arguments) in [
        (1, &["keys", "show", "key_nonsense"][..]),
        (1, &["keys", "revoke", "key_nonsense"]),
        (1, &["keys", "list", "--tenant", "Nobody"]),
        (1, &["keys", "list", "--environment", "Nowhere"]),
        (1, &[&["keys", "list"], &unreachable[..]].concat()),
        (1, &["keys", "import", "none.ndjson"]),
        (2, &["keys", "show", "../users"]),
        (2, &["keys", "create", "--name", "x"]),
        (2, &["keys", "create", "--name", "x", "--external-id", "y", "--permission", "Not One"]),
        (2, &["keys", "create", "--name", "x", "--external-id", "y", "--metadata", "[]"]),
        (2, &["keys", "list", "--limit", "1001"]),
        (2, &["keys", "list", "--api-key", "x"]),
        (2, &["keys", "import", "empty.ndjson"]),
        (2, &["bootstrap", "--operator", "nobody"]),
        (2, &["nonsense"]),
        (2, &[]),
    ] {
        home.write("empty.ndjson", "");
        let said = refused(home.run(arguments).await, code);
        assert!(!said.contains("panicked"), "{said}");
    }
    assert_eq!(home.run(&["--help"]).await.code, Some(0));
    assert_eq!(home.run(&["--version"]).await.out, format!("keyward {}\n", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn a_wrong_key_from_afar_is_told() {
    let server = home().serve(&["--dev"]).await;
    let (url, own) = (server.url(""), home());
    let said = refused(own.run(&["keys", "list", "--url", &url, "--api-key", "wrong"]).await, 1);
    assert_eq!(said, "keyward: Invalid API key (unauthorized)\n");
    let said = refused(own.run(&["keys", "list", "--url", &url]).await, 1);
    assert_eq!(said, "keyward: An API key or a bearer token is required (unauthorized)\n");
}

#[tokio::test]
async fn a_table_in_a_pipe_is_plain() {
    let home = home();
    bootstrap(&home).await;
    let long = "n".repeat(255);
    let create = ["keys", "create", "--name", &long, "--external-id", "customer-1"];
    assert_eq!(home.run(&create).await.code, Some(0));
    for arguments in [&["keys", "list"][..], &["doctor"]] {
        let Ended { code, out, err } = home.run(arguments).await;
        assert_eq!(code, Some(0), "{err}");
        assert!(!out.contains('\u{1b}'), "{out}");
    }
    let listed = home.run(&["keys", "list"]).await.out;
    assert_eq!(listed.lines().count(), 3, "a row is a line, however long:\n{listed}");
    assert!(listed.trim_start().starts_with("ID ") && listed.contains(&long), "{listed}");
}

#[tokio::test]
async fn a_second_bootstrap_is_refused_in_one_line() {
    let home = home();
    bootstrap(&home).await;
    let said = refused(home.run(&["bootstrap", "--operator", "ada@example.com"]).await, 1);
    assert_eq!(said, "keyward: A tenant of this name exists already\n");
    let said = refused(home.run(&["bootstrap", "--tenant", "B", "--operator", "ADA@example.com"]).await, 1);
    assert_eq!(said, "keyward: This e-mail address has an account already\n");
    let _server = home.serve(&[]).await;
    let said = refused(home.run(&["bootstrap", "--tenant", "B", "--operator", "bob@example.com"]).await, 1);
    assert!(said.contains("a server is running") && said.lines().count() == 1, "{said}");
}

#[tokio::test]
async fn with_two_tenants_a_command_wants_to_know_which() {
    let home = home();
    bootstrap(&home).await;
    let made = home.run(&["bootstrap", "--tenant", "Second", "--operator", "bob@example.com"]).await;
    assert_eq!(made.code, Some(0), "{}", made.err);
    assert!(made.out.contains("Second") && made.out.contains("kw_live_"), "{}", made.out);
    let said = refused(home.run(&["keys", "list"]).await, 2);
    assert!(said.contains("tenant"), "{said}");
    for environment in ["Production", "development"] {
        let list = ["keys", "list", "--tenant", "Second", "--environment", environment];
        let (_, listed) = json_of(&home, &list, &[]).await;
        assert_eq!(listed["pagination"]["total"], 1, "{listed}");
    }
}

#[tokio::test]
async fn the_doctor_finds_nothing_wrong_or_says_what() {
    let home = home();
    bootstrap(&home).await;
    let state = |findings: &Value, check: &str| {
        let found = findings.as_array().expect("findings").iter().find(|finding| finding["check"] == check);
        found.map(|finding| (text(&finding["state"]), text(&finding["detail"]))).expect("the check")
    };
    let (code, findings) = json_of(&home, &["doctor"], &[]).await;
    assert_eq!(code, Some(0), "{findings}");
    assert_eq!(state(&findings, "server").1, "not running");
    assert_eq!(state(&findings, "sqlite").1, "plans a statement once");
    assert_eq!(state(&findings, "schema").1, "up to date");
    assert_eq!(state(&findings, "key digests").1, "sha256: 2");
    let server = home.serve(&[]).await;
    assert_eq!(state(&json_of(&home, &["doctor"], &[]).await.1, "server").1, "running");
    drop(server);

    let broken = home.on("postgres://keyward:hunter2@127.0.0.1:1/keyward");
    let broken = broken.with("KEYWARD_DATABASE_ACQUIRE_TIMEOUT_SECONDS", "1");
    let ended = broken.run(&["doctor", "--json"]).await;
    assert_eq!(ended.code, Some(1));
    assert!(!format!("{ended:?}").contains("hunter2"), "{ended:?}");
    assert_eq!(state(&parse(&ended.out), "database").0, "bad");
    assert!(ended.err.contains("1 of "), "{}", ended.err);
}

#[tokio::test]
async fn migrations_run_once() {
    let home = home();
    let first = home.run(&["migrate"]).await;
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert!(first.out.ends_with(" ran.\n"), "{}", first.out);
    assert_eq!(home.run(&["migrate"]).await.out, "The database is up to date.\n");
}

#[tokio::test]
async fn the_api_description_is_printed_as_it_is_served() {
    let server = home().serve(&["--dev"]).await;
    let printed = parse(&home().run(&["openapi"]).await.out);
    assert_eq!(printed["openapi"], "3.1.0");
    assert_eq!(printed["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(printed, Caller::new(&server, "").get("/openapi.json").await.body);
}

#[tokio::test]
async fn bash_takes_the_completion_script() {
    let home = home();
    let script = home.run(&["completions", "bash"]).await.out;
    let path = home.write("completions.bash", &script);
    let complete =
        "COMP_WORDS=(keyward boot); COMP_CWORD=1; _keyward keyward boot keyward; echo \"${COMPREPLY[@]}\"";
    assert_eq!(bash(&format!("source {}; {complete}", path.display())).await, "bootstrap\n");
}

#[tokio::test]
async fn the_configuration_that_is_printed_is_in_order_and_the_same() {
    let home = home().with("KEYWARD_LOG_LEVEL", "warn");
    home.write(
        "keyward.toml",
        "preset = \"flapjack\"\n[formats.acme]\ntemplate = \"acme_{base62:32}{crc}\"\n",
    );
    let printed = home.run(&["config", "print", "--config", "keyward.toml"]).await;
    assert_eq!(printed.code, Some(0), "{}", printed.err);
    assert!(printed.out.contains("level = \"warn\" # from environment KEYWARD_LOG_LEVEL"), "{}", printed.out);

    let other = self::home();
    other.write("printed.toml", &printed.out);
    let checked = other.run(&["config", "check", "--config", "printed.toml"]).await;
    assert_eq!(
        (checked.code, checked.out.as_str()),
        (Some(0), "The configuration is in order.\n"),
        "{}",
        checked.err
    );
    let again = other.run(&["config", "print", "--config", "printed.toml"]).await;
    let values = |text: &str| {
        let mut table: Map<String, Value> = toml::from_str(text).expect("TOML");
        table.remove("data_dir").expect("each has its own");
        table
    };
    assert_eq!(values(&again.out), values(&printed.out));
    assert!(!home.data().exists() && !other.data().exists(), "to look changes nothing");
}
