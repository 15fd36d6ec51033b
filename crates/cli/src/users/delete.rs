//! `keyward users delete`

use reqwest::Method;
use serde_json::json;

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::{output, path};

/// Arguments of `users delete`.
#[derive(Debug, clap::Args)]
pub(super) struct Delete {
    /// The id of a person or a machine.
    id: String,
    /// Revoke its keys with it.
    #[arg(long)]
    cascade: bool,
}

pub(super) async fn run(client: &Client, global: &Global, delete: &Delete) -> Result<(), Failure> {
    let id = path::id(&delete.id)?;
    client.call(Method::DELETE, &format!("/v1/users/{id}?cascade={}", delete.cascade), None).await?;
    if global.json {
        output::json(&json!({"id": id, "status": "deleted"}))
    } else {
        output::line(&format!("{id} is removed."))
    }
}
