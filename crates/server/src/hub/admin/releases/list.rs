//! `GET /api/v1/admin/products/{slug}/releases`, and of components

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::releases::{Of, list as operation};

use super::Which;
use super::view::Release;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::Detail;
use crate::hub::who::Operator;

type Releases = Result<axum::Json<Vec<Release>>, Problem>;

/// Every release of a product, the newest version first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/products/{slug}/releases",
    tag = "hub",
    operation_id = "list_releases",
    params(("slug" = String, Path, description = "The product's slug")),
    responses((status = 200, body = Vec<Release>), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn list(State(app): State<Arc<App>>, call: Call<Operator, Which>) -> Releases {
    let of = Of::Product(call.input.slug.clone());
    all(&app, &call, &of).await
}

/// Every release of a component, the newest version first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/components/{slug}/releases",
    tag = "hub",
    operation_id = "list_component_releases",
    params(("slug" = String, Path, description = "The component's slug")),
    responses((status = 200, body = Vec<Release>), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn list_of_component(State(app): State<Arc<App>>, call: Call<Operator, Which>) -> Releases {
    let of = Of::Component(call.input.slug.clone());
    all(&app, &call, &of).await
}

async fn all(app: &App, call: &Call<Operator, Which>, of: &Of) -> Releases {
    let all = operation::list(&app.hub, &call.who.0, of).await?;
    Ok(axum::Json(all.iter().map(Release::from).collect()))
}
