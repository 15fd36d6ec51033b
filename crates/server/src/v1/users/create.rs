//! `POST /v1/users`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{CreateUser, ErrorBody, UserView};
use keyward_authority::users::{Account, invite};
use keyward_authority::{Actor, service_accounts::create as operation};
use keyward_domain::{ServiceAccount, User};

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json};

/// Add a service account, whose roles never change, or invite a person: they get a mail to choose a password with. Only a person who
/// is a super admin invites; somebody who has not accepted may be invited anew.
#[utoipa::path(
    post,
    path = "/v1/users",
    tag = "accounts",
    operation_id = "create_user",
    request_body = CreateUser,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses((status = 201, body = UserView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    body: Json<CreateUser>,
) -> Result<Response, ApiError> {
    match body.value.kind.as_str() {
        "service_account" => machine(&app, &actor, &key, body).await,
        "user" => person(&app, &actor, &key, body).await,
        _ => Err(ApiError::field("type", "must be `service_account` or `user`")),
    }
}

async fn machine(
    app: &App,
    actor: &Actor,
    key: &IdempotencyKey,
    body: Json<CreateUser>,
) -> Result<Response, ApiError> {
    let render = |made: &ServiceAccount| {
        http::created(&view(app.authority.ids(), &Account::ServiceAccount(made.clone())))
    };
    let once = key.once("POST /v1/users", &body.raw, &render);
    let input = operation::CreateServiceAccount {
        name: body.value.name.unwrap_or_default(),
        roles: body.value.roles.unwrap_or_default(),
    };
    let answer = operation::create(&app.authority, actor, &input, &once).await?;
    Ok(http::respond(&answer, &render))
}

async fn person(
    app: &App,
    actor: &Actor,
    key: &IdempotencyKey,
    body: Json<CreateUser>,
) -> Result<Response, ApiError> {
    let render = |made: &User| http::created(&view(app.authority.ids(), &Account::User(made.clone())));
    let once = key.once("POST /v1/users", &body.raw, &render);
    let input = invite::Invite {
        email: body.value.email.unwrap_or_default(),
        name: body.value.name,
        roles: body.value.roles.unwrap_or_default(),
    };
    let answer = invite::invite(&app.authority, actor, &input, &once).await?;
    Ok(http::respond(&answer, &render))
}
