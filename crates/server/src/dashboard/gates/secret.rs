//! A gate's secret that was just made.

use axum::response::Response;
use keyward_authority::gates::Created;

use super::SECTION;
use crate::App;
use crate::dashboard::here::Here;
use crate::dashboard::secret::{self, Fresh};

/// The page with the secret, the only one that has it.
pub(super) fn show(app: &App, here: &Here, created: &Created, what: &str) -> Response {
    let secret = created.secret.expose();
    let id = app.authority.ids().encode(created.gate.id);
    let (base, header) = (app.config.link_base(), app.config.server.api_key_header.as_str());
    let curl =
        format!("curl -i {base}/v1/gates/{id}/auth -H 'X-Gate-Secret: {secret}' -H '{header}: YOUR_KEY'");
    let fresh = Fresh {
        name: created.gate.name.as_str(),
        what,
        lost: "make another one",
        path: here.path(&format!("/gates/{id}")),
        secret,
        next: ("Ask it as a proxy does", curl),
    };
    secret::show(here, SECTION, fresh)
}
