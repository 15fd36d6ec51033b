//! `/changelog/{product}/{version}`: what is new in a release, as WordPress shows it in a frame (contract hub, B.3).
//!
//! The text is the operator's HTML. Its page has an origin of its own and runs nothing, whatever stands in it.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use keyward_hub::updates::changelog as operation;

use crate::http::PathOf;
use crate::{App, html};

const POLICY: &str =
    "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; sandbox allow-popups";

#[derive(Template)]
#[template(path = "changelog/release.html")]
struct ReleasePage<'a> {
    name: &'a str,
    version: &'a str,
    published: &'a str,
    changelog: &'a str,
}

#[derive(Template)]
#[template(path = "changelog/none.html")]
struct NonePage;

/// Where it is of a release.
pub(crate) fn url(base: &str, product: &str, version: &str) -> String {
    format!("{base}/changelog/{product}/{version}")
}

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/changelog/{product}/{version}", get(page))
}

async fn page(State(app): State<Arc<App>>, PathOf([product, version]): PathOf<2>) -> Response {
    match operation::changelog(&app.hub, &product, &version).await {
        Ok((product, release)) => {
            let published = release.published_at.map(|at| at.to_string()).unwrap_or_default();
            let page = ReleasePage {
                name: product.name.as_str(),
                version: &release.version.to_string(),
                published: published.get(..10).unwrap_or_default(),
                changelog: &release.notes.changelog,
            };
            html::page(StatusCode::OK, POLICY, &page)
        }
        Err(keyward_hub::Error::Refused(_)) => html::page(StatusCode::NOT_FOUND, POLICY, &NonePage),
        Err(keyward_hub::Error::Authority(error)) => {
            axum::response::IntoResponse::into_response(crate::http::ApiError::from(error))
        }
    }
}
