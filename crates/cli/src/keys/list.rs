//! `keyward keys list`

use reqwest::Method;

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::output;
use crate::path::encode;

/// Arguments of `keys list`.
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Only keys of this status: active, disabled, expired or revoked.
    #[arg(long)]
    status: Option<String>,
    /// Only keys of this customer, by your own id.
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    /// The most rows.
    #[arg(long, default_value_t = 50)]
    limit: u64,
    /// Rows to pass over.
    #[arg(long, default_value_t = 0)]
    offset: u64,
}

const COLUMNS: [(&str, &str); 7] = [
    ("ID", "/id"),
    ("NAME", "/name"),
    ("KEY", "/display_id"),
    ("OWNER", "/owner/id"),
    ("STATUS", "/status"),
    ("LAST USED", "/last_used_at"),
    ("EXPIRES", "/expires_at"),
];

pub(super) async fn run(client: &Client, global: &Global, list: &List) -> Result<(), Failure> {
    let mut path = format!("/v1/keys?limit={}&offset={}", list.limit, list.offset);
    for (name, value) in [("status", &list.status), ("external_id", &list.external_id)] {
        if let Some(value) = value {
            path = format!("{path}&{name}={}", encode(value));
        }
    }
    let answer = client.call(Method::GET, &path, None).await?;
    output::page(global.json, &COLUMNS, &answer)
}
