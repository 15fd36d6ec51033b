//! `keyward roles create`

use reqwest::Method;

use super::Spec;
use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::output;

pub(super) async fn run(client: &Client, global: &Global, spec: &Spec) -> Result<(), Failure> {
    let body = spec.body()?.to_string().into_bytes();
    let answer = client.call(Method::POST, "/v1/rbac/roles", Some(body)).await?;
    if global.json {
        return output::json(&answer["role"]);
    }
    output::line(&format!("The role {} is made.", spec.id))
}
