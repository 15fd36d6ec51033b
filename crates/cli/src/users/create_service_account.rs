//! `keyward users create-service-account`

use reqwest::Method;
use serde_json::json;

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::output;

/// Arguments of `users create-service-account`.
#[derive(Debug, clap::Args)]
pub(super) struct Create {
    /// What people call it.
    #[arg(long)]
    name: String,
    /// A role; may be given several times.
    #[arg(long = "role", value_name = "ROLE", required = true)]
    roles: Vec<String>,
}

pub(super) async fn run(client: &Client, global: &Global, create: &Create) -> Result<(), Failure> {
    let body = json!({"type": "service_account", "name": create.name, "roles": create.roles});
    let made = client.call(Method::POST, "/v1/users", Some(body.to_string().into_bytes())).await?;
    if global.json {
        return output::json(&made);
    }
    output::line(&format!("{} {}", output::cell(made.pointer("/id")), create.name))
}
