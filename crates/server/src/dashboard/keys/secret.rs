//! A secret that was just made: the only page that has it.

use askama::Template;
use axum::response::Response;
use keyward_authority::keys::Created;

use super::SECTION;
use crate::App;
use crate::dashboard::here::Here;
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/keys/secret.html")]
struct SecretPage<'a> {
    shell: Shell,
    name: &'a str,
    /// What became of it.
    what: &'a str,
    id: String,
    secret: &'a str,
    curl: String,
}

/// The page with the secret. It is kept nowhere, and it is no address that one could come back to.
pub(super) fn show(app: &App, here: &Here, created: &Created, what: &str) -> Response {
    let secret = created.secret.expose();
    let curl = format!(
        "curl {}/v1/keys/whoami -H '{}: {secret}'",
        app.config.link_base(),
        app.config.server.api_key_header.as_str()
    );
    here.page(SECTION, |shell| SecretPage {
        shell,
        name: created.key.name.as_str(),
        what,
        id: app.authority.ids().encode(created.key.id),
        secret,
        curl,
    })
}
