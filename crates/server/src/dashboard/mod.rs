//! `/dashboard`: the pages for people who run a product.
//!
//! A page is a view over the same operations as the API's; it knows no rule and nothing of the API's handlers. It works without a script:
//! links read, forms change, and every form that changes something ends in a redirect. What a script adds stands in `assets/dashboard.js`.
//!
//! **The next page**, say of gates:
//! 1. A folder `gates/` here, with a file a page or form: copy `keys/list.rs` for a table, `keys/change.rs` for a form. A handler takes
//!    [`Here`](here::Here) (who, in which environment; everybody else is sent to the sign-in page) and, for a form, `here` *before*
//!    [`Sent`](form::Sent), which refuses a form that this session's pages did not make. It returns `Result<Response, Problem>`:
//!    `here.page("gates", …)` wraps its template, `?` on an operation's error becomes the right page (404 for what is another's).
//! 2. A template `templates/dashboard/gates/list.html` that begins with `{% extends "dashboard/shell.html" %}`. Each form holds
//!    `{{ shell.mark()|safe }}`. Nothing else is `safe`; there is no inline script and no `style`.
//! 3. Its line in [`NAV`](shell::NAV) and in [`routes`].
//! 4. A test in `tests/it/dashboard/gates.rs`: what it shows, that hostile names are inert, that another tenant's is 404.

mod account;
mod audit;
mod axis;
mod busiest;
mod chart;
mod clients;
mod cookie;
mod csv;
mod customers;
mod environments;
mod events;
mod figures;
mod files;
mod form;
mod gates;
mod here;
mod json;
mod keys;
mod latency;
mod licenses;
mod machines;
mod money;
mod names;
mod operator;
mod overview;
mod pages;
mod people;
mod problem;
mod roles;
mod secret;
mod settings;
mod shell;
mod subscriptions;
mod theme;
mod tickets;
mod trail;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};

use crate::App;
use crate::html::{Asset, asset, times};

pub(crate) use busiest::Found as Busiest;

static STYLE: Asset = asset!("dashboard.css", "text/css; charset=utf-8");
static SCRIPT: Asset = asset!("dashboard.js", "text/javascript; charset=utf-8");
static HTMX: Asset = asset!("vendor/htmx.min.js", "text/javascript; charset=utf-8");

/// Whether a request may take as long as its sender goes on sending: of uploads alone, which are taken in as they come.
pub(crate) fn is_upload(method: &axum::http::Method, path: &str) -> bool {
    operator::is_upload(method, path)
}

/// Every page.
pub(crate) fn routes() -> Router<Arc<App>> {
    let assets = [&STYLE, &SCRIPT, &HTMX];
    let router =
        assets.into_iter().fold(Router::new(), |router, asset| router.route(&asset.route(), asset.served()));
    router
        .route("/", get(async || Redirect::to("/dashboard")))
        .route("/dashboard", get(here::home))
        .route("/dashboard/theme", post(theme::choose))
        .merge(account::routes())
        .route("/dashboard/{environment}", get(overview::page))
        .merge(keys::routes())
        .merge(machines::routes())
        .merge(gates::routes())
        .merge(webhooks::routes())
        .merge(events::routes())
        .merge(customers::routes())
        .merge(licenses::routes())
        .merge(clients::routes())
        .merge(subscriptions::routes())
        .merge(tickets::routes())
        .merge(operator::routes())
        .merge(people::routes())
        .merge(roles::routes())
        .merge(environments::routes())
        .merge(audit::routes())
        .merge(settings::routes())
        .route("/dashboard/{environment}/{*rest}", get(problem::nowhere))
}
