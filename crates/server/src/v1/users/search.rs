//! `POST /v1/users/search`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, List, SearchUsers, UserView};
use keyward_authority::users;

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, Json, PageQuery};

/// The tenant's people, or its service accounts.
#[utoipa::path(
    post,
    path = "/v1/users/search",
    tag = "accounts",
    operation_id = "search_users",
    request_body = SearchUsers,
    responses((status = 200, body = List<UserView>), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn search(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    body: Json<SearchUsers>,
) -> Result<axum::Json<List<UserView>>, ApiError> {
    let page = PageQuery::of(body.value.limit, body.value.offset).page(&app)?;
    let listed = users::search::search(&app.authority, &actor, body.value.kind.as_deref(), page).await?;
    Ok(axum::Json(http::list(listed, page, |account| view(app.authority.ids(), &account))))
}
