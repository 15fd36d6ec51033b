//! `GET /v1/webhooks/endpoints`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, List, WebhookView};
use keyward_authority::webhooks::{Desk, endpoints};

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, PageQuery, Query};

/// The endpoints of your environment, newest first.
#[utoipa::path(
    get,
    path = "/v1/webhooks/endpoints",
    tag = "webhooks",
    operation_id = "list_webhooks",
    params(
        ("limit" = Option<u64>, Query, description = "Rows of a page: 1 to 1000, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Rows to pass over"),
        ("order" = Option<String>, Query, description = "`asc` or `desc` (default)")
    ),
    responses((status = 200, body = List<WebhookView>), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(page): Query<PageQuery>,
) -> Result<axum::Json<List<WebhookView>>, ApiError> {
    let page = page.page(&app)?;
    let listed = endpoints::list::list(&app.authority, &actor, Desk::Native, page).await?;
    Ok(axum::Json(http::list(listed, page, |endpoint| view::endpoint(&app, &endpoint))))
}
