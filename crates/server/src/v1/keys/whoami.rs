//! `GET /v1/keys/whoami`

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use keyward_api::{ErrorBody, WhoAmI};
use keyward_authority::keys;
use keyward_domain::Cost;
use keyward_gate::Meter;

use super::verify::{facts, meters};
use crate::App;
use crate::http::{ApiError, Caller};

/// Your own key and what is left to it; never its secret.
#[utoipa::path(
    get,
    path = "/v1/keys/whoami",
    tag = "keys",
    operation_id = "whoami",
    responses((status = 200, body = WhoAmI), (status = 401, body = ErrorBody))
)]
pub(crate) async fn whoami(State(app): State<Arc<App>>, Caller(actor): Caller) -> Result<Response, ApiError> {
    let grant = keys::whoami::whoami(&actor)?;
    let facts = facts(app.authority.ids(), grant);
    let look = Meter { cost: Cost::NOTHING, named: &[] };
    let body = app.authority.gate().look(grant, &look, app.authority.now(), |answer| {
        let mut out = [b"{", facts, b","].concat();
        meters(&mut out, &answer);
        out.push(b'}');
        out
    });
    let body = body.map_err(keyward_authority::Error::from)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
