//! Licences of one's account: the list, a licence's page, and what is done with them.

mod act;
mod create;
mod file;
mod list;
mod new;
mod row;
mod selected;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use super::problem::Problem;
use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "licenses";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/licenses", get(list::page).post(create::create))
        .route("/dashboard/{environment}/licenses/new", get(new::page))
        .route("/dashboard/{environment}/licenses/selected", get(selected::page).post(selected::act))
        .route("/dashboard/{environment}/licenses/{license}", get(show::page))
        .route("/dashboard/{environment}/licenses/{license}/file", get(file::page).post(file::file))
        .route("/dashboard/{environment}/licenses/{license}/{act}", get(act::page).post(act::act))
}

pub(super) use row::{Clients, Row};

/// An id in a path. Whatever is none is of nothing.
pub(super) fn number(text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| Problem::missing())
}
