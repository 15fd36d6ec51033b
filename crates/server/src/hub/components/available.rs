//! `GET /api/v1/components/available`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::components::available as operation;

use super::context::InQuery;
use super::view::AvailableComponent;
use crate::App;
use crate::http::Category;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::unknown::known;
use crate::hub::who::Site;

/// Every component of a site's product, with what stands between the site and each.
#[utoipa::path(
    get,
    path = "/api/v1/components/available",
    tag = "licensing",
    operation_id = "available_components",
    params(
        ("license_key" = Option<String>, Query, description = "The license's key, unless it is in `X-License-Key`"),
        ("domain" = Option<String>, Query, description = "Where the site is, unless it is in `X-Site-Domain`"),
        ("product" = Option<String>, Query, description = "The slug of the product that it runs"),
        ("version" = Option<String>, Query, description = "The product's version there")
    ),
    responses((status = 200, body = Vec<AvailableComponent>), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details), (status = 429, body = Detail))
)]
pub(crate) async fn available(
    State(app): State<Arc<App>>,
    call: Call<Site, InQuery>,
) -> Result<axum::Json<Vec<AvailableComponent>>, Problem> {
    let (origin, context) = (call.origin, call.input.context(call.who)?);
    app.limit_of(Category::Components, "available", origin.address).await?;
    let offers = known(&app, &origin, operation::available(&app.hub, &context).await).await?;
    Ok(axum::Json(offers.iter().map(AvailableComponent::from).collect()))
}
