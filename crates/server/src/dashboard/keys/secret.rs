//! A key's secret that was just made.

use axum::response::Response;
use keyward_authority::keys::Created;

use super::SECTION;
use crate::App;
use crate::dashboard::here::Here;
use crate::dashboard::secret::{self, Fresh};

/// The page with the secret, the only one that has it.
pub(super) fn show(app: &App, here: &Here, created: &Created, what: &str) -> Response {
    let secret = created.secret.expose();
    let (base, header) = (app.config.link_base(), app.config.server.api_key_header.as_str());
    let path = here.path(&format!("/keys/{}", app.authority.ids().encode(created.key.id)));
    let curl = format!("curl {base}/v1/keys/whoami -H '{header}: {secret}'");
    let name = created.key.name.as_str();
    secret::show(
        here,
        SECTION,
        Fresh { name, what, lost: "rotate the key", path, secret, next: ("Try it", curl) },
    )
}
