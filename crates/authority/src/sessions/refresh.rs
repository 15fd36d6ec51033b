//! The next tokens of a session.

use keyward_domain::{EndReason, Outcome};
use keyward_storage::{Tx, audit, refresh_tokens, sessions};
use keyward_token::Digest;

use super::open::{home, next_refresh, person, signed_in, target};
use super::{Device, SignedIn};
use crate::{Authority, Error};

/// Takes a refresh token for new tokens, once. When one comes a second time somebody has a copy, and nobody can tell who: the whole
/// family ends. Whatever is wrong is `InvalidToken`.
pub async fn refresh(authority: &Authority, device: &Device, token: &str) -> Result<SignedIn, Error> {
    let digest = Digest::sha256(token);
    let key = authority.signer().key(authority).await?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let found = refresh_tokens::lock(&tx, &digest).await?.ok_or(Error::InvalidToken)?;
    sessions::lock(&tx, found.session).await?;
    let context = sessions::in_context(&tx, found.session).await?.ok_or(Error::InvalidToken)?;
    if !context.session.stands(now) || found.expires_at <= now {
        return Err(Error::InvalidToken);
    }
    let user = context.user;
    if !refresh_tokens::take(&tx, &digest, now).await? {
        reused(authority, tx, device, &context.session, &user).await?;
        return Err(Error::InvalidToken);
    }
    let expires_at = now.plus(authority.policy().refresh_token_ttl);
    let next = next_refresh(authority, &tx, found.session, now, expires_at).await?;
    sessions::prolong(&tx, found.session, now, expires_at).await?;
    let environment = home(&tx, &user).await?;
    tx.commit().await?;
    signed_in(authority, &key, user, environment, (found.session, next), now)
}

async fn reused(
    authority: &Authority,
    tx: Tx,
    device: &Device,
    session: &keyward_domain::Session,
    user: &keyward_domain::User,
) -> Result<(), Error> {
    let now = authority.now();
    sessions::end(&tx, user.id, session.id, EndReason::Reuse, now).await?;
    let actor = person(user, Some(session.id), device.origin.clone());
    let detail = r#"{"reason":"a refresh token came a second time"}"#.to_owned();
    let mut event = authority.event(&actor, "session.refresh", target(session.id, user), detail);
    event.outcome = Outcome::Refused;
    audit::append(&tx, user.tenant, now, &[event]).await?;
    tx.commit().await?;
    tracing::warn!(user = user.id.get(), "a refresh token came a second time: its session was ended");
    Ok(())
}
