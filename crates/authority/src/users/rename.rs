//! Name an account anew.

use keyward_domain::{Invalid, Name, Owner};
use keyward_storage::{service_accounts, users};

use super::Account;
use super::get::{ACCOUNT, owner, target};
use crate::{Actor, Authority, Error, needs};

/// Names the tenant's account of that id.
pub async fn rename(authority: &Authority, actor: &Actor, id: &str, name: &str) -> Result<Account, Error> {
    actor.may_write(needs::USER_WRITE)?;
    let name: Name = name.parse().map_err(|error| Invalid::one("name", error))?;
    let owner = owner(authority, id)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let renamed = match owner {
        Owner::User(id) => {
            let found = users::lock(&tx, actor.tenant, id).await?.ok_or(Error::NotFound(ACCOUNT))?;
            users::rename(&tx, id, &name).await?;
            Account::User(keyward_domain::User { name: Some(name), ..found })
        }
        Owner::ServiceAccount(id) => {
            let found =
                service_accounts::lock(&tx, actor.tenant, id).await?.ok_or(Error::NotFound(ACCOUNT))?;
            service_accounts::rename(&tx, id, &name).await?;
            Account::ServiceAccount(keyward_domain::ServiceAccount { name, ..found })
        }
        Owner::Customer(_) => return Err(Error::NotFound(ACCOUNT)),
    };
    authority.note(&tx, actor, "user.update", target(&renamed), "{}", now).await?;
    tx.commit().await?;
    Ok(renamed)
}
