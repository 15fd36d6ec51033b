//! An endpoint's secret that was just made.

use axum::response::Response;
use keyward_authority::webhooks::endpoints::Created;

use super::SECTION;
use crate::App;
use crate::dashboard::here::Here;
use crate::dashboard::secret::{self, Fresh};

/// The page with the secret, the only one that has it.
pub(super) fn show(app: &App, here: &Here, created: &Created, what: &str) -> Response {
    let secret = created.secret.expose();
    let id = app.authority.ids().encode(created.endpoint.id);
    // Any library for Standard Webhooks does; this one is the shortest to read.
    let verify = "pip install standardwebhooks\n\nfrom standardwebhooks import Webhook\nevent = Webhook(os.environ[\"WEBHOOK_SECRET\"]).verify(body, headers)";
    let fresh = Fresh {
        name: &created.endpoint.url,
        what,
        lost: "make another one",
        path: here.path(&format!("/webhooks/{id}")),
        secret,
        next: ("Prove what comes", verify.to_owned()),
    };
    secret::show(here, SECTION, fresh)
}
