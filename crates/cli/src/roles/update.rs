//! `keyward roles update`

use reqwest::Method;

use super::{Spec, path};
use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::output;

pub(super) async fn run(client: &Client, global: &Global, spec: &Spec) -> Result<(), Failure> {
    let body = spec.body()?.to_string().into_bytes();
    let answer = client.call(Method::PUT, &path(&spec.id)?, Some(body)).await?;
    if global.json {
        return output::json(&answer["role"]);
    }
    output::line(&format!("The role {} is changed.", spec.id))
}
