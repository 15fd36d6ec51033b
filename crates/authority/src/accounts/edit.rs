//! Change what one's own account says.

use keyward_domain::{Account, Invalid, Name};
use keyward_storage::accounts::{self, AccountChange};
use keyward_storage::users;

use super::{of, target};
use crate::{Actor, Authority, Error, needs};

/// What to change; what is `None` stays. The address stays for ever.
#[expect(clippy::option_option, reason = "whether it changes, and into what")]
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// What the person is called: 1 to 255 characters.
    pub name: Option<String>,
    /// For whom they work: 1 to 255 characters; inner `None`: nobody.
    pub company: Option<Option<String>>,
}

/// Changes the account of the actor, who is signed in. The company is the whole tenant's, so whoever changes it needs to be allowed to
/// change the tenant.
pub async fn edit(authority: &Authority, actor: &Actor, input: &Edit) -> Result<Account, Error> {
    let user = actor.signed_in()?;
    if input.company.is_some() {
        actor.may_write(needs::TENANT_WRITE)?;
    }
    let mut invalid = Invalid::none();
    let name = input.name.as_deref().and_then(|text| invalid.check("name", text.parse::<Name>()));
    let company = input.company.as_ref().map(|text| {
        let text = text.as_deref();
        text.and_then(|text| invalid.check("company", text.parse::<Name>()))
    });
    invalid.into_result()?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    if let Some(name) = &name {
        users::rename(&tx, user, name).await?;
    }
    accounts::change(&tx, actor.tenant, &AccountChange { company, ..AccountChange::default() }).await?;
    let account = of(authority, &tx, user).await?;
    authority.note(&tx, actor, "account.update", target(&account), "{}", now).await?;
    tx.commit().await?;
    Ok(account)
}
