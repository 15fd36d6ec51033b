//! `keyward tenants get`

use reqwest::Method;

use crate::client::Client;
use crate::failure::Failure;
use crate::{output, path};

pub(super) async fn run(client: &Client, id: &str) -> Result<(), Failure> {
    output::json(&client.call(Method::GET, &format!("/v1/tenants/{}", path::id(id)?), None).await?)
}
