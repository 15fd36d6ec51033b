//! Set a person's password, for a first sign-in or one who can't any more. For who may open the data directory.

use keyward_domain::{EmailAddress, EndReason, Invalid, Owner, Password, User};
use keyward_storage::{sessions, users};

use super::Account;
use super::get::{ACCOUNT, owner, target};
use crate::{Actor, Authority, Error, Principal};

/// Sets the password of a person of any tenant, named by id or e-mail address, and ends all their sessions. Their address counts as proven.
pub async fn set_password(
    authority: &Authority,
    actor: &Actor,
    who: &str,
    password: &str,
) -> Result<Account, Error> {
    if !matches!(actor.principal, Principal::Operator) {
        return Err(Error::Forbidden(
            "A password is set by its person, or by commands on the server's machine",
        ));
    }
    let found = find(authority, who).await?.ok_or(Error::NotFound(ACCOUNT))?;
    let email: EmailAddress = found.email.parse().map_err(|error| Invalid::one("email", error))?;
    let password = Password::new(password, &email).map_err(|error| Invalid::one("password", error))?;
    let hash = authority.passwords().hash(&password, authority.entropy()).await?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let user = users::lock_sign_in(&tx, found.id).await?.ok_or(Error::NotFound(ACCOUNT))?.user;
    users::set_password(&tx, user.id, &hash).await?;
    // Whoever runs this machine vouches for the person.
    users::verify_email(&tx, user.id, now).await?;
    let ended = sessions::end_all(&tx, user.id, EndReason::PasswordReset, now).await?;
    let actor = actor.within(user.tenant);
    let account = Account::User(user);
    let detail = format!(r#"{{"sessions_ended":{ended}}}"#);
    authority.note(&tx, &actor, "user.set_password", target(&account), &detail, now).await?;
    tx.commit().await?;
    Ok(account)
}

async fn find(authority: &Authority, who: &str) -> Result<Option<User>, Error> {
    let reader = authority.storage().reader();
    if let Ok(email) = who.parse::<EmailAddress>() {
        return Ok(users::find_sign_in(&reader, &email).await?.map(|found| found.user));
    }
    match owner(authority, who)? {
        Owner::User(id) => Ok(users::find(&reader, id).await?),
        _ => Err(Error::InvalidOperation("A service account has no password: make a key for it")),
    }
}
