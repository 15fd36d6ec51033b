//! What the server refuses to start with: why in one line, the exit code, and nothing touched.

use keyward_testkit::binary::{Ended, Home, taken_port};
use keyward_testkit::postgres::Cluster;

use crate::support::{bootstrap, home, refused};

/// Flags that take no port from anybody.
const QUIETLY: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "off"];

async fn serve(home: &Home, more: &[&str]) -> Ended {
    home.run(&[&QUIETLY, more].concat()).await
}

fn one_line(said: &str) {
    assert!(said.starts_with("keyward: ") && said.lines().count() == 1, "{said}");
}

#[tokio::test]
async fn a_wrong_file_is_told_with_file_line_and_reason() {
    for (content, expected) in [
        ("[server]\nlisen = \"127.0.0.1:1\"\n", "keyward: keyward.toml:2:1: server.lisen: unknown key"),
        ("\n[gate]\nmax_keys = 0\n", "keyward: keyward.toml:3:12: gate.max_keys: must be"),
        ("[database]\nurl = \"mysql://u:hunter2@h/d\"\n", "keyward: keyward.toml:2:7: database.url: must be"),
        ("[server\n", "keyward: keyward.toml:1:8: "),
    ] {
        let home = home();
        home.write("keyward.toml", content);
        for command in [&["serve"][..], &["migrate"], &["doctor"], &["config", "check"], &["keys", "list"]] {
            let said = refused(home.run(&[command, &["--config", "keyward.toml"]].concat()).await, 2);
            one_line(&said);
            assert!(said.starts_with(expected), "{said}");
            assert!(!said.contains("hunter2"), "{said}");
            assert!(!home.data().exists(), "nothing is touched");
        }
    }
}

