//! `keyward users rename`

use reqwest::Method;
use serde_json::json;

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::{output, path};

pub(super) async fn run(client: &Client, global: &Global, id: &str, name: &str) -> Result<(), Failure> {
    let path = format!("/v1/users/{}", path::id(id)?);
    let body = json!({"name": name}).to_string().into_bytes();
    let renamed = client.call(Method::PUT, &path, Some(body)).await?;
    if global.json { output::json(&renamed) } else { output::line(&format!("{id} is called {name}.")) }
}
