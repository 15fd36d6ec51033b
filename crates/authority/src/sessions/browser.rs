//! A browser's session: one token that its cookie holds for as long as the session stands.
//!
//! It is kept beside the refresh tokens, under a digest that no refresh token has: at `/v1/auth/refresh` a cookie's token is nobody's, and
//! here a refresh token is (contract v1, part 1.3). It is not exchanged, so tabs do not race for it, and it is looked up on each request: a
//! session that is ended is over at the next one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyward_domain::{EndReason, Timestamp};
use keyward_storage::{audit, refresh_tokens, sessions};
use keyward_token::{Digest, PlainSecret};
use zeroize::Zeroizing;

use super::SignedIn;
use super::authenticate::person_of;
use super::open::target;
use crate::{Actor, Authority, Error, Origin};

/// What a cookie's token begins with, so that a scanner for leaked secrets can tell it.
const PREFIX: &str = "kww_";

/// A token for a browser's cookie.
#[derive(Debug)]
pub struct Kept {
    /// The token.
    pub token: PlainSecret,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// Takes the refresh token of somebody who has just signed in for a token that a cookie may hold.
pub async fn keep(authority: &Authority, signed_in: &SignedIn) -> Result<Kept, Error> {
    let refresh = Digest::sha256(signed_in.refresh_token.expose());
    let mut bytes = Zeroizing::new([0; 32]);
    authority.entropy().fill(&mut *bytes);
    let token = PlainSecret::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(*bytes)));
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let found = refresh_tokens::lock(&tx, &refresh).await?.ok_or(Error::InvalidToken)?;
    if !refresh_tokens::take(&tx, &refresh, now).await? {
        return Err(Error::InvalidToken);
    }
    refresh_tokens::insert(&tx, &digest(token.expose()), found.session, now, found.expires_at).await?;
    tx.commit().await?;
    Ok(Kept { token, expires_at: found.expires_at })
}

/// The person whose browser it is, with what they may do at this moment, as for an access token. Whatever is wrong is `InvalidToken`.
pub async fn authenticate(authority: &Authority, token: &str, origin: Origin) -> Result<Actor, Error> {
    let reader = authority.storage().reader();
    let found = refresh_tokens::find(&reader, &digest(token)).await?.ok_or(Error::InvalidToken)?;
    let context = sessions::in_context(&reader, found.session).await?.ok_or(Error::InvalidToken)?;
    person_of(authority, &reader, context, origin).await
}

/// Signs the person out: ends the session that the request came from.
pub async fn leave(authority: &Authority, actor: &Actor) -> Result<(), Error> {
    let (user, Some(session)) = (actor.signed_in()?, actor.session()) else { return Ok(()) };
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let Some(context) = sessions::in_context(&tx, session).await? else { return Ok(()) };
    if !sessions::end(&tx, user, session, EndReason::Logout, now).await? {
        return Ok(());
    }
    let target = target(session, &context.user);
    let event = authority.event(actor, "session.end", target, r#"{"reason":"logout"}"#.to_owned());
    audit::append(&tx, actor.tenant, now, &[event]).await?;
    tx.commit().await?;
    Ok(())
}

fn digest(token: &str) -> Digest {
    Digest::sha256(&format!("browser\n{token}"))
}
