//! Giving a partner their referral code.

use keyward_domain::{Account, AccountType, ReferralCode};
use keyward_storage::accounts::{self, AccountChange};
use keyward_storage::{StorageError, Tx, Unique};

use crate::{Authority, Error};

/// Of a thousand million codes one is taken rarely, and several in a row never.
const ATTEMPTS: usize = 8;

/// Makes an account one of that type; a partner without a code gets one.
pub(super) async fn become_type(
    authority: &Authority,
    tx: &Tx,
    account: &Account,
    to: AccountType,
) -> Result<(), Error> {
    let change =
        AccountChange { account_type: Some(to), pending_type: Some(None), ..AccountChange::default() };
    if !to.is_partner() || account.referral_code.is_some() {
        return Ok(accounts::change(tx, account.tenant, &change).await?);
    }
    for _ in 0..ATTEMPTS {
        let code = Some(ReferralCode::generate(authority.entropy()));
        let change = AccountChange { referral_code: code, ..change.clone() };
        let part = tx.savepoint().await?;
        match accounts::change(&part, account.tenant, &change).await {
            Ok(()) => return Ok(part.commit().await?),
            Err(StorageError::Taken(Unique::ReferralCode)) => part.rollback().await?,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::Unavailable)
}
