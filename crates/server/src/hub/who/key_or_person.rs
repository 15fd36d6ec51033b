//! A person or a key.

use axum::http::HeaderMap;
use keyward_authority::{Actor, Origin};
use keyward_domain::EnvironmentType;

use super::{Who, bearer, known, person};
use crate::App;
use crate::http::{Seen, check_key};
use crate::hub::Problem;

/// A person who is signed in or, without a bearer token, a key in good standing of the account's production: licences have no other environment,
/// so a key for trials makes none and ends none.
pub(in crate::hub) struct KeyOrPerson(pub(in crate::hub) Actor);

impl Who for KeyOrPerson {
    async fn identify(
        app: &App,
        headers: &HeaderMap,
        origin: Origin,
        seen: Option<&Seen>,
    ) -> Result<Self, Problem> {
        if let Some(token) = bearer(headers) {
            return person(app, token, origin, seen).await.map(Self);
        }
        let mut keys = headers.get_all(&app.api_key_header).iter();
        match (keys.next().map(|key| key.to_str()), keys.next()) {
            (None, _) => Err(Problem::not_authenticated()),
            (Some(Ok(key)), None) => match check_key(app, key, &origin, seen).await {
                Ok(grant)
                    if grant.environment.as_ref().is_none_or(|at| at.kind != EnvironmentType::Production) =>
                {
                    Err(invalid_key())
                }
                Ok(grant) => {
                    let actor = Actor::from_key(grant, None, origin);
                    known(seen, &actor);
                    Ok(Self(actor))
                }
                // Unknown, revoked, disabled and expired are one answer here.
                Err(error) if matches!(error.0.http_status_code, 401 | 403) => Err(invalid_key()),
                Err(error) => Err(error.into()),
            },
            _ => Err(invalid_key()),
        }
    }
}

fn invalid_key() -> Problem {
    Problem::unauthorized("invalid_api_key", "Invalid API key", "APIKey")
}
