//! `POST /api/v1/portal/api-keys`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_authority::Error;
use keyward_authority::keys::Created;
use keyward_authority::portal::api_keys::create as operation;
use keyward_domain::Name;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::http::{created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Parsed, Sent, Text};
use crate::hub::who::Person;

/// A key to be made.
#[derive(ToSchema)]
pub(crate) struct NewPortalKey {
    /// 1 to 100 characters.
    #[schema(example = "CI", min_length = 1, max_length = 100)]
    name: String,
}

impl Input for NewPortalKey {
    fn read(sent: &mut Sent) -> Option<Self> {
        let name = sent.required("name", Parsed::<Name>::of(Text::between(1, 100)));
        Some(Self { name: name? })
    }
}

/// A key that was just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadePortalKey {
    /// Its id.
    id: i64,
    /// What people call it.
    name: String,
    /// Its first 8 random characters.
    #[schema(example = "a1b2c3d4")]
    prefix: String,
    /// The key, told this once.
    #[schema(example = "fh_live_a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6a1b2")]
    raw_key: String,
    /// When it was made.
    created_at: String,
}

const ROUTE: &str = "POST /api/v1/portal/api-keys";

/// Make a key for your integrations, of at most 10. It may read and write licenses and clients.
#[utoipa::path(
    post,
    path = "/api/v1/portal/api-keys",
    tag = "hub",
    operation_id = "create_portal_api_key",
    request_body = NewPortalKey,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")),
    responses((status = 201, body = MadePortalKey), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    call: Call<Person, NewPortalKey>,
) -> Result<Response, Problem> {
    let render = |made: &Created| {
        created(&MadePortalKey {
            id: made.key.id.get(),
            name: made.key.name.to_string(),
            prefix: made.key.display.clone(),
            raw_key: made.secret.expose().to_owned(),
            created_at: made.key.created_at.to_string(),
        })
    };
    let once = call.once.once(ROUTE, &call.raw, &render);
    let answer = operation::create(&app.authority, &call.who.0, &call.input.name, &once).await;
    let answer = answer.map_err(|error| match error {
        Error::LimitReached(text) => Problem::new(400, "api_key_limit", text),
        other => other.into(),
    })?;
    Ok(respond(&answer, &render))
}
