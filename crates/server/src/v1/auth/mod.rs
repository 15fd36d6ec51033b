//! `/v1/auth` (contract v1, part 5).

mod accept_invitation;
mod end;
mod jwks;
mod list;
mod login;
mod logout;
mod refresh;
mod sign_up;

use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use keyward_api::SignedIn;
use keyward_authority::sessions;
use keyward_domain::IdCodec;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(sign_up::sign_up))
        .routes(routes!(login::login))
        .routes(routes!(refresh::refresh))
        .routes(routes!(logout::logout))
        .routes(routes!(accept_invitation::accept_invitation))
        .routes(routes!(list::list))
        .routes(routes!(end::end))
        .routes(routes!(jwks::jwks))
}

/// Tokens on their way out, kept by no cache.
fn answer(status: StatusCode, ids: &IdCodec, signed_in: &sessions::SignedIn) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], axum::Json(view(ids, signed_in))).into_response()
}

fn view(ids: &IdCodec, signed_in: &sessions::SignedIn) -> SignedIn {
    SignedIn {
        token: signed_in.access_token.expose().to_owned(),
        refresh_token: signed_in.refresh_token.expose().to_owned(),
        user_id: ids.encode(signed_in.user.id),
        tenant_id: ids.encode(signed_in.user.tenant),
        environment_id: signed_in.environment.map(|id| ids.encode(id)),
    }
}
