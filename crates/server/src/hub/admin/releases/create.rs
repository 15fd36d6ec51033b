//! `POST /api/v1/admin/products/{slug}/releases`, and of components

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use keyward_hub::releases::Of;
use serde::Serialize;
use utoipa::ToSchema;

use super::said::ReleaseSaid;
use super::upload::upload;
use super::view::Release;
use crate::App;
use crate::hub::Problem;
use crate::hub::error::{Detail, Details};

/// A release to be made.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewRelease {
    /// A zip with one top directory that is named by the slug: at most 512 MiB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Its version: a semantic one.
    #[schema(example = "1.5.0", max_length = 64)]
    version: String,
    /// Whether it is published at once.
    published: Option<bool>,
    /// Since when it counts as published, not after now: a fix of security that licences get which ended since then. It is published at once.
    #[schema(format = DateTime)]
    published_at: Option<String>,
    #[serde(flatten)]
    said: ReleaseSaid,
}

type Made = Result<(StatusCode, axum::Json<Release>), Problem>;

/// Make a release of a product. Its file is checked and signed; where anything is wrong with it nothing is kept.
#[utoipa::path(
    post,
    path = "/api/v1/admin/products/{slug}/releases",
    tag = "hub",
    operation_id = "create_release",
    request_body(content = NewRelease, content_type = "multipart/form-data"),
    params(("slug" = String, Path, description = "The product's slug")),
    responses((status = 201, body = Release), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn create(State(app): State<Arc<App>>, Path(slug): Path<String>, request: Request) -> Made {
    Ok(made(&upload(app, request, Of::Product(slug)).await?))
}

/// Make a release of a component.
#[utoipa::path(
    post,
    path = "/api/v1/admin/components/{slug}/releases",
    tag = "hub",
    operation_id = "create_component_release",
    request_body(content = NewRelease, content_type = "multipart/form-data"),
    params(("slug" = String, Path, description = "The component's slug")),
    responses((status = 201, body = Release), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn create_of_component(
    State(app): State<Arc<App>>,
    Path(slug): Path<String>,
    request: Request,
) -> Made {
    Ok(made(&upload(app, request, Of::Component(slug)).await?))
}

fn made(release: &keyward_domain::Release) -> (StatusCode, axum::Json<Release>) {
    (StatusCode::CREATED, axum::Json(release.into()))
}
