//! `keyward keys import`

use std::path::Path;

use reqwest::Method;
use serde_json::Value;

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::output;

pub(super) async fn run(client: &Client, global: &Global, file: &Path) -> Result<(), Failure> {
    let rows =
        std::fs::read(file).map_err(|error| Failure::failed(format!("{}: {error}", file.display())))?;
    let answer = client.call(Method::POST, "/v1/keys/import", Some(rows)).await?;
    let failed = answer["failed"].as_u64().unwrap_or_default();
    if global.json {
        output::json(&answer)?;
    } else {
        let bad: Vec<Value> = answer["items"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|row| !row["error"].is_null())
            .cloned()
            .collect();
        output::line(&format!("{} imported, {failed} not.", answer["imported"]))?;
        if !bad.is_empty() {
            output::table(&[("ROW", "/index"), ("CODE", "/error/code"), ("REASON", "/error/message")], &bad)?;
        }
    }
    if failed == 0 { Ok(()) } else { Err(Failure::failed(format!("{failed} rows were not imported"))) }
}
