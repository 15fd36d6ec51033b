//! `keyward keys revoke`

use reqwest::Method;
use serde_json::json;

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::{output, path};

pub(super) async fn run(client: &Client, global: &Global, id: &str) -> Result<(), Failure> {
    client.call(Method::DELETE, &format!("/v1/keys/{}", path::id(id)?), None).await?;
    if global.json {
        output::json(&json!({"id": id, "status": "revoked"}))
    } else {
        output::line(&format!("{id} is revoked."))
    }
}
