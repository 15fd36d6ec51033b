//! Who is calling (contract v1, part 1).

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use keyward_api::ErrorCode;
use keyward_authority::sessions::authenticate::authenticate;
use keyward_authority::{Actor, Origin};
use keyward_domain::{Code, Environment, Id, KeyKind, Tenant};
use keyward_gate::{Ask, CachedGrant, GrantEnvironment};
use keyward_storage::{environments, tenants};

use super::{ApiError, Category, Context, Known, Seen};
use crate::App;

/// The one who calls: recognised, and in an environment if one was named.
pub(crate) struct Caller(pub(crate) Actor);

const ENVIRONMENT: &str = "x-environment-id";
const TENANT: &str = "x-tenant";

/// The same, on a route that takes publishable keys, too (contract v1, part 3).
pub(crate) struct Sender(pub(crate) Actor);

/// Which keys a route takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    Private,
    Any,
}

/// What is asked of a credential, and where to leave who is known by it.
#[derive(Clone, Copy)]
struct Wish<'a> {
    keys: Keys,
    seen: Option<&'a Seen>,
}

/// A credential as it was sent.
enum Credential<'a> {
    Key(&'a str),
    Token(&'a str),
}

/// The one who sent a credential.
pub(crate) enum Recognised {
    /// Whoever holds a key in good standing.
    Key(Arc<CachedGrant>),
    /// A person who is signed in; no environment is theirs yet.
    Person(Actor),
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        caller(parts, app, Keys::Private).await.map(Self)
    }
}

impl FromRequestParts<Arc<App>> for Sender {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        caller(parts, app, Keys::Any).await.map(Self)
    }
}

async fn caller(parts: &mut Parts, app: &App, keys: Keys) -> Result<Actor, ApiError> {
    // Taken out rather than copied: no handler reads it after its caller is known.
    let context = parts.extensions.remove::<Context>();
    let context =
        context.ok_or_else(|| ApiError::new(ErrorCode::InternalError, "Something went wrong on our side"))?;
    let (operator_calls, seen) = (context.operator, context.seen.clone());
    let origin = context.origin(&parts.headers);
    let wish = Wish { keys, seen: seen.as_ref() };
    let actor = if operator_calls {
        operator(app, &parts.headers, origin).await?
    } else {
        match present_as(app, &parts.headers, &origin, wish).await? {
            Recognised::Key(grant) => {
                let named = match grant.environment {
                    Some(_) => None,
                    None => named_environment(app, grant.tenant, &parts.headers).await?,
                };
                Actor::from_key(grant, named, origin)
            }
            Recognised::Person(actor) => {
                let environment = named_environment(app, actor.tenant, &parts.headers).await?;
                Actor { environment, ..actor }
            }
        }
    };
    if let Some(seen) = wish.seen {
        seen.is(Known::Actor(actor.clone()));
    }
    Ok(actor)
}

/// The one who calls, where an operator may mean any tenant: whoever comes by the socket names none.
pub(crate) struct AtLarge(pub(crate) Actor);

impl FromRequestParts<Arc<App>> for AtLarge {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        match parts.extensions.get::<Context>() {
            Some(context) if context.operator => {
                Ok(Self(Actor::at_large(context.clone().origin(&parts.headers))))
            }
            _ => Caller::from_request_parts(parts, app).await.map(|caller| Self(caller.0)),
        }
    }
}

/// Who sent the request's credentials: a key in good standing, or else a good bearer.
pub(crate) async fn recognise(
    app: &App,
    headers: &HeaderMap,
    origin: &Origin,
    seen: Option<&Seen>,
) -> Result<Recognised, ApiError> {
    present_as(app, headers, origin, Wish { keys: Keys::Private, seen }).await
}

