//! `keyward users set-roles`

use reqwest::Method;
use serde_json::json;

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::{output, path};

/// Arguments of `users set-roles`.
#[derive(Debug, clap::Args)]
pub(super) struct SetRoles {
    /// The person's id.
    id: String,
    /// Every role that they are to have.
    #[arg(value_name = "ROLE", required = true)]
    roles: Vec<String>,
}

pub(super) async fn run(client: &Client, global: &Global, set: &SetRoles) -> Result<(), Failure> {
    let path = format!("/v1/users/{}/roles", path::id(&set.id)?);
    let body = json!({"roles": set.roles}).to_string().into_bytes();
    let changed = client.call(Method::PUT, &path, Some(body)).await?;
    if global.json {
        return output::json(&changed);
    }
    output::line(&format!("{} has the roles {}.", set.id, set.roles.join(", ")))
}
