//! Set another password, with the token that was sent to the address.

use keyward_domain::{EmailTokenPurpose, EndReason, Invalid, Password};
use keyward_storage::{audit, email_tokens, sessions, users};

use super::tokens::{Redeemed, look, redeem};
use super::verify_email::{address, target};
use crate::mail::Letter;
use crate::sessions::{Device, person};
use crate::{Authority, Error};

/// Sets a password and ends every session of the person's. Their address is proven by it: they read the mail. Whatever is wrong with
/// the token is `EmailToken`; it stays good when the password is refused.
pub async fn reset_password(
    authority: &Authority,
    device: &Device,
    token: &str,
    new_password: &str,
) -> Result<(), Error> {
    set_by_token(authority, device, token, new_password, EmailTokenPurpose::Reset).await
}

pub(crate) async fn set_by_token(
    authority: &Authority,
    device: &Device,
    token: &str,
    new_password: &str,
    purpose: EmailTokenPurpose,
) -> Result<(), Error> {
    let now = authority.now();
    let known = look(&authority.storage().reader(), token, purpose, now).await?;
    if known.used_at.is_some() {
        return Err(Error::EmailToken);
    }
    let email = known.email.parse().map_err(|_| Error::EmailToken)?;
    let field = if purpose == EmailTokenPurpose::Reset { "new_password" } else { "password" };
    let password = Password::new(new_password, &email).map_err(|error| Invalid::one(field, error))?;
    let hash = authority.passwords().hash(&password, authority.entropy()).await?;
    let tx = authority.storage().begin().await?;
    let Redeemed { found, again } = redeem(&tx, token, purpose, now).await?;
    if again {
        return Err(Error::EmailToken);
    }
    let user = found.user;
    users::set_password(&tx, user.id, &hash).await?;
    users::verify_email(&tx, user.id, now).await?;
    for other in [EmailTokenPurpose::Reset, EmailTokenPurpose::Invitation] {
        email_tokens::withdraw(&tx, user.id, other).await?;
    }
    let ended = sessions::end_all(&tx, user.id, EndReason::PasswordReset, now).await?;
    let action = if purpose == EmailTokenPurpose::Reset {
        authority.post(&tx, user.tenant, &address(&user)?, &Letter::PasswordChanged(now), None, now).await?;
        "user.reset_password"
    } else {
        "user.accept_invitation"
    };
    let actor = person(&user, None, device.origin.clone());
    let detail = format!(r#"{{"sessions_ended":{ended}}}"#);
    let event = authority.event(&actor, action, target(&user), detail);
    audit::append(&tx, user.tenant, now, &[event]).await?;
    tx.commit().await?;
    authority.mail_waits();
    Ok(())
}
