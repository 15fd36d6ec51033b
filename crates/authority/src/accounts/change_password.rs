//! Change one's own password.

use keyward_domain::{EmailTokenPurpose, EndReason, Invalid, Password};
use keyward_storage::{audit, email_tokens, sessions, users};

use super::ACCOUNT;
use super::verify_email::{address, target};
use crate::mail::Letter;
use crate::{Actor, Authority, Error};

/// Sets another password for the actor, who is signed in and says the current one; `WrongPassword` when that is another. Their other
/// sessions end, this one stays.
pub async fn change_password(
    authority: &Authority,
    actor: &Actor,
    current: &str,
    new: &str,
) -> Result<(), Error> {
    let id = actor.signed_in()?;
    let user = users::get(&authority.storage().reader(), actor.tenant, id).await?;
    let user = user.ok_or(Error::NotFound(ACCOUNT))?;
    let email = address(&user)?;
    let before = users::find_sign_in(&authority.storage().reader(), &email).await?;
    let hash = before.as_ref().and_then(|before| before.password_hash.as_deref());
    if !authority.passwords().verify(current, hash).await? {
        return Err(Error::WrongPassword);
    }
    let password = Password::new(new, &email).map_err(|error| Invalid::one("new_password", error))?;
    let new_hash = authority.passwords().hash(&password, authority.entropy()).await?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    // Hashing took its time: somebody may have set another password meanwhile.
    match users::lock_sign_in(&tx, id).await? {
        Some(still) if still.password_hash.as_deref() == hash => {}
        _ => return Err(Error::WrongPassword),
    }
    users::set_password(&tx, id, &new_hash).await?;
    email_tokens::withdraw(&tx, id, EmailTokenPurpose::Reset).await?;
    let ended = match actor.session() {
        Some(session) => sessions::end_others(&tx, id, session, EndReason::PasswordReset, now).await?,
        None => sessions::end_all(&tx, id, EndReason::PasswordReset, now).await?,
    };
    authority.post(&tx, user.tenant, &email, &Letter::PasswordChanged(now), None, now).await?;
    let detail = format!(r#"{{"sessions_ended":{ended}}}"#);
    let event = authority.event(actor, "user.change_password", target(&user), detail);
    audit::append(&tx, actor.tenant, now, &[event]).await?;
    tx.commit().await?;
    authority.mail_waits();
    Ok(())
}
