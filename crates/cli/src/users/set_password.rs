//! `keyward users set-password`

use reqwest::Method;
use serde_json::json;

use crate::args::Global;
use crate::client::Client;
use crate::failure::Failure;
use crate::{output, path, prompt};

pub(super) async fn run(client: &Client, global: &Global, who: &str) -> Result<(), Failure> {
    let segment = if who.contains('@') { path::encode(who) } else { path::id(who)?.to_owned() };
    let body = json!({"password": prompt::new_password()?}).to_string().into_bytes();
    let person = client.call(Method::PUT, &format!("/v1/users/{segment}/password"), Some(body)).await?;
    if global.json {
        return output::json(&person);
    }
    let email = output::cell(person.pointer("/email"));
    output::line(&format!("{email} signs in with the new password from now on; their sessions have ended."))
}
