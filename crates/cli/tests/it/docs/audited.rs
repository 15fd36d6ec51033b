//! The audit trail, held against the table of operations: each that changes something leaves an entry.

use keyward_server::docs::examples::all;
use keyward_server::docs::reference::operations;
use serde_json::Value;

use super::operations::{call, keep, prepared};
use super::shell::Shell;
use crate::support::parse;

/// What changes nothing that anybody manages, although it is no GET: questions, what a product sends all day, and tokens that are moved
/// on within a session.
const UNAUDITED: [&str; 15] = [
    "verify_key",
    "explain_key",
    "search_users",
    "ingest_event",
    "ingest_events",
    "query_events",
    "get_usage",
    "verify_license",
    "check_update",
    "link_release",
    "check_components",
    "refresh",
    "portal_refresh",
    "portal_forgot_password",
    "portal_resend_verification",
];

/// How many entries all trails have; each must be whole.
async fn entries(shell: &Shell) -> i64 {
    let ended = shell.server.home().run(&["audit", "verify", "--json"]).await;
    assert_eq!(ended.code, Some(0), "{} {}", ended.out, ended.err);
    let trails = parse(&ended.out);
    trails.as_array().expect("trails").iter().map(|trail| trail["entries"].as_i64().expect("a number")).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_that_changes_something_leaves_an_entry() {
    let mut shell = prepared().await;
    let find = |id: &str| operations().iter().find(|operation| operation.id == *id).expect("an operation");
    let mut silent = Vec::new();
    for (id, example) in all() {
        for before in &example.fresh {
            let (_, body) = call(&mut shell, find(before)).await;
            let (_, example) = all().iter().find(|(id, _)| id == before).expect("its example");
            keep(&mut shell, example, &serde_json::from_str(&body).expect("JSON"));
        }
        let operation = find(id);
        let before = entries(&shell).await;
        let (status, body) = call(&mut shell, operation).await;
        let changes = operation.method != "GET" && !UNAUDITED.contains(&id.as_str());
        if changes && status < 300 && entries(&shell).await == before {
            silent.push(format!("{} {} ({id})", operation.method, operation.path));
        }
        if let Ok(body) = serde_json::from_str::<Value>(&body) {
            keep(&mut shell, example, &body);
        }
    }
    assert!(silent.is_empty(), "no entry of {silent:#?}");
}
