//! Prove that an address is one's own, with the token that was sent there.

use keyward_domain::{AuditTarget, EmailAddress, EmailTokenPurpose, Timestamp, User};
use keyward_storage::{Tx, audit, users};

use super::tokens::{Redeemed, issue, redeem};
use crate::mail::Letter;
use crate::sessions::{Device, person};
use crate::{Authority, Error};

/// Notes that the address is its person's. The token of a mail may come again, as mail programs open links, too; what is wrong
/// with it otherwise is `EmailToken`.
pub async fn verify_email(authority: &Authority, device: &Device, token: &str) -> Result<(), Error> {
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let Redeemed { found, again } = redeem(&tx, token, EmailTokenPurpose::Verification, now).await?;
    let user = found.user;
    if again {
        return if user.email_verified_at.is_some() { Ok(()) } else { Err(Error::EmailToken) };
    }
    users::verify_email(&tx, user.id, now).await?;
    let actor = person(&user, None, device.origin.clone());
    let event = authority.event(&actor, "user.verify_email", target(&user), "{}".to_owned());
    audit::append(&tx, user.tenant, now, &[event]).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts the mail with the token into the outbox.
pub(crate) async fn send_verification(
    authority: &Authority,
    tx: &Tx,
    user: &User,
    now: Timestamp,
) -> Result<(), Error> {
    let (token, expires_at) = issue(authority, tx, user, EmailTokenPurpose::Verification, now).await?;
    let to = address(user)?;
    authority.post(tx, user.tenant, &to, &Letter::Verification(&token), Some(expires_at), now).await
}

/// A person's address, which was one when it was stored.
pub(crate) fn address(user: &User) -> Result<EmailAddress, Error> {
    user.email.parse().map_err(|error| Error::Internal(Box::new(error)))
}

pub(crate) fn target(user: &User) -> AuditTarget {
    AuditTarget { kind: "user", id: user.id.get(), name: user.email.clone() }
}
