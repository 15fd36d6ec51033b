//! `keyward roles list`

use reqwest::Method;
use serde_json::{Value, json};

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::output;
use crate::path::encode;

/// Arguments of `roles list`.
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Only built-in roles that such an account can hold: `user` or `service_account`.
    #[arg(long, value_name = "TYPE")]
    user_type: Option<String>,
}

const COLUMNS: [(&str, &str); 4] =
    [("ID", "/id"), ("NAME", "/name"), ("BUILT IN", "/built_in"), ("PERMISSIONS", "/permissions")];

pub(super) async fn run(client: &Client, global: &Global, list: &List) -> Result<(), Failure> {
    let query = list.user_type.as_ref().map(|kind| format!("?user_type={}", encode(kind)));
    let path = format!("/v1/rbac/roles{}", query.unwrap_or_default());
    let answer = client.call(Method::GET, &path, None).await?;
    if global.json {
        return output::json(&answer);
    }
    let rows: Vec<Value> = answer["roles"].as_array().into_iter().flatten().map(row).collect();
    output::table(&COLUMNS, &rows)
}

/// A role with its permissions as they are written elsewhere.
fn row(role: &Value) -> Value {
    let entities = role["permissions"].as_object().into_iter().flatten();
    let permissions: Vec<String> = entities
        .flat_map(|(entity, actions)| {
            let actions = actions.as_array().into_iter().flatten().filter_map(Value::as_str);
            actions.map(move |action| format!("{entity}:{action}"))
        })
        .collect();
    let built_in = if role["built_in"] == true { "yes" } else { "no" };
    json!({"id": role["id"], "name": role["name"], "built_in": built_in, "permissions": permissions})
}
