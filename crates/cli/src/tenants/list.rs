//! `keyward tenants list`

use reqwest::Method;

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::output;
use crate::path::encode;

/// Arguments of `tenants list`.
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Only tenants whose names hold this text.
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// The most rows.
    #[arg(long, default_value_t = 50)]
    limit: u64,
    /// Rows to pass over.
    #[arg(long, default_value_t = 0)]
    offset: u64,
}

const COLUMNS: [(&str, &str); 4] =
    [("ID", "/id"), ("NAME", "/name"), ("STATUS", "/status"), ("CREATED", "/created_at")];

pub(super) async fn run(client: &Client, global: &Global, list: &List) -> Result<(), Failure> {
    let mut path = format!("/v1/tenants?limit={}&offset={}", list.limit, list.offset);
    if let Some(name) = &list.name {
        path = format!("{path}&name={}", encode(name));
    }
    output::page(global.json, &COLUMNS, &client.call(Method::GET, &path, None).await?)
}
