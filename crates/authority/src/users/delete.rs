//! Remove an account.

use keyward_domain::{Key, Owner, RoleName};
use keyward_storage::{Tx, changes, service_accounts, users};

use super::get::{ACCOUNT, owner, target};
use super::{Account, may_touch};
use crate::keys::revoke::revoke_live_of;
use crate::{Actor, Authority, Error, needs};

/// What became of a removal.
#[derive(Debug)]
pub enum Removal {
    /// The account is gone, and with it its keys.
    Done,
    /// It has keys that may still be used: their ids. Nothing was done.
    HasKeys(Vec<String>),
}

impl Removal {
    pub(crate) fn has_keys(authority: &Authority, keys: &[Key]) -> Self {
        Self::HasKeys(keys.iter().map(|key| authority.ids().encode(key.id)).collect())
    }
}

/// Removes an account. With keys that may still be used only if they are to be revoked with it.
pub async fn delete(authority: &Authority, actor: &Actor, id: &str, cascade: bool) -> Result<Removal, Error> {
    actor.may_write(needs::USER_WRITE)?;
    let owner = owner(authority, id)?;
    if actor.owner() == Some(owner) {
        return Err(Error::InvalidOperation("Nobody may remove their own account"));
    }
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let account = lock(&tx, actor, owner).await?;
    let roles: &[RoleName] = match &account {
        Account::User(user) => &user.roles,
        Account::ServiceAccount(machine) => &machine.roles,
    };
    may_touch(actor, roles)?;
    let revoked = match revoke_live_of(&tx, owner, cascade, now).await? {
        Ok(revoked) => revoked,
        Err(live) => return Ok(Removal::has_keys(authority, &live)),
    };
    match owner {
        Owner::User(id) => users::delete(&tx, id, now).await?,
        Owner::ServiceAccount(id) => service_accounts::delete(&tx, id, now).await?,
        Owner::Customer(_) => return Err(Error::NotFound(ACCOUNT)),
    }
    let all: Vec<&Key> = revoked.iter().collect();
    authority.record(&tx, actor, "key.revoke", &all, now).await?;
    authority.note(&tx, actor, "user.delete", target(&account), "{}", now).await?;
    authority.finish(tx, changes::Change::Tenant(actor.tenant)).await?;
    Ok(Removal::Done)
}

async fn lock(tx: &Tx, actor: &Actor, owner: Owner) -> Result<Account, Error> {
    let found = match owner {
        Owner::User(id) => users::lock(tx, actor.tenant, id).await?.map(Account::User),
        Owner::ServiceAccount(id) => {
            service_accounts::lock(tx, actor.tenant, id).await?.map(Account::ServiceAccount)
        }
        Owner::Customer(_) => None,
    };
    found.ok_or(Error::NotFound(ACCOUNT))
}
