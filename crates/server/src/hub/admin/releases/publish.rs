//! `POST /api/v1/admin/products/{slug}/releases/{version}/publish`, and of components

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::releases::{Of, publish as operation};

use super::WhichRelease;
use super::view::Release;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::Detail;
use crate::hub::who::Operator;

type Done = Result<axum::Json<Release>, Problem>;

/// Offer a release to sites from now on.
#[utoipa::path(
    post,
    path = "/api/v1/admin/products/{slug}/releases/{version}/publish",
    tag = "hub",
    operation_id = "publish_release",
    params(("slug" = String, Path, description = "The product's slug"), ("version" = String, Path, description = "The version")),
    responses((status = 200, body = Release), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn publish(State(app): State<Arc<App>>, call: Call<Operator, WhichRelease>) -> Done {
    let of = Of::Product(call.input.slug.clone());
    done(&app, &call, &of).await
}

/// Offer a component's release to sites from now on.
#[utoipa::path(
    post,
    path = "/api/v1/admin/components/{slug}/releases/{version}/publish",
    tag = "hub",
    operation_id = "publish_component_release",
    params(("slug" = String, Path, description = "The component's slug"), ("version" = String, Path, description = "The version")),
    responses((status = 200, body = Release), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn publish_of_component(
    State(app): State<Arc<App>>,
    call: Call<Operator, WhichRelease>,
) -> Done {
    let of = Of::Component(call.input.slug.clone());
    done(&app, &call, &of).await
}

async fn done(app: &App, call: &Call<Operator, WhichRelease>, of: &Of) -> Done {
    let done = operation::publish(&app.hub, &call.who.0, of, &call.input.version).await?;
    Ok(axum::Json((&done).into()))
}
