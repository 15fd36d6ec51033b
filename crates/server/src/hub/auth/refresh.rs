//! `POST /api/v1/portal/auth/refresh`

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use keyward_authority::Error;
use keyward_authority::sessions::refresh as operation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::http::Category;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Text};
use crate::hub::who::Anyone;

/// A refresh token.
#[derive(ToSchema)]
pub(crate) struct PortalRefresh {
    /// As it was told last.
    pub(super) refresh_token: String,
}

impl Input for PortalRefresh {
    fn read(sent: &mut Sent) -> Option<Self> {
        let refresh_token = sent.required("refresh_token", Text::ANY);
        Some(Self { refresh_token: refresh_token? })
    }
}

/// The next tokens of a session.
#[derive(Serialize, ToSchema)]
pub(crate) struct PortalTokens {
    /// For `Authorization: Bearer`, 30 minutes.
    access_token: String,
    /// For the next ones; good for one use.
    refresh_token: String,
}

/// Take a refresh token for new tokens. One that comes a second time ends its session.
#[utoipa::path(
    post,
    path = "/api/v1/portal/auth/refresh",
    tag = "hub",
    operation_id = "portal_refresh",
    request_body = PortalRefresh,
    responses((status = 200, body = PortalTokens), (status = 401, body = Detail), (status = 422, body = Details), (status = 429, body = Detail)),
    security(())
)]
pub(crate) async fn refresh(
    State(app): State<Arc<App>>,
    call: Call<Anyone, PortalRefresh>,
) -> Result<Response, Problem> {
    call.limit(&app, Category::Refresh).await?;
    let answer = operation::refresh(&app.authority, &call.who.0, &call.input.refresh_token).await;
    let signed_in = answer.map_err(|error| match error {
        Error::InvalidToken => {
            Problem::unauthorized("invalid_refresh_token", "Invalid refresh token", "Bearer")
        }
        other => other.into(),
    })?;
    let body = PortalTokens {
        access_token: signed_in.access_token.expose().to_owned(),
        refresh_token: signed_in.refresh_token.expose().to_owned(),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(body)).into_response())
}
