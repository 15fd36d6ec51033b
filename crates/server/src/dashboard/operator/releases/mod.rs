//! Releases of products and of components.

mod act;
mod row;
mod settings;
mod show;
mod upload;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::routing::{get, post};
use keyward_domain::Release;
use keyward_hub::releases::Of;
use keyward_hub::releases::list::list;

use super::{components, products};
use crate::App;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;

pub(super) use row::Row;

pub(super) fn routes() -> Router<Arc<App>> {
    let of = |parent: &str| {
        let path = format!("/dashboard/{{environment}}/operator/{parent}/{{slug}}/releases");
        Router::new()
            .route(&path, post(upload::upload))
            .route(&format!("{path}/new"), get(upload::form))
            .route(&format!("{path}/{{version}}"), get(show::page).post(settings::change))
            .route(&format!("{path}/{{version}}/publish"), post(act::publish))
            .route(&format!("{path}/{{version}}/yank"), get(act::question).post(act::yank))
    };
    of("products").merge(of("components"))
}

/// Whether a path in an environment is one that a release is sent to.
pub(super) fn is_upload(path: &str) -> bool {
    let parts: Vec<_> = path.split('/').collect();
    matches!(parts[..], ["operator", "products" | "components", _, "releases"])
}

/// What the path says: whose releases, and perhaps which.
pub(in crate::dashboard) struct Which {
    of: Of,
    slug: String,
    version: String,
    /// `products` or `components`.
    parent: &'static str,
}

impl FromRequestParts<Arc<App>> for Which {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let component = parts.uri.path().split('/').nth(4) == Some("components");
        let named = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Problem::missing())?;
        let text = |name: &str| {
            named
                .iter()
                .find(|(known, _)| *known == name)
                .map_or(String::new(), |(_, value)| value.to_owned())
        };
        let (slug, version) = (text("slug"), text("version"));
        let (of, parent) = if component {
            (Of::Component(slug.clone()), "components")
        } else {
            (Of::Product(slug.clone()), "products")
        };
        Ok(Self { of, slug, version, parent })
    }
}

impl Which {
    /// The page of what the releases are of, in an environment.
    fn parent(&self) -> String {
        format!("/operator/{}/{}", self.parent, self.slug)
    }

    /// The page of this release.
    fn path(&self) -> String {
        format!("{}/releases/{}", self.parent(), self.version)
    }

    fn section(&self) -> &'static str {
        if self.parent == "components" { components::SECTION } else { products::SECTION }
    }

    async fn find(&self, app: &App, here: &Here) -> Result<Release, Problem> {
        let all = list(&app.hub, &here.account(), &self.of).await?;
        all.into_iter().find(|one| one.version.to_string() == self.version).ok_or_else(Problem::missing)
    }
}
