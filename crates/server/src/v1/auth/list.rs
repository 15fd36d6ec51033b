//! `GET /v1/auth/sessions`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, List, SessionView};
use keyward_authority::{Principal, sessions};
use keyward_domain::Session;

use crate::App;
use crate::http::{self, ApiError, Caller, PageQuery, Query};

/// The devices on which you are signed in, the latest first.
#[utoipa::path(
    get,
    path = "/v1/auth/sessions",
    tag = "auth",
    operation_id = "list_sessions",
    params(
        ("limit" = Option<u64>, Query, description = "The most rows: 1 to 1000, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Rows to pass over")
    ),
    responses((status = 200, body = List<SessionView>), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<List<SessionView>>, ApiError> {
    let page = query.page(&app)?;
    let current = match actor.principal {
        // A person whom an external issuer vouches for has no session here.
        Principal::User { session, .. } => session,
        _ => None,
    };
    let listed = sessions::list::list(&app.authority, &actor, page).await?;
    let view = |session: Session| SessionView {
        id: app.authority.ids().encode(session.id),
        current: Some(session.id) == current,
        created_at: session.created_at.to_string(),
        last_used_at: session.last_used_at.to_string(),
        expires_at: session.expires_at.to_string(),
        address: session.address,
        user_agent: session.user_agent,
    };
    Ok(axum::Json(http::list(listed, page, view)))
}
