//! `GET /v1/keys`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, KeyView, List};
use keyward_authority::keys;
use serde::Deserialize;
use utoipa::IntoParams;

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, PageQuery, Query};

/// Which keys.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// An owner's id.
    owner: Option<String>,
    /// Your own id of a customer.
    external_id: Option<String>,
    /// `active`, `disabled`, `expired` or `revoked`.
    status: Option<String>,
    /// How `display_id` begins.
    prefix: Option<String>,
    /// A role it was made with.
    role: Option<String>,
    /// RFC 3339; those never used count.
    last_used_before: Option<String>,
    /// RFC 3339.
    expires_before: Option<String>,
    /// `created_at` (default), `name`, `last_used_at` or `expires_at`.
    sort: Option<String>,
    /// A cursor instead of `offset`: the id of the last key of the page before. With `sort=created_at` alone.
    after: Option<String>,
}

/// The keys of the environment, revoked ones included.
#[utoipa::path(
    get,
    path = "/v1/keys",
    tag = "keys",
    operation_id = "list_keys",
    params(
        Filter,
        ("limit" = Option<u64>, Query, description = "Rows of a page: 1 to 1000, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Rows to pass over"),
        ("order" = Option<String>, Query, description = "`asc` or `desc` (default)")
    ),
    responses((status = 200, body = List<KeyView>), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(filter): Query<Filter>,
    Query(page): Query<PageQuery>,
) -> Result<axum::Json<List<KeyView>>, ApiError> {
    let page = page.page(&app)?;
    let input = keys::list::ListKeys {
        owner: filter.owner,
        external_id: filter.external_id,
        status: filter.status,
        prefix: filter.prefix,
        role: filter.role,
        last_used_before: filter.last_used_before,
        expires_before: filter.expires_before,
        sort: filter.sort,
        after: filter.after,
        page: Some(page),
        ..keys::list::ListKeys::default()
    };
    let listed = keys::list::list(&app.authority, &actor, &input).await?;
    Ok(axum::Json(http::list(listed, page, |key| view::owned(&app, &actor, &key))))
}
