//! `POST /v1/users`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{CreateUser, ErrorBody, ServiceAccountView};
use keyward_authority::accounts::create_service_account::{CreateServiceAccount, create_service_account};
use keyward_domain::{IdCodec, ServiceAccount};

use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json};

/// Add a service account. Its roles never change.
#[utoipa::path(
    post,
    path = "/v1/users",
    tag = "accounts",
    operation_id = "create_user",
    request_body = CreateUser,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses((status = 201, body = ServiceAccountView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    body: Json<CreateUser>,
) -> Result<Response, ApiError> {
    if body.value.kind != "service_account" {
        return Err(ApiError::field("type", "must be `service_account`"));
    }
    let render = |made: &ServiceAccount| http::created(&view(app.authority.ids(), made));
    let once = key.once("POST /v1/users", &body.raw, &render);
    let input = CreateServiceAccount {
        name: body.value.name.unwrap_or_default(),
        roles: body.value.roles.unwrap_or_default(),
    };
    let answer = create_service_account(&app.authority, &actor, &input, &once).await?;
    Ok(http::respond(&answer, &render))
}

fn view(ids: &IdCodec, account: &ServiceAccount) -> ServiceAccountView {
    ServiceAccountView {
        id: ids.encode(account.id),
        kind: "service_account",
        name: account.name.to_string(),
        roles: account.roles.iter().map(ToString::to_string).collect(),
        created_at: account.created_at.to_string(),
    }
}
