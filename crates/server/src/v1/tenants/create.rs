//! `POST /v1/tenants`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{CreateTenant, CreatedTenant, ErrorBody};
use keyward_authority::tenants::create::{self as operation, NewTenant};
use keyward_authority::users::Account;
use keyward_domain::IdCodec;

use super::view;
use crate::App;
use crate::http::{self, ApiError, AtLarge, IdempotencyKey, Json};
use crate::v1::{environments, users};

/// Add a tenant with its two environments and its first person. For operators.
#[utoipa::path(
    post,
    path = "/v1/tenants",
    tag = "operators",
    operation_id = "create_tenant",
    request_body = CreateTenant,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses((status = 201, body = CreatedTenant), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    AtLarge(actor): AtLarge,
    key: IdempotencyKey,
    body: Json<CreateTenant>,
) -> Result<Response, ApiError> {
    let render = |made: &NewTenant| http::created(&created(app.authority.ids(), made));
    let once = key.once("POST /v1/tenants", &body.raw, &render);
    let input = operation::CreateTenant { name: body.value.name, email: body.value.email };
    let answer = operation::create(&app.authority, &actor, &input, &once).await?;
    Ok(http::respond(&answer, &render))
}

fn created(ids: &IdCodec, made: &NewTenant) -> CreatedTenant {
    let both = [&made.development, &made.production];
    CreatedTenant {
        tenant: view(ids, &made.tenant),
        environments: both.map(|environment| environments::view(ids, environment)).into(),
        user: users::view(ids, &Account::User(made.admin.clone())),
    }
}