async fn present_as(
    app: &App,
    headers: &HeaderMap,
    origin: &Origin,
    wish: Wish<'_>,
) -> Result<Recognised, ApiError> {
    let key = one_key(app, headers)?;
    let Some(key) = key else {
        return match bearer(headers)? {
            Some(credential) => present(app, &credential, origin, wish).await,
            None => Err(ApiError::unauthorized("An API key or a bearer token is required")),
        };
    };
    match (check(app, key, origin, wish).await, bearer(headers)) {
        // A bad key beside a good bearer: the bearer counts.
        (Err(error), Ok(Some(second))) if error.0.code.status() == 401 => {
            present(app, &second, origin, wish).await
        }
        (answer, _) => answer.map(Recognised::Key),
    }
}

async fn present(
    app: &App,
    credential: &Credential<'_>,
    origin: &Origin,
    wish: Wish<'_>,
) -> Result<Recognised, ApiError> {
    match credential {
        Credential::Key(key) => check(app, key, origin, wish).await.map(Recognised::Key),
        Credential::Token(token) => {
            Ok(Recognised::Person(authenticate(&app.authority, token, origin.clone()).await?))
        }
    }
}

/// The bearer token that was sent, good or not; `None` where a key or nothing stands in its place.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    match bearer(headers) {
        Ok(Some(Credential::Token(token))) => Some(token),
        _ => None,
    }
}

/// The key that was sent, good or not, where keys are sent; `None` where there is none.
pub(crate) fn presented_key<'a>(app: &App, headers: &'a HeaderMap) -> Result<Option<&'a str>, ApiError> {
    match one_key(app, headers)? {
        Some(key) => Ok(Some(key)),
        None => Ok(match bearer(headers)? {
            Some(Credential::Key(key)) => Some(key),
            Some(Credential::Token(_)) | None => None,
        }),
    }
}

fn one_key<'a>(app: &App, headers: &'a HeaderMap) -> Result<Option<&'a str>, ApiError> {
    let mut values = headers.get_all(&app.api_key_header).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(ApiError::field(app.config.server.api_key_header.as_str(), "was sent more than once"));
    }
    value.to_str().map(Some).map_err(|_| unknown_key())
}

fn bearer(headers: &HeaderMap) -> Result<Option<Credential<'_>>, ApiError> {
    const BAD: &str = "Invalid authorization header format";
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let text = value.to_str().map_err(|_| ApiError::unauthorized(BAD))?;
    let (scheme, credential) = text.split_once(' ').ok_or_else(|| ApiError::unauthorized(BAD))?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(ApiError::unauthorized(BAD));
    }
    let credential = credential.trim();
    Ok(Some(if is_access_token(credential) {
        Credential::Token(credential)
    } else {
        Credential::Key(credential)
    }))
}

/// RFC 7519: three parts of base64url, the first of which is a JSON object. Another system's imported key may have full stops too.
pub(crate) fn is_access_token(credential: &str) -> bool {
    credential.starts_with("eyJ") && credential.matches('.').count() == 2
}

fn unknown_key() -> ApiError {
    ApiError::unauthorized("Invalid API key")
}

/// The key in good standing that is written so. One that nobody knows counts against the address, and past its limit is told so; good
/// keys are not looked at, for many may share an address.
pub(crate) async fn check_key(
    app: &App,
    key: &str,
    origin: &Origin,
    seen: Option<&Seen>,
) -> Result<Arc<CachedGrant>, ApiError> {
    check(app, key, origin, Wish { keys: Keys::Private, seen }).await
}

async fn check(app: &App, key: &str, origin: &Origin, wish: Wish<'_>) -> Result<Arc<CachedGrant>, ApiError> {
    let ask = Ask {
        now: app.authority.now(),
        address: origin.address,
        query: None,
        within: None,
        private_only: false,
        meter: None,
    };
    let verdict = app.authority.gate().check(key, &ask).await.map_err(keyward_authority::Error::from)?;
    if let (Some(seen), Some(grant)) = (wish.seen, &verdict.grant)
        && verdict.code != Code::Valid
    {
        // Known, and refused all the same.
        let actor = Actor::from_key(Arc::clone(grant), None, origin.clone());
        seen.is(Known::Actor(actor));
    }
    match (verdict.code, verdict.grant) {
        (Code::Valid, Some(grant)) if wish.keys == Keys::Any || grant.kind == KeyKind::Private => Ok(grant),
        (Code::Valid, Some(_)) => {
            Err(ApiError::new(ErrorCode::PermissionDenied, "A publishable key can't be used here"))
        }
        (Code::NotFound, _) => {
            app.limit(Category::UnknownKeys, origin.address).await?;
            Err(unknown_key())
        }
        (code, _) => Err(refused(code)),
    }
}

