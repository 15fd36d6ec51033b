//! `keyward roles delete`

use reqwest::Method;
use serde_json::json;

use super::path;
use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::output;

pub(super) async fn run(client: &Client, global: &Global, id: &str) -> Result<(), Failure> {
    client.call(Method::DELETE, &path(id)?, None).await?;
    if global.json {
        output::json(&json!({"id": id, "status": "deleted"}))
    } else {
        output::line(&format!("The role {id} is deleted."))
    }
}
