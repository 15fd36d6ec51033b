//! `keyward audit verify`: one entry changed, removed or moved in the database is named.

use keyward_testkit::binary::Home;
use keyward_testkit::postgres::{Cluster, removal};
use keyward_testkit::python::python;
use serde_json::Value;

use crate::support::{bootstrap, home, parse};

async fn verified(home: &Home) -> (Option<i32>, Value) {
    let ended = home.run(&["audit", "verify", "--json"]).await;
    (ended.code, parse(&ended.out)[0].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_a_changed_a_removed_and_a_moved_entry_are_named() {
    const PROGRAM: &str = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])";
    let home = home();
    let file = home.data().join("keyward.db");
    let change = |sql: &str| {
        let ended = python().args(["-c", PROGRAM]).arg(&file).arg(sql).status().expect("python");
        assert!(ended.success(), "{sql}");
    };
    harm_is_named(&home, change).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_a_changed_a_removed_and_a_moved_entry_are_named() {
    let database = Cluster::shared().create_database();
    let home = home().on(database.url());
    harm_is_named(&home, |sql| drop(database.psql(sql))).await;
}

/// `change` writes to the database behind the back of everybody.
async fn harm_is_named(home: &Home, change: impl Fn(&str)) {
    let _ = bootstrap(home).await;
    let (code, whole) = verified(home).await;
    assert_eq!((code, &whole["state"]), (Some(0), &"whole".into()), "{whole}");
    let last = whole["entries"].as_i64().expect("a number");
    assert!(last >= 3, "{whole}");

    let swap = |left: i64, right: i64| {
        format!(
            "UPDATE audit SET sequence = -1 WHERE sequence = {left}; \
             UPDATE audit SET sequence = {left} WHERE sequence = {right}; \
             UPDATE audit SET sequence = {right} WHERE sequence = -1"
        )
    };
    for (harm, repair, named) in [
        (
            "UPDATE audit SET actor_name = actor_name || 'x' WHERE sequence = 2".to_owned(),
            "UPDATE audit SET actor_name = substr(actor_name, 1, length(actor_name) - 1) WHERE sequence = 2"
                .to_owned(),
            2,
        ),
        (
            "UPDATE audit SET sequence = sequence + 1000 WHERE sequence = 2".to_owned(),
            "UPDATE audit SET sequence = 2 WHERE sequence = 1002".to_owned(),
            2,
        ),
        (swap(1, 2), swap(1, 2), 1),
    ] {
        change(&harm);
        let (code, broken) = verified(home).await;
        assert_eq!((code, &broken["sequence"]), (Some(1), &named.into()), "{harm}: {broken}");
        change(&repair);
        assert_eq!(verified(home).await.0, Some(0), "{repair}");
    }
    change(&removal("audit", &format!("sequence = {last}")));
    let (code, broken) = verified(home).await;
    assert_eq!((code, &broken["sequence"]), (Some(1), &last.into()), "{broken}");
    // And when the mark of the end goes with it.
    change(&removal("audit_heads", "true"));
    let (code, broken) = verified(home).await;
    assert_eq!((code, &broken["sequence"]), (Some(1), &last.into()), "{broken}");
}
