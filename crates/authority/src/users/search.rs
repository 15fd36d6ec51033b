//! The tenant's accounts.

use keyward_domain::{Invalid, Page};
use keyward_storage::{service_accounts, users};

use super::Account;
use crate::keys::list::Listed;
use crate::{Actor, Authority, Error, needs};

/// A page of the tenant's people (`user`, the default) or machines (`service_account`), oldest first.
pub async fn search(
    authority: &Authority,
    actor: &Actor,
    kind: Option<&str>,
    page: Page,
) -> Result<Listed<Account>, Error> {
    actor.may_read(needs::USER_READ)?;
    let reader = authority.storage().reader();
    match kind {
        None | Some("user") => {
            let (people, total) = users::list(&reader, actor.tenant, page).await?;
            Ok(Listed { items: people.into_iter().map(Account::User).collect(), total })
        }
        Some("service_account") => {
            let (machines, total) = service_accounts::list(&reader, actor.tenant, page).await?;
            Ok(Listed { items: machines.into_iter().map(Account::ServiceAccount).collect(), total })
        }
        Some(_) => Err(Invalid::one("type", "must be `user` or `service_account`").into()),
    }
}
