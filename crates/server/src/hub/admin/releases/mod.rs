//! `/api/v1/admin/products/{slug}/releases` and `/api/v1/admin/components/{slug}/releases` (contract hub, part E).

mod create;
mod list;
mod publish;
mod said;
mod update;
mod upload;
mod view;
mod yank;

use std::sync::Arc;

use axum::http::Method;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::hub::fields::{Input, Sent, Text};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(update::update))
        .routes(routes!(publish::publish))
        .routes(routes!(yank::yank))
        .routes(routes!(list::list_of_component, create::create_of_component))
        .routes(routes!(update::update_of_component))
        .routes(routes!(publish::publish_of_component))
        .routes(routes!(yank::yank_of_component))
}

/// Whether a request may take as long as its sender goes on sending.
pub(in crate::hub) fn is_upload(method: &Method, path: &str) -> bool {
    let below = |parent| path.strip_prefix(parent).is_some_and(|rest| rest.ends_with("/releases"));
    *method == Method::POST && (below("/api/v1/admin/products/") || below("/api/v1/admin/components/"))
}

/// The slug of what releases are of, in the path.
pub(crate) struct Which {
    slug: String,
}

impl Input for Which {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        Some(Self { slug: sent.path("slug", Text::ANY)? })
    }
}

/// The same, with the version.
pub(crate) struct WhichRelease {
    slug: String,
    version: String,
}

impl Input for WhichRelease {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        let slug = sent.path("slug", Text::ANY);
        let version = sent.path("version", Text::ANY);
        Some(Self { slug: slug?, version: version? })
    }
}
