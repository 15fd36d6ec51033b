//! `keyward users list`

use reqwest::Method;
use serde_json::json;

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::output;

/// Arguments of `users list`.
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// `user` for people, `service_account` for machines.
    #[arg(long = "type", value_name = "TYPE", default_value = "user")]
    kind: String,
    /// The most rows.
    #[arg(long, default_value_t = 50)]
    limit: u64,
    /// Rows to pass over.
    #[arg(long, default_value_t = 0)]
    offset: u64,
}

const COLUMNS: [(&str, &str); 5] =
    [("ID", "/id"), ("EMAIL", "/email"), ("NAME", "/name"), ("ROLES", "/roles"), ("CREATED", "/created_at")];

pub(super) async fn run(client: &Client, global: &Global, list: &List) -> Result<(), Failure> {
    let body = json!({"type": list.kind, "limit": list.limit, "offset": list.offset});
    let answer = client.call(Method::POST, "/v1/users/search", Some(body.to_string().into_bytes())).await?;
    output::page(global.json, &COLUMNS, &answer)
}
