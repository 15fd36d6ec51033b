//! Who may call: a person who is signed in, for their own organisation.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use keyward_authority::Actor;
use keyward_domain::Tenant;
use serde::Deserialize;

use super::Refusal;
use crate::App;
use crate::http::{Context, Known, Recognised, recognise};

/// A member of the organisation that the request is about.
pub(super) struct Member(pub(super) Actor);

const ORGANISATION: &str = "x-org-id";

#[derive(Deserialize)]
struct Organisation {
    #[serde(rename = "orgId")]
    id: Option<String>,
}

impl FromRequestParts<Arc<App>> for Member {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let context = parts.extensions.remove::<Context>().ok_or_else(|| Refusal::new(500, "INTERNAL"))?;
        if context.operator {
            return Err(Refusal::forbidden().detail("Only a person who is signed in may do this"));
        }
        let seen = context.seen.clone();
        let origin = context.origin(&parts.headers);
        let known = |actor: &Actor| {
            if let Some(seen) = &seen {
                seen.is(Known::Actor(actor.clone()));
            }
        };
        let actor = match recognise(app, &parts.headers, &origin, seen.as_ref()).await {
            Ok(Recognised::Person(actor)) => actor,
            // Keys don't manage keys.
            Ok(Recognised::Key(grant)) => {
                known(&Actor::from_key(grant, None, origin));
                return Err(Refusal::forbidden());
            }
            // A header that was sent twice is no credential.
            Err(error) if error.0.code.status() == 400 => return Err(Refusal::unauthorized()),
            Err(error) => return Err(error.into()),
        };
        known(&actor);
        let header = parts.headers.get(ORGANISATION).map(|value| value.to_str().unwrap_or_default());
        let query = axum::extract::Query::<Organisation>::try_from_uri(&parts.uri);
        let query = query.map_err(|_| Refusal::forbidden())?.0.id;
        let own = |text: &str| app.authority.ids().decode::<Tenant>(text) == Some(actor.tenant);
        if header.into_iter().chain(query.as_deref()).all(own) {
            Ok(Self(actor))
        } else {
            Err(Refusal::forbidden().detail("You are not a member of this organisation"))
        }
    }
}
