//! `GET /api/v1/admin/products`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::products::list as operation;

use super::view::Product;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::Detail;
use crate::hub::who::Operator;

/// Every product, oldest first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/products",
    tag = "hub",
    operation_id = "list_products",
    responses((status = 200, body = Vec<Product>), (status = 401, body = Detail), (status = 403, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    call: Call<Operator, ()>,
) -> Result<axum::Json<Vec<Product>>, Problem> {
    let all = operation::list(&app.hub, &call.who.0).await?;
    Ok(axum::Json(all.iter().map(Product::from).collect()))
}