/// What a caller is told whose key may not pass.
pub(crate) fn refused(code: Code) -> ApiError {
    let (code, message) = match code {
        Code::Disabled => (ErrorCode::KeyInactive, "The API key is inactive"),
        Code::Expired => (ErrorCode::KeyExpired, "The API key has expired"),
        Code::IpDenied => (ErrorCode::IpDenied, "The API key can't be used from this address"),
        Code::InsufficientPermissions => {
            (ErrorCode::PermissionDenied, "The API key does not hold what this request needs")
        }
        Code::CreditsExhausted => (ErrorCode::CreditsExhausted, "The API key's credits are used up"),
        Code::RateLimited => (ErrorCode::RateLimited, "The API key's limit is reached"),
        Code::NotFound | Code::Revoked | Code::Valid => return unknown_key(),
    };
    ApiError::new(code, message)
}

/// The environment that the request names, when it exists for this tenant.
async fn named_environment(
    app: &App,
    tenant: Id<Tenant>,
    headers: &HeaderMap,
) -> Result<Option<GrantEnvironment>, ApiError> {
    let Some(value) = headers.get(ENVIRONMENT) else { return Ok(None) };
    let denied = || ApiError::from(keyward_authority::Error::EnvironmentDenied);
    let text = value.to_str().map_err(|_| denied())?;
    let id: Id<Environment> = app.authority.ids().decode(text).ok_or_else(denied)?;
    let found = environments::get(&app.authority.storage().reader(), tenant, id).await;
    let environment = found.map_err(keyward_authority::Error::from)?.ok_or_else(denied)?;
    Ok(Some(GrantEnvironment { id: environment.id, kind: environment.kind }))
}

/// The operator names a tenant by `X-Tenant`, where there are several, and an environment by id or name.
async fn operator(app: &App, headers: &HeaderMap, origin: Origin) -> Result<Actor, ApiError> {
    let reader = app.authority.storage().reader();
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let all = tenants::all(&reader).await.map_err(keyward_authority::Error::from)?;
    let tenant = match (text(TENANT), all.as_slice()) {
        (Some(name), all) => {
            // An id before a name: nobody can name themselves into another's place.
            let id = app.authority.ids().decode(name);
            let by_id = all.iter().find(|tenant| Some(tenant.id) == id);
            by_id.or_else(|| all.iter().find(|tenant| tenant.name.as_str() == name))
        }
        (None, [only]) => Some(only),
        (None, []) => {
            return Err(ApiError::new(
                ErrorCode::InvalidOperation,
                "There is no tenant yet: run `keyward bootstrap`",
            ));
        }
        (None, _) => return Err(ApiError::field("tenant", "must be named: there are several")),
    };
    let tenant = tenant.ok_or_else(|| ApiError::new(ErrorCode::NotFound, "Tenant not found"))?;
    let environment = match text(ENVIRONMENT) {
        None => None,
        Some(name) => {
            let all = environments::all(&reader, tenant.id).await.map_err(keyward_authority::Error::from)?;
            let id = app.authority.ids().decode(name);
            let found = all.iter().find(|e| e.name.as_str().eq_ignore_ascii_case(name) || Some(e.id) == id);
            let found = found.ok_or(keyward_authority::Error::EnvironmentDenied)?;
            Some(GrantEnvironment { id: found.id, kind: found.kind })
        }
    };
    Ok(Actor::operator(tenant.id, environment, origin))
}
