//! `GET /v1/secrets/api/keys`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, List, SecretView};
use keyward_authority::secrets::list as operation;
use serde::Deserialize;
use utoipa::IntoParams;

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, PageQuery, Query};

/// Which keys.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Of this account: a person, a service account or a customer.
    user_id: Option<String>,
    /// `active`, `disabled`, `expired` or `revoked`.
    status: Option<String>,
}

/// Your keys; those of everybody for a person who is super admin. Never a secret.
#[utoipa::path(
    get,
    path = "/v1/secrets/api/keys",
    tag = "secrets",
    operation_id = "list_secrets",
    params(
        Filter,
        ("limit" = Option<u64>, Query, description = "Rows of a page: 1 to 1000, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Rows to pass over"),
        ("order" = Option<String>, Query, description = "`asc` or `desc` (default)")
    ),
    responses((status = 200, body = List<SecretView>), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(filter): Query<Filter>,
    Query(page): Query<PageQuery>,
) -> Result<axum::Json<List<SecretView>>, ApiError> {
    let page = page.page(&app)?;
    let input = operation::ListSecrets { user_id: filter.user_id, status: filter.status, page: Some(page) };
    let listed = operation::list(&app.authority, &actor, &input).await?;
    Ok(axum::Json(http::list(listed, page, |key| view::secret(app.authority.ids(), &key))))
}
