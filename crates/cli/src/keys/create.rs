//! `keyward keys create`

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::issued;
use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;

/// Arguments of `keys create`.
#[derive(Debug, clap::Args)]
pub(super) struct Create {
    /// The key's name.
    #[arg(long)]
    name: String,
    /// Whose it is: your own id of a customer, who is made if new.
    #[arg(long, value_name = "ID", required_unless_present = "owner")]
    external_id: Option<String>,
    /// Whose it is: the id of a person (user_…), a machine (sa_…) or a customer (cust_…).
    #[arg(long, value_name = "ID", conflicts_with = "external_id")]
    owner: Option<String>,
    /// A role to copy; may be given several times.
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// A permission `entity:action`; may be given several times.
    #[arg(long = "permission", value_name = "PERMISSION")]
    permissions: Vec<String>,
    /// When it ends, RFC 3339.
    #[arg(long, value_name = "TIME")]
    expires_at: Option<String>,
    /// After how many seconds it ends.
    #[arg(long, value_name = "SECONDS", conflicts_with = "expires_at")]
    ttl: Option<i64>,
    /// A network it may be used from, in CIDR notation; may be given several times.
    #[arg(long = "allow-ip", value_name = "CIDR")]
    allowed_ips: Vec<String>,
    /// A JSON object to keep beside it.
    #[arg(long, value_name = "JSON")]
    metadata: Option<String>,
    /// The name of its format.
    #[arg(long, value_name = "NAME")]
    format: Option<String>,
}

pub(super) async fn run(client: &Client, global: &Global, create: Create) -> Result<(), Failure> {
    let metadata = create.metadata.as_deref().map(serde_json::from_str::<Map<String, Value>>).transpose();
    let metadata =
        metadata.map_err(|error| Failure::misused(format!("--metadata must be a JSON object: {error}")))?;
    let owner = match (&create.external_id, &create.owner) {
        (Some(id), _) => json!({"external_id": id}),
        (None, Some(id)) if id.starts_with("user_") => json!({"user_id": id}),
        (None, Some(id)) if id.starts_with("sa_") => json!({"service_account_id": id}),
        (None, id) => json!({"customer_id": id}),
    };
    let body = json!({
        "name": create.name,
        "owner": owner,
        "roles": create.roles,
        "permissions": create.permissions,
        "expires_at": create.expires_at,
        "ttl_seconds": create.ttl,
        "allowed_ips": create.allowed_ips,
        "metadata": metadata,
        "format": create.format,
    });
    let key = client.call(Method::POST, "/v1/keys", Some(body.to_string().into_bytes())).await?;
    issued(global, &key)
}
