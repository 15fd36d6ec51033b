//! `keyward keys rotate`

use reqwest::Method;
use serde_json::json;

use super::issued;
use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::path;

/// Arguments of `keys rotate`.
#[derive(Debug, clap::Args)]
pub(super) struct Rotate {
    /// The old key's id.
    id: String,
    /// For how many seconds the old key still works.
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    grace: i64,
}

pub(super) async fn run(client: &Client, global: &Global, rotate: &Rotate) -> Result<(), Failure> {
    let body = json!({"grace_seconds": rotate.grace}).to_string().into_bytes();
    let key =
        client.call(Method::POST, &format!("/v1/keys/{}/rotate", path::id(&rotate.id)?), Some(body)).await?;
    issued(global, &key)
}
