//! `GET /api/v1/updates/download`

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use keyward_hub::updates::redeem as operation;

use crate::App;
use crate::http::Category;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Text};
use crate::hub::who::Anyone;
use crate::hub::{Problem, package};

/// The token of a link.
pub(crate) struct Token {
    pub(super) token: String,
}

impl Input for Token {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        // A link without one is as bad as one with a bad one.
        Some(Self { token: sent.query_or("token", Text::between(0, 1024), String::new())? })
    }
}

/// Download a release by a link. The license is looked at again. Ranges (RFC 9110, 14) are answered with 206, and a range beyond the end
/// with 416.
#[utoipa::path(
    get,
    path = "/api/v1/updates/download",
    tag = "licensing",
    operation_id = "download_release",
    params(("token" = String, Query, description = "The token of the link")),
    responses((status = 200, description = "The zip", content_type = "application/zip", body = Vec<u8>), (status = 206, description = "A part of the zip", content_type = "application/zip", body = Vec<u8>), (status = 304, description = "The client has it"), (status = 403, body = Detail), (status = 404, body = Detail), (status = 416, body = Detail), (status = 422, body = Details), (status = 429, body = Detail)),
    security(())
)]
pub(crate) async fn download(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    call: Call<Anyone, Token>,
) -> Result<Response, Problem> {
    call.limit_of(&app, Category::Download, "file").await?;
    let found = operation::redeem(&app.hub, &call.input.token).await?;
    package::answer(&app, &found, &headers).await
}
