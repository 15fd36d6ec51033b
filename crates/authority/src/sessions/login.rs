//! Sign in with a password.

use keyward_domain::{AuditTarget, EmailAddress, Outcome, User};
use keyward_storage::users::{self, SignIn};
use keyward_storage::{Tx, accounts, audit};

use super::open::{home, open, person, signed_in, target};
use super::{Device, SignedIn};
use crate::{Authority, Error};

/// Who says to be whom.
#[derive(Clone, Default)]
pub struct Login {
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("email", &self.email).finish_non_exhaustive()
    }
}

/// Opens a session. An unknown address, a person without a password and a wrong password are one error, after the same work. Only who
/// knows the password learns that the account is disabled, or its address not proven.
pub async fn login(authority: &Authority, device: &Device, input: &Login) -> Result<SignedIn, Error> {
    let reader = authority.storage().reader();
    let found = match input.email.parse::<EmailAddress>() {
        Ok(email) => users::find_sign_in(&reader, &email).await?,
        Err(_) => None,
    };
    let hash = found.as_ref().and_then(|found| found.password_hash.as_deref());
    let good = authority.passwords().verify(&input.password, hash).await?;
    let Some(found) = found else { return Err(Error::Credentials) };
    if !good {
        refused(authority, device, &found, "password");
        return Err(Error::Credentials);
    }
    let key = authority.signer().key(authority).await?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    // Hashing took its time: the account may have gone, or its password been set anew.
    let user = match users::lock_sign_in(&tx, found.user.id).await? {
        Some(still) if still.password_hash == found.password_hash => still.user,
        _ => return Err(Error::Credentials),
    };
    if let Some((error, reason)) = stopped(authority, &tx, &user).await? {
        refused(authority, device, &found, reason);
        return Err(error);
    }
    let (session, refresh) = open(authority, &tx, &user, device, now).await?;
    let environment = home(&tx, &user).await?;
    let actor = person(&user, Some(session.id), device.origin.clone());
    let event = authority.event(&actor, "session.create", target(session.id, &user), "{}".to_owned());
    audit::append(&tx, user.tenant, now, &[event]).await?;
    tx.commit().await?;
    signed_in(authority, &key, user, environment, (session.id, refresh), now)
}

/// What stops somebody whose password is right. Held, so that whoever switches the account off ends this session, too.
async fn stopped(
    authority: &Authority,
    tx: &Tx,
    user: &User,
) -> Result<Option<(Error, &'static str)>, Error> {
    if user.disabled_at.is_some() || accounts::hold_disabled(tx, user.tenant).await? {
        return Ok(Some((Error::AccountDisabled, "disabled")));
    }
    let unproven = authority.policy().require_verified_email && user.email_verified_at.is_none();
    Ok(unproven.then_some((Error::EmailNotVerified, "email_not_verified")))
}

/// Writes the refusal down beside the answer and not before it: the time of a write would tell that the address has an account.
fn refused(authority: &Authority, device: &Device, found: &SignIn, reason: &str) {
    let user = &found.user;
    let actor = person(user, None, device.origin.clone());
    let target = AuditTarget { kind: "user", id: user.id.get(), name: user.email.clone() };
    let mut event = authority.event(&actor, "session.create", target, format!(r#"{{"reason":"{reason}"}}"#));
    event.outcome = Outcome::Refused;
    let (storage, tenant, now) = (authority.storage().clone(), user.tenant, authority.now());
    tokio::spawn(async move {
        let write = async {
            let tx = storage.begin().await?;
            audit::append(&tx, tenant, now, &[event]).await?;
            tx.commit().await
        };
        if let Err(error) = write.await {
            tracing::error!(%error, "a refused sign-in could not be written into the audit trail");
        }
    });
}
