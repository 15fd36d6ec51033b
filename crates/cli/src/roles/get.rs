//! `keyward roles get`

use reqwest::Method;

use super::path;
use crate::client::Client;
use crate::failure::Failure;
use crate::output;

pub(super) async fn run(client: &Client, id: &str) -> Result<(), Failure> {
    let answer = client.call(Method::GET, &path(id)?, None).await?;
    output::json(&answer["role"])
}
