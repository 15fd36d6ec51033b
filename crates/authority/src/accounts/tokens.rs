//! Making and taking the tokens that are sent by e-mail.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyward_domain::{EmailTokenPurpose, Timestamp, User};
use keyward_storage::email_tokens::{self, EmailToken};
use keyward_storage::users::{self, SignIn};
use keyward_storage::{Connection, Tx};
use keyward_token::{Digest, PlainSecret};
use zeroize::Zeroizing;

use crate::{Authority, Error};

/// What a token begins with, so that a scanner for leaked secrets can tell it.
const PREFIX: &str = "kwe_";

/// Somebody who has shown a token.
pub(crate) struct Redeemed {
    /// They, held until the transaction ends.
    pub(crate) found: SignIn,
    /// Whether the token had been used before.
    pub(crate) again: bool,
}

/// Makes a token for somebody.
pub(crate) async fn issue(
    authority: &Authority,
    tx: &Tx,
    user: &User,
    purpose: EmailTokenPurpose,
    now: Timestamp,
) -> Result<(PlainSecret, Timestamp), Error> {
    let mut bytes = Zeroizing::new([0; 32]);
    authority.entropy().fill(&mut *bytes);
    let secret = PlainSecret::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(*bytes)));
    let expires_at = now.plus(purpose.ttl());
    let token = EmailToken { user: user.id, purpose, email: user.email.clone(), expires_at, used_at: None };
    email_tokens::insert(tx, &Digest::sha256(secret.expose()), &token, now).await?;
    Ok((secret, expires_at))
}

/// A token that may be good: of that purpose, and not expired. Whatever is wrong is `EmailToken`.
pub(crate) async fn look(
    db: &impl Connection,
    token: &str,
    purpose: EmailTokenPurpose,
    now: Timestamp,
) -> Result<EmailToken, Error> {
    let found = email_tokens::find(db, &Digest::sha256(token)).await?.ok_or(Error::EmailToken)?;
    if found.purpose == purpose && now < found.expires_at { Ok(found) } else { Err(Error::EmailToken) }
}

/// Uses a token up. Its person is held first: whoever makes or takes their tokens waits here.
pub(crate) async fn redeem(
    tx: &Tx,
    token: &str,
    purpose: EmailTokenPurpose,
    now: Timestamp,
) -> Result<Redeemed, Error> {
    let known = look(tx, token, purpose, now).await?;
    let found = users::lock_sign_in(tx, known.user).await?.ok_or(Error::EmailToken)?;
    if found.user.email != known.email || found.user.disabled_at.is_some() {
        return Err(Error::EmailToken);
    }
    let again = !email_tokens::take(tx, &Digest::sha256(token), now).await?;
    Ok(Redeemed { found, again })
}
