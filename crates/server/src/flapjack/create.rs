//! `POST /api/keys`

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::flapjack::create as operation;
use keyward_authority::keys::Created;
use keyward_domain::{Name, NameError};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Refusal;
use super::member::Member;
use crate::App;
use crate::http::{ApiError, IdempotencyKey, created, raw_body, respond};

/// A key to be made.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body, which is read by hand: each thing wrong has a code")]
pub(crate) struct NewKey {
    /// 1 to 255 characters.
    #[schema(example = "Production")]
    name: String,
}

/// A key that was just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeKey {
    /// Its id.
    id: String,
    /// The key, told this once.
    key: String,
    /// Its first 12 characters and `...`, under the preset `flapjack`.
    #[schema(example = "fj_live_a3b2...")]
    prefix: String,
    /// What people call it.
    name: String,
    /// When it was made.
    created_at: String,
}

/// Make a key of your organisation's. It may do what you may at this moment, for ever.
#[utoipa::path(
    post,
    path = "/api/keys",
    tag = "flapjack",
    operation_id = "create_organisation_key",
    request_body = NewKey,
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again"),
        ("X-Org-Id" = Option<String>, Header, description = "Your organisation's id; your own by default"),
        ("orgId" = Option<String>, Query, description = "The same")
    ),
    responses((status = 201, body = MadeKey), (status = 400, body = Refusal), (status = 401, body = Refusal), (status = 403, body = Refusal), (status = 409, body = Refusal)),
    security(("bearer" = []))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Member(actor): Member,
    key: Result<IdempotencyKey, ApiError>,
    body: Body,
) -> Result<Response, Refusal> {
    let raw = raw_body(body, app.config.server.max_body_bytes).await?;
    let render = |made: &Created| {
        created(&MadeKey {
            id: app.authority.ids().encode(made.key.id),
            key: made.secret.expose().to_owned(),
            prefix: made.key.display.clone(),
            name: made.key.name.to_string(),
            created_at: made.key.created_at.to_string(),
        })
    };
    let key = key?;
    let once = key.once("POST /api/keys", &raw, &render);
    let answer = operation::create(&app.authority, &actor, &name(&raw)?, &once).await?;
    Ok(respond(&answer, &render))
}

/// The name in a body.
fn name(raw: &[u8]) -> Result<String, Refusal> {
    let missing = || Refusal::new(400, "MISSING_NAME");
    let Ok(Value::Object(mut body)) = serde_json::from_slice(raw) else {
        return Err(Refusal::invalid_body("must be a JSON object"));
    };
    let name = match body.remove("name") {
        None | Some(Value::Null) => return Err(missing()),
        Some(Value::String(name)) => name,
        Some(_) => return Err(Refusal::invalid_body("name must be a string")),
    };
    match name.parse::<Name>() {
        Ok(_) => Ok(name),
        Err(NameError::Empty) => Err(missing()),
        Err(error) => Err(Refusal::invalid_body(&format!("name {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_wrong_with_a_body_has_its_code() {
        let refused =
            |body: &str| serde_json::to_value(name(body.as_bytes()).unwrap_err()).unwrap()["error"].clone();
        for body in ["{}", r#"{"name":null}"#, r#"{"name":""}"#, r#"{"name":" \t"}"#] {
            assert_eq!(refused(body), "MISSING_NAME", "{body}");
        }
        let long = format!(r#"{{"name":"{}"}}"#, "a".repeat(256));
        for body in
            ["", "{", "[]", "\"x\"", r#"{"name":7}"#, r#"{"name":["x"]}"#, r#"{"name":"a\u0000"}"#, &long]
        {
            assert_eq!(refused(body), "INVALID_BODY", "{body}");
        }
        assert_eq!(name(br#"{"name":"Production","more":1}"#).unwrap(), "Production");
    }
}
