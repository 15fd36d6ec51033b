//! `GET /v1/customer/portal/keys`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, KeyView, List};
use keyward_authority::customer_portal;

use crate::App;
use crate::http::{self, ApiError, PageQuery, PortalCaller, Query};
use crate::v1::keys::shown;

/// The customer's keys, revoked ones included.
#[utoipa::path(
    get,
    path = "/v1/customer/portal/keys",
    tag = "customer portal",
    operation_id = "list_customer_keys",
    security(("session_token" = [])),
    params(
        ("limit" = Option<u64>, Query, description = "Rows of a page: 1 to 1000, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Rows to pass over"),
        ("order" = Option<String>, Query, description = "`asc` or `desc` (default)")
    ),
    responses((status = 200, body = List<KeyView>), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn keys(
    State(app): State<Arc<App>>,
    PortalCaller(actor): PortalCaller,
    Query(page): Query<PageQuery>,
) -> Result<axum::Json<List<KeyView>>, ApiError> {
    let page = page.page(&app)?;
    let listed = customer_portal::keys::list::list(&app.authority, &actor, page).await?;
    let kind = actor.environment.kind.as_str();
    Ok(axum::Json(http::list(listed, page, |owned| {
        shown(&app, kind, &owned.key, owned.external_id.as_ref(), owned.credits.as_ref())
    })))
}
