//! Who the bearer of an external issuer's token is, now.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyward_domain::{BuiltInRole, Id, Tenant, TenantStatus, User};
use keyward_storage::identities::{self, Identity, Subject};
use keyward_storage::{Connection, accounts};
use serde::Deserialize;

use super::admit::{admit, configured};
use super::issuer::Trusted;
use super::verify::Claims;
use crate::sessions::authenticate::permissions;
use crate::{Actor, Authority, Error, Origin, Principal};

/// More than any issuer's tokens have; a longer one is read by nobody.
const MAX_TOKEN_BYTES: usize = 16 * 1024;

#[derive(Deserialize)]
struct Named {
    iss: String,
}

/// The configured issuer that a token names. Nothing is proven by this.
pub(crate) fn issuer_of<'a>(authority: &'a Authority, token: &str) -> Option<&'a Trusted> {
    let issuers = authority.issuers();
    if issuers.is_empty() || token.len() > MAX_TOKEN_BYTES {
        return None;
    }
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    issuers.named(&serde_json::from_slice::<Named>(&payload).ok()?.iss)
}

/// The person whom the issuer vouches for, with what they may do at this moment. Their first sign-in makes their account. They have no
/// session here: it is the issuer who ends theirs.
pub(crate) async fn authenticate(
    authority: &Authority,
    trusted: &Trusted,
    token: &str,
    origin: Origin,
) -> Result<Actor, Error> {
    let claims = trusted.verify(token, authority.now()).await?;
    let reader = authority.storage().reader();
    let subject = Subject { issuer: &trusted.issuer.name, name: &claims.subject };
    let mut found = identities::find(&reader, subject).await?;
    if found.is_none() {
        admit(authority, &trusted.issuer, &claims, &origin).await?;
        found = identities::find(&reader, subject).await?;
    }
    let found = found.ok_or(Error::InvalidToken)?;
    // Who was removed stays out, whatever their issuer says.
    let user = found.user.as_ref().ok_or(Error::InvalidToken)?;
    if user.disabled_at.is_some() || accounts::is_disabled(&reader, user.tenant).await? {
        return Err(Error::AccountDisabled);
    }
    if !belongs(authority, &reader, trusted, &claims, &found, user).await? {
        return Err(Error::Forbidden("This account belongs to another tenant than the token names"));
    }
    let principal = Principal::User {
        user: user.id,
        permissions: Arc::new(permissions(&reader, user).await?),
        operator: BuiltInRole::is_among(BuiltInRole::OPERATOR, &user.roles),
        email: user.email.as_str().into(),
        session: None,
        tenant_suspended: found.tenant == TenantStatus::Suspended,
    };
    Ok(Actor { principal, tenant: user.tenant, environment: None, origin })
}

/// Whether the token still leads to the tenant that the account is in: by the configuration of today, or by what a first sign-in
/// through this issuer made.
async fn belongs(
    authority: &Authority,
    db: &impl Connection,
    trusted: &Trusted,
    claims: &Claims,
    found: &Identity,
    user: &User,
) -> Result<bool, Error> {
    let issuer = &trusted.issuer;
    let tenant: Option<Id<Tenant>> = match (configured(issuer, claims), &claims.tenant) {
        (Some(text), _) => authority.ids().decode(text),
        (None, Some(name)) => identities::tenant(db, &issuer.name, name).await?,
        (None, None) => return Ok(found.own_tenant),
    };
    Ok(tenant == Some(user.tenant))
}
