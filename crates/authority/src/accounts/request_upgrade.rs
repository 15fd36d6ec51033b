//! Ask to become more on the licensing hub.

use keyward_domain::{
    Account, AccountType, EmailAddress, Invalid, UpgradeFacts, UpgradePath, UpgradeRefusal,
};
use keyward_storage::accounts::{self, AccountChange};
use keyward_storage::{Tx, activations, subscriptions};

use super::partner::become_type;
use super::{of, target};
use crate::mail::Letter;
use crate::{Actor, Authority, Error, needs};

/// What became of the wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upgrade {
    /// It is fulfilled.
    Done(Account),
    /// The operator decides.
    PendingApproval,
}

/// Makes the actor's account one of the type `target`, if it has what is required for that; `UpgradeRequirements` names what is
/// missing. To become an agency is always the operator's to decide.
pub async fn request_upgrade(authority: &Authority, actor: &Actor, to: &str) -> Result<Upgrade, Error> {
    let user = actor.signed_in()?;
    actor.may_write(needs::TENANT_WRITE)?;
    let to: AccountType = to.parse().map_err(|error| Invalid::one("target", error))?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    accounts::lock(&tx, actor.tenant).await?;
    let account = of(authority, &tx, user).await?;
    let required = &authority.policy().upgrade_requires;
    let detail = format!(r#"{{"target":"{to}"}}"#);
    let facts = facts(&tx, &account).await?;
    let path = account.account_type.upgrade(to, required, facts).map_err(|refusal| match refusal {
        UpgradeRefusal::NotAnUpgrade => {
            Error::InvalidOperation("The account is that already, or more: ask the operator for a downgrade")
        }
        UpgradeRefusal::Missing(missing) => Error::UpgradeRequirements(missing),
    })?;
    match path {
        UpgradePath::AtOnce => {
            become_type(authority, &tx, &account, to).await?;
            let account = of(authority, &tx, user).await?;
            authority.note(&tx, actor, "account.upgrade", target(&account), &detail, now).await?;
            tx.commit().await?;
            Ok(Upgrade::Done(account))
        }
        UpgradePath::AfterApproval => {
            // Who asks twice waits as before, and gets no second mail.
            if account.pending_type != Some(to) {
                wait(authority, &tx, &account, to).await?;
                authority.note(&tx, actor, "account.request_upgrade", target(&account), &detail, now).await?;
                tx.commit().await?;
                authority.mail_waits();
            }
            Ok(Upgrade::PendingApproval)
        }
    }
}

async fn wait(authority: &Authority, tx: &Tx, account: &Account, to: AccountType) -> Result<(), Error> {
    let change = AccountChange { pending_type: Some(Some(to)), ..AccountChange::default() };
    accounts::change(tx, account.tenant, &change).await?;
    let email: EmailAddress = account.email.parse().map_err(|error| Error::Internal(Box::new(error)))?;
    authority.post(tx, account.tenant, &email, &Letter::AgencyPending, None, authority.now()).await
}

/// What is known of an account's subscriptions and licences.
async fn facts(tx: &Tx, account: &Account) -> Result<UpgradeFacts, Error> {
    Ok(UpgradeFacts {
        active_subscription: subscriptions::has_paid(tx, account.tenant).await?,
        activated_domain: activations::has_any(tx, account.tenant).await?,
    })
}
