//! `GET /v1/keys/whoami`

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use keyward_api::{ErrorBody, KeyFacts};
use keyward_authority::keys;

use super::verify::facts;
use crate::App;
use crate::http::{ApiError, Caller};

/// Your own key; never its secret.
#[utoipa::path(
    get,
    path = "/v1/keys/whoami",
    tag = "keys",
    operation_id = "whoami",
    responses((status = 200, body = KeyFacts), (status = 401, body = ErrorBody))
)]
pub(crate) async fn whoami(State(app): State<Arc<App>>, Caller(actor): Caller) -> Result<Response, ApiError> {
    let grant = keys::whoami::whoami(&actor)?;
    let facts = facts(app.authority.ids(), grant);
    let body = [b"{", facts, b"}"].concat();
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
