//! One account.

use keyward_domain::{AuditTarget, Owner, ServiceAccount, User};
use keyward_storage::{Connection, service_accounts, users};

use super::Account;
use crate::{Actor, Authority, Error, needs};

pub(super) const ACCOUNT: &str = "User";

/// The tenant's account of that id: a person's or a machine's.
pub async fn get(authority: &Authority, actor: &Actor, id: &str) -> Result<Account, Error> {
    actor.may_read(needs::USER_READ)?;
    let owner = owner(authority, id)?;
    find(&authority.storage().reader(), actor, owner).await
}

/// The account that the caller acts for; anybody may ask for their own.
pub async fn me(authority: &Authority, actor: &Actor) -> Result<Account, Error> {
    let owner = actor.owner().ok_or(Error::InvalidOperation("The operator has no account"))?;
    find(&authority.storage().reader(), actor, owner).await
}

/// A person's or a machine's id.
pub(super) fn owner(authority: &Authority, id: &str) -> Result<Owner, Error> {
    let person = authority.ids().decode::<User>(id).map(Owner::User);
    let machine = || authority.ids().decode::<ServiceAccount>(id).map(Owner::ServiceAccount);
    person.or_else(machine).ok_or(Error::NotFound(ACCOUNT))
}

async fn find(db: &impl Connection, actor: &Actor, owner: Owner) -> Result<Account, Error> {
    let found = match owner {
        Owner::User(id) => users::get(db, actor.tenant, id).await?.map(Account::User),
        Owner::ServiceAccount(id) => {
            service_accounts::get(db, actor.tenant, id).await?.map(Account::ServiceAccount)
        }
        Owner::Customer(_) => None,
    };
    found.ok_or(Error::NotFound(ACCOUNT))
}

pub(super) fn target(account: &Account) -> AuditTarget {
    match account {
        Account::User(user) => AuditTarget { kind: "user", id: user.id.get(), name: user.email.clone() },
        Account::ServiceAccount(machine) => {
            AuditTarget { kind: "service_account", id: machine.id.get(), name: machine.name.to_string() }
        }
    }
}
