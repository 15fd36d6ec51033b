//! `GET /v1/rbac/roles`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, RoleList};
use keyward_authority::roles;
use serde::Deserialize;
use utoipa::IntoParams;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Query};

/// Which roles.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// `user` or `service_account`: those that such an account can hold.
    user_type: Option<String>,
}

/// The built-in roles and your own.
#[utoipa::path(
    get,
    path = "/v1/rbac/roles",
    tag = "roles",
    operation_id = "list_roles",
    params(Filter),
    responses((status = 200, body = RoleList), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(filter): Query<Filter>,
) -> Result<axum::Json<RoleList>, ApiError> {
    let all = roles::list::list(&app.authority, &actor, filter.user_type.as_deref()).await?;
    Ok(axum::Json(RoleList { roles: all.iter().map(view).collect() }))
}
