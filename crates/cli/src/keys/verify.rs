//! `keyward keys verify`

use std::io::Read;

use reqwest::Method;
use serde_json::json;

use super::text;
use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::output;

/// Arguments of `keys verify`.
#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// The key; `-` reads it from standard input, where no list of processes shows it.
    key: String,
    /// A permission query that it must satisfy.
    #[arg(long, value_name = "QUERY")]
    permissions: Option<String>,
    /// The address from which it was used.
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<String>,
}

pub(super) async fn run(client: &Client, global: &Global, verify: &Verify) -> Result<(), Failure> {
    let key = if verify.key == "-" { from_standard_input()? } else { verify.key.clone() };
    let body =
        json!({"key": key, "permissions": verify.permissions, "ip": verify.ip}).to_string().into_bytes();
    let answer = client.call(Method::POST, "/v1/keys/verify", Some(body)).await?;
    let code = text(&answer, "/code").to_owned();
    if global.json {
        output::json(&answer)?;
    } else if answer["valid"] == true {
        output::line(&format!("{code} {} {}", text(&answer, "/key_id"), text(&answer, "/name")))?;
    }
    if answer["valid"] == true {
        Ok(())
    } else {
        Err(Failure::failed(format!("the key may not pass: {code}")))
    }
}

fn from_standard_input() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(Failure::failed)?;
    Ok(text.trim().to_owned())
}
