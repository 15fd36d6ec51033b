//! `/portal`: the page of a customer that its tenant let in (contract v1, part 8).
//!
//! `POST /v1/portal/sessions` gives a URL with the session's token behind the `#`, which no browser sends anywhere. The page's script hands the
//! token in once, for a cookie, and takes it out of the address; from then on everything works without a script.

mod brand;
mod chart;
mod cookie;
mod enter;
mod keys;
mod page;
mod visitor;

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Extension, Router};

use crate::App;
use crate::html::{Asset, Marks, asset};
use brand::Brand;

static STYLE: Asset = asset!("portal.css", "text/css; charset=utf-8");
/// What the forms of a session carry.
const MARKS: Marks = Marks("keyward portal form");
static SCRIPT: Asset = asset!("portal.js", "text/javascript; charset=utf-8");

/// Every page. Others below `/portal` are the dashboard's: where mails lead to.
pub(crate) fn routes(app: &App) -> Router<Arc<App>> {
    let brand = Arc::new(Brand::new(&app.config, app.authority.randomness()));
    Router::new()
        .route("/portal", get(page::page))
        .route("/portal/enter", post(enter::enter))
        .route("/portal/leave", post(enter::leave))
        .route("/portal/keys", post(keys::create))
        .route("/portal/keys/{id}/revoke", post(keys::revoke))
        .route("/portal/brand/{digest}/brand.css", get(brand::stylesheet))
        .route("/portal/brand/{digest}/logo", get(brand::logo))
        .layer(Extension(brand))
        .route(&STYLE.route(), STYLE.served())
        .route(&SCRIPT.route(), SCRIPT.served())
}
