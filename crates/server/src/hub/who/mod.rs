//! Who may call (contract hub, B.0 and E): anybody; a person with a bearer token; a person or a key; an operator.

mod key_or_person;
mod site;

use axum::http::{HeaderMap, header};
use keyward_authority::sessions::Device;
use keyward_authority::sessions::authenticate::authenticate;
use keyward_authority::{Actor, Error, Origin};

pub(super) use key_or_person::KeyOrPerson;
pub(super) use site::Site;

use super::Problem;
use super::error::invalid_token;
use crate::App;
use crate::http::{Known, Seen};

/// How a route knows its caller.
pub(super) trait Who: Sized + Send {
    /// Recognises the caller by the request's head, and leaves who it is in case they are refused.
    fn identify(
        app: &App,
        headers: &HeaderMap,
        origin: Origin,
        seen: Option<&Seen>,
    ) -> impl Future<Output = Result<Self, Problem>> + Send;
}

/// Anybody, and where they sign in from.
pub(super) struct Anyone(pub(super) Device);

/// A person who is signed in: an API key is no credential here.
pub(super) struct Person(pub(super) Actor);

/// A person with the role of an operator. Told before the fields are looked at, as a dependency of FastAPI's would.
pub(super) struct Operator(pub(super) Actor);

impl Who for Operator {
    async fn identify(
        app: &App,
        headers: &HeaderMap,
        origin: Origin,
        seen: Option<&Seen>,
    ) -> Result<Self, Problem> {
        let Person(actor) = Person::identify(app, headers, origin, seen).await?;
        actor.must_be_operator()?;
        Ok(Self(actor))
    }
}

impl Who for Anyone {
    async fn identify(
        _: &App,
        headers: &HeaderMap,
        origin: Origin,
        _: Option<&Seen>,
    ) -> Result<Self, Problem> {
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(Device { origin, user_agent: agent.map(str::to_owned) }))
    }
}

impl Who for Person {
    async fn identify(
        app: &App,
        headers: &HeaderMap,
        origin: Origin,
        seen: Option<&Seen>,
    ) -> Result<Self, Problem> {
        match bearer(headers) {
            Some(token) => person(app, token, origin, seen).await.map(Self),
            None if headers.contains_key(&app.api_key_header) => {
                let detail = "This endpoint requires a Bearer token";
                Err(Problem::unauthorized("jwt_required", detail, "Bearer"))
            }
            None => Err(Problem::not_authenticated()),
        }
    }
}

async fn person(app: &App, token: &str, origin: Origin, seen: Option<&Seen>) -> Result<Actor, Problem> {
    let actor = match authenticate(&app.authority, token, origin).await {
        Err(Error::InvalidToken) => return Err(invalid_token()),
        answer => answer?,
    };
    known(seen, &actor);
    Ok(actor)
}

fn known(seen: Option<&Seen>, actor: &Actor) {
    if let Some(seen) = seen {
        seen.is(Known::Actor(actor.clone()));
    }
}

/// What stands behind `Bearer`; `None` for another scheme, for nothing, and for what no header of ours would hold.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
