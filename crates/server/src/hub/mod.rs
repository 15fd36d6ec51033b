//! `/api/v1`: the licensing hub (contract hub), with FastAPI's order of checks and its words for what is wrong.
//!
//! The next route: copy `auth/login.rs`. What it takes is an `Input` (see [`fields`]), who may call is the first parameter of its
//! `Call`, and its limit, if it has one, is its first line.

mod admin;
mod api_keys;
mod auth;
mod call;
mod clients;
mod components;
mod email;
mod error;
mod fields;
mod form;
mod json;
mod licenses;
mod package;
mod paging;
mod plans;
mod profile;
mod routing;
mod sites;
mod subscriptions;
mod tickets;
mod unknown;
mod updates;
mod webhooks;
mod who;

use std::sync::Arc;

use axum::http::{HeaderMap, Method};
use utoipa_axum::router::OpenApiRouter;

use crate::App;

pub(crate) use error::Problem;
pub(crate) use routing::{no_method, nowhere};

const PREFIX: &str = "/api/v1/";

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(auth::routes())
        .merge(api_keys::routes())
        .merge(profile::routes())
        .merge(licenses::routes())
        .merge(clients::routes())
        .merge(sites::routes())
        .merge(tickets::routes())
        .merge(webhooks::routes())
        .merge(plans::routes())
        .merge(subscriptions::routes())
        .merge(updates::routes())
        .merge(components::routes())
        .merge(admin::routes())
}

/// Whether a request may take as long as its sender goes on sending: of uploads alone, which are taken in as they come.
pub(crate) fn is_upload(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let with_files = || form::boundary(headers).is_ok_and(|boundary| boundary.is_some());
    admin::is_upload(method, path) || (tickets::takes_files(method, path) && with_files())
}

/// Whether a path is this surface's, so that what is wrong with it is said in its words.
pub(crate) fn owns(path: &str) -> bool {
    path.starts_with(PREFIX) || path == "/api/v1"
}
