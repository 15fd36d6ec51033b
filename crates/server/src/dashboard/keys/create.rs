//! `POST /dashboard/{environment}/keys`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_authority::keys::create::{self as operation, CreateKey};
use keyward_authority::keys::{Created, OwnerRef};
use keyward_authority::{Answer, Authority, Once};

use super::{new, secret};
use crate::App;
use crate::dashboard::form::{Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};

const DAY_SECONDS: i64 = 86_400;

/// Issues a key, and shows its secret: this answer alone has it. A form that comes again, by a reload, leads to the key's page.
pub(in crate::dashboard) async fn create(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let input = match input(&app.authority, &here, &sent) {
        Ok(input) => input,
        Err(faults) => return new::show(&app, &here, faults, sent).await,
    };
    let kept = |created: &Created| (201, app.authority.ids().encode(created.key.id).into_bytes());
    let (path, body) = (here.path("/keys"), sent.body());
    let once = Once::per_key(&path, sent.text("once"), &body, &kept);
    match operation::create(&app.authority, &here.actor, &input, &once).await {
        Ok(Answer::Fresh(created)) => Ok(secret::show(&app, &here, &created, "is ready")),
        Ok(Answer::Again { body, .. }) => Ok(here.go(&format!("/keys/{}", String::from_utf8_lossy(&body)))),
        Err(error) => new::show(&app, &here, faults(error)?, sent).await,
    }
}

fn input(authority: &Authority, here: &Here, sent: &Fields) -> Result<CreateKey, Faults> {
    let owner = match sent.text("kind") {
        "service_account" => {
            OwnerRef { service_account_id: Some(sent.text("machine").to_owned()), ..OwnerRef::default() }
        }
        "customer" => {
            OwnerRef { external_id: Some(sent.text("external_id").to_owned()), ..OwnerRef::default() }
        }
        _ => {
            let user_id = match here.actor.owner() {
                Some(keyward_domain::Owner::User(id)) => Some(authority.ids().encode(id)),
                _ => None,
            };
            OwnerRef { user_id, ..OwnerRef::default() }
        }
    };
    if owner.service_account_id.as_deref() == Some("") {
        return Err(Faults::one("service_account_id", "is required: choose one, or make one first"));
    }
    if sent.text("once").is_empty() {
        return Err(Faults::one("", "This page is too old. Send it once more."));
    }
    let days = sent.text("days");
    let ttl_seconds = match days.parse::<i64>() {
        Ok(days) => Some(days.saturating_mul(DAY_SECONDS)),
        Err(_) if days.is_empty() => None,
        Err(_) => return Err(Faults::one("expires_at", "must be a number of days")),
    };
    let permissions = sent.text("permissions").split([' ', ',', '\n']).map(str::trim);
    Ok(CreateKey {
        name: sent.text("name").to_owned(),
        owner,
        permissions: permissions.filter(|text| !text.is_empty()).map(str::to_owned).collect(),
        ttl_seconds,
        ..CreateKey::default()
    })
}
