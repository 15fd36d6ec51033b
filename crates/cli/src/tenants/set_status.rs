//! `keyward tenants suspend` and `resume`

use reqwest::Method;

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::{output, path};

pub(super) async fn run(client: &Client, global: &Global, id: &str, verb: &str) -> Result<(), Failure> {
    let path = format!("/v1/tenants/{}/{verb}", path::id(id)?);
    let tenant = client.call(Method::POST, &path, None).await?;
    if global.json {
        return output::json(&tenant);
    }
    output::line(&format!("{id} is {}.", output::cell(tenant.pointer("/status"))))
}