#[tokio::test]
async fn everything_wrong_with_a_file_is_told_at_once() {
    let home = home();
    home.write("keyward.toml", "colour = 1\n[log]\nlevel = 5\n");
    let said = refused(home.run(&["config", "check", "--config", "keyward.toml"]).await, 2);
    assert_eq!(said.lines().count(), 2, "{said}");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_misuse() {
    let home = home();
    let said = refused(serve(&home, &["--config", "none.toml"]).await, 2);
    one_line(&said);
    assert!(said.contains("none.toml") && !home.data().exists(), "{said}");
}

#[tokio::test]
async fn a_wrong_variable_is_misuse() {
    for (name, value) in [("KEYWARD_SERVER_LISEN", "127.0.0.1:1"), ("KEYWARD_GATE_MAX_KEYS", "many")] {
        let home = home().with(name, value);
        let said = refused(serve(&home, &[]).await, 2);
        one_line(&said);
        assert!(said.contains(name) && !home.data().exists(), "{said}");
    }
}

#[tokio::test]
async fn a_wrong_flag_is_misuse() {
    let home = home();
    for flags in
        [&["serve", "--listen", "nowhere"][..], &["serve", "--preset", "flapjak"], &["serve", "--lisen"]]
    {
        let said = refused(home.run(flags).await, 2);
        assert!(said.contains(flags[1]) && !home.data().exists(), "{said}");
    }
}

#[tokio::test]
async fn a_schema_of_a_newer_version_is_left_alone() {
    let database = Cluster::shared().create_database();
    let home = home().on(database.url());
    assert_eq!(home.run(&["migrate"]).await.code, Some(0));
    database.psql(
        "UPDATE seaql_migrations SET version = 'm29990101_000001_later' WHERE version LIKE '%_foundation'",
    );
    for command in [&QUIETLY[..], &["migrate"], &["keys", "list"]] {
        let said = refused(home.run(command).await, 1);
        one_line(&said);
        assert!(said.contains("newer Keyward") && said.contains("m29990101_000001_later"), "{said}");
    }
}

#[tokio::test]
async fn a_data_directory_that_is_a_file_is_told() {
    let home = home();
    home.write("data", "mine");
    let said = refused(serve(&home, &[]).await, 1);
    one_line(&said);
    assert!(said.contains("data directory"), "{said}");
    assert_eq!(std::fs::read_to_string(home.data()).expect("the file"), "mine");
}

#[tokio::test]
async fn a_port_in_use_is_told() {
    let taken = taken_port();
    let address = taken.local_addr().expect("its address").to_string();
    for flags in [
        ["serve", "--listen", &address, "--metrics-listen", "off"],
        ["serve", "--listen", "127.0.0.1:0", "--metrics-listen", &address],
    ] {
        let said = refused(home().run(&flags).await, 1);
        one_line(&said);
        assert!(said.contains(&address), "{said}");
    }
}

#[tokio::test]
async fn a_second_server_on_the_same_data_directory_is_refused() {
    let home = home();
    let mut first = home.serve(&[]).await;
    let said = refused(serve(&home, &[]).await, 1);
    one_line(&said);
    assert!(said.contains("in use"), "{said}");
    assert!(first.terminate().await.success());
    home.serve(&[]).await;
}

#[tokio::test]
async fn a_second_data_directory_on_the_same_database_is_refused() {
    let first = home();
    let server = first.serve(&[]).await;
    let database = format!("sqlite:{}", first.data().join("keyward.db").display());
    let said = refused(home().run(&["keys", "list", "--database-url", &database]).await, 1);
    one_line(&said);
    assert!(said.contains("another data directory"), "{said}");
    drop(server);
}

#[tokio::test]
async fn an_unreachable_database_is_told_without_its_password() {
    let home = home().on("postgres://keyward:hunter2@127.0.0.1:1/keyward");
    let home = home.with("KEYWARD_DATABASE_ACQUIRE_TIMEOUT_SECONDS", "1");
    let said = refused(serve(&home, &[]).await, 1);
    one_line(&said);
    assert!(
        said.contains("postgres://keyward:***@127.0.0.1:1/keyward") && !said.contains("hunter2"),
        "{said}"
    );
}

#[tokio::test]
async fn no_migrate_wants_a_migrated_database() {
    let home = home();
    let said = refused(serve(&home, &["--no-migrate"]).await, 1);
    one_line(&said);
    assert!(said.contains("pending") && said.contains("keyward migrate"), "{said}");
    bootstrap(&home).await;
    home.serve(&["--no-migrate"]).await;
}

#[tokio::test]
async fn a_secret_that_can_t_be_read_is_told_by_name_alone() {
    let home = home();
    bootstrap(&home).await;
    std::fs::write(home.data().join("secrets/master"), "5ec4e7").expect("overwritten");
    let said = refused(serve(&home, &[]).await, 1);
    let last = said.lines().last().expect("a reason");
    assert!(last.starts_with("keyward: ") && last.contains("secrets/master"), "{said}");
    assert!(!said.contains("5ec4e7"), "{said}");
}

#[tokio::test]
async fn an_issuer_that_cannot_be_verified_is_refused() {
    let entry = |rest: &str| {
        format!("[[auth.issuers]]\nissuer = \"https://id.example\"\ncreate_tenant = true\n{rest}\n")
    };
    for (rest, expected) in [
        (
            "jwks_url = \"http://id.example/jwks\"",
            "keyward: keyward.toml:4:12: auth.issuers.jwks_url: must be a URL",
        ),
        (
            "hs256_secret = \"hunter2\"",
            "keyward: keyward.toml:4:16: auth.issuers.hs256_secret: must have at least 32 bytes",
        ),
        ("", "keyward: keyward.toml:1:1: auth.issuers: https://id.example: must have exactly one of"),
        ("jwks_file = \"none.json\"", "keyward: auth.issuers: https://id.example: none.json: "),
        (
            "hs256_secret_file = \"short\"",
            "keyward: auth.issuers: https://id.example: short: must have at least 32 bytes",
        ),
        ("hs256_secret_env = \"UNSET\"", "the variable UNSET of hs256_secret_env is not set"),
    ] {
        let home = home();
        home.write("short", "hunter2\n");
        home.write("keyward.toml", &entry(rest));
        let said = refused(serve(&home, &["--config", "keyward.toml"]).await, 2);
        one_line(&said);
        assert!(said.contains(expected) && !said.contains("hunter2"), "{said}");
    }
}
