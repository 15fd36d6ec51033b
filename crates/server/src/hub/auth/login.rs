//! `POST /api/v1/portal/auth/login`

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use keyward_authority::accounts::profile;
use keyward_authority::sessions::login::{self as operation, Login};
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::http::Category;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Email, Input, Sent, Text};
use crate::hub::profile::name;
use crate::hub::who::Anyone;

/// Who says to be whom.
#[derive(ToSchema)]
pub(crate) struct PortalLogin {
    /// Their address.
    #[schema(example = "you@example.com")]
    email: String,
    /// Their password.
    password: String,
}

impl Input for PortalLogin {
    fn read(sent: &mut Sent) -> Option<Self> {
        let email = sent.required("email", Email);
        let password = sent.required("password", Text::ANY);
        Some(Self { email: email?, password: password? })
    }
}

/// Somebody who is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct PortalSignedIn {
    /// For `Authorization: Bearer`, 30 minutes.
    access_token: String,
    /// For the next access token; good for one use.
    refresh_token: String,
    /// Who.
    user: PortalUser,
}

/// A person as their own sign-in shows them.
#[derive(Serialize, ToSchema)]
pub(crate) struct PortalUser {
    id: i64,
    email: String,
    name: String,
    /// `customer`, `developer`, `reseller` or `agency`.
    #[serde(rename = "type")]
    account_type: &'static str,
}

/// Sign in with a password.
#[utoipa::path(
    post,
    path = "/api/v1/portal/auth/login",
    tag = "hub",
    operation_id = "portal_login",
    request_body = PortalLogin,
    responses((status = 200, body = PortalSignedIn), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details), (status = 429, body = Detail)),
    security(())
)]
pub(crate) async fn login(
    State(app): State<Arc<App>>,
    call: Call<Anyone, PortalLogin>,
) -> Result<Response, Problem> {
    call.limit(&app, Category::Login).await?;
    let PortalLogin { email, password } = call.input;
    let input = Login { email, password };
    let signed_in = operation::login(&app.authority, &call.who.0, &input).await?;
    let account = profile::of_signed_in(&app.authority, &signed_in).await?;
    let body = PortalSignedIn {
        access_token: signed_in.access_token.expose().to_owned(),
        refresh_token: signed_in.refresh_token.expose().to_owned(),
        user: PortalUser {
            id: account.id.get(),
            name: name(&account),
            email: account.email,
            account_type: account.account_type.as_str(),
        },
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(body)).into_response())
}
