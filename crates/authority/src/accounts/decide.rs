//! Decide about an account: what it may be, whether it is on. The operator's alone.

use keyward_domain::{Account, AccountType, EmailAddress, EndReason, Id, Invalid, Timestamp, UNLIMITED};
use keyward_storage::accounts::{self, AccountChange};
use keyward_storage::changes::Change;
use keyward_storage::{Tx, audit, sessions, users};

use super::partner::become_type;
use super::{ACCOUNT, of, target};
use crate::mail::Letter;
use crate::{Actor, Authority, Error};

/// What the operator decides; what is `None` stays.
#[expect(clippy::option_option, reason = "whether it changes, and into what")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    /// Whether what the account asked to become is granted.
    pub approve: Option<bool>,
    /// What the account is from now on; nothing that it asked for is open after that.
    pub account_type: Option<AccountType>,
    /// Whether it is switched off: nobody of it signs in, its sessions end, its keys answer as disabled ones.
    pub disabled: Option<bool>,
    /// How many licences it may make, -1 without limit; inner `None`: as its type says.
    pub license_limit: Option<Option<i64>>,
}

/// Decides about the account whose owner has that primary key. The next request of each of its keys and sessions obeys.
pub async fn decide(
    authority: &Authority,
    actor: &Actor,
    id: i64,
    decision: &Decision,
) -> Result<Account, Error> {
    actor.must_be_operator()?;
    if let Some(Some(limit)) = decision.license_limit
        && limit < UNLIMITED
    {
        return Err(Invalid::one("license_limit", "must be -1 (without limit) or more").into());
    }
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let known = of(authority, &tx, Id::new(id)).await?;
    accounts::lock(&tx, known.tenant).await?;
    // Another of the tenant's people is no account of the hub's.
    if accounts::owner(&tx, known.tenant).await? != Some(known.id) {
        return Err(Error::NotFound(ACCOUNT));
    }
    let account = of(authority, &tx, known.id).await?;
    change_type(authority, &tx, &account, decision, now).await?;
    if let Some(license_limit) = decision.license_limit {
        let change = AccountChange { license_limit: Some(license_limit), ..AccountChange::default() };
        accounts::change(&tx, account.tenant, &change).await?;
    }
    match decision.disabled {
        Some(true) if account.disabled_at.is_none() => {
            users::set_disabled(&tx, account.id, Some(now)).await?;
            sessions::end_all_of_tenant(&tx, account.tenant, EndReason::Disabled, now).await?;
        }
        Some(false) => users::set_disabled(&tx, account.id, None).await?,
        _ => {}
    }
    let decided = of(authority, &tx, account.id).await?;
    let event = authority.event(actor, "account.decide", target(&decided), detail(decision));
    audit::append(&tx, account.tenant, now, &[event]).await?;
    authority.finish(tx, Change::Tenant(account.tenant)).await?;
    authority.mail_waits();
    Ok(decided)
}

async fn change_type(
    authority: &Authority,
    tx: &Tx,
    account: &Account,
    decision: &Decision,
    now: Timestamp,
) -> Result<(), Error> {
    let nothing_asked = Error::InvalidOperation("The account waits for no approval");
    let to = match (decision.account_type, decision.approve) {
        (Some(_), Some(_)) => {
            let reason = "can't be sent together with account_type";
            return Err(Invalid::one("approve", reason).into());
        }
        (Some(to), None) => to,
        (None, Some(true)) => account.pending_type.ok_or(nothing_asked)?,
        (None, Some(false)) if account.pending_type.is_none() => return Err(nothing_asked),
        (None, Some(false)) => {
            let change = AccountChange { pending_type: Some(None), ..AccountChange::default() };
            return Ok(accounts::change(tx, account.tenant, &change).await?);
        }
        (None, None) => return Ok(()),
    };
    become_type(authority, tx, account, to).await?;
    if decision.approve == Some(true) {
        let email: EmailAddress = account.email.parse().map_err(|error| Error::Internal(Box::new(error)))?;
        let code = of(authority, tx, account.id).await?.referral_code;
        let code = code.as_ref().map_or("", |code| code.as_str());
        let letter = Letter::Approved { account_type: to.as_str(), code };
        authority.post(tx, account.tenant, &email, &letter, None, now).await?;
    }
    Ok(())
}

fn detail(decision: &Decision) -> String {
    serde_json::json!({
        "approve": decision.approve,
        "account_type": decision.account_type.map(AccountType::as_str),
        "disabled": decision.disabled,
        "license_limit": decision.license_limit,
    })
    .to_string()
}
