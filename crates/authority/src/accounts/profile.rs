//! One's own account.

use keyward_domain::Account;

use super::of;
use crate::sessions::SignedIn;
use crate::{Actor, Authority, Error};

/// The account of the actor, who is signed in.
pub async fn profile(authority: &Authority, actor: &Actor) -> Result<Account, Error> {
    let user = actor.signed_in()?;
    of(authority, &authority.storage().reader(), user).await
}

/// The account of somebody who has just signed in.
pub async fn of_signed_in(authority: &Authority, signed_in: &SignedIn) -> Result<Account, Error> {
    of(authority, &authority.storage().reader(), signed_in.user.id).await
}
