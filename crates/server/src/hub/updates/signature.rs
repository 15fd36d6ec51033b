//! `GET /api/v1/updates/download.zip.sig`

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use keyward_hub::updates::redeem as operation;

use super::download::Token;
use crate::App;
use crate::http::Category;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::who::Anyone;

/// The signature of a release, as the header `X-Content-Signature` of its download has it: for clients that don't see headers.
#[utoipa::path(
    get,
    path = "/api/v1/updates/download.zip.sig",
    tag = "licensing",
    operation_id = "download_signature",
    params(("token" = String, Query, description = "The token of the link to the release")),
    responses((status = 200, body = String), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details), (status = 429, body = Detail)),
    security(())
)]
pub(crate) async fn signature(
    State(app): State<Arc<App>>,
    call: Call<Anyone, Token>,
) -> Result<Response, Problem> {
    call.limit(&app, Category::Download).await?;
    let found = operation::redeem(&app.hub, &call.input.token).await?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], found.artifact.signature).into_response())
}
