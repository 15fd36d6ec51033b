//! `keyward tenants create`

use reqwest::Method;
use serde_json::json;

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::output;

/// Arguments of `tenants create`.
#[derive(Debug, clap::Args)]
pub(super) struct Create {
    /// What people call it.
    #[arg(long)]
    name: String,
    /// The e-mail address of its first person, who becomes its super admin.
    #[arg(long, value_name = "EMAIL")]
    email: String,
}

pub(super) async fn run(client: &Client, global: &Global, create: &Create) -> Result<(), Failure> {
    let body = json!({"name": create.name, "email": create.email}).to_string().into_bytes();
    let made = client.call(Method::POST, "/v1/tenants", Some(body)).await?;
    if global.json {
        return output::json(&made);
    }
    let member = |path: &str| output::cell(made.pointer(path));
    output::line(&format!("{} {}", member("/id"), member("/name")))?;
    output::line(&format!("{} {} has no password yet.", member("/user/id"), member("/user/email")))
}
