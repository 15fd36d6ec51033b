//! The keys that a caller may see here.

use keyward_domain::{Invalid, Key, KeyStatus, Owner, Page};
use keyward_storage::keys::{self, Count, Filter, Sort};

use crate::keys::list::Listed;
use crate::keys::owner_of;
use crate::{Actor, Authority, Error, needs};

/// Which keys.
#[derive(Debug, Clone, Default)]
pub struct ListSecrets {
    /// Of this account.
    pub user_id: Option<String>,
    /// `active`, `disabled`, `expired` or `revoked`.
    pub status: Option<String>,
    /// Which part.
    pub page: Option<Page>,
}

/// A page of keys: all of the environment's for a person who is super admin, otherwise one's own.
pub async fn list(authority: &Authority, actor: &Actor, input: &ListSecrets) -> Result<Listed<Key>, Error> {
    actor.may_read(needs::SECRET_READ)?;
    let environment = actor.environment()?;
    let mut invalid = Invalid::none();
    let status = input.status.as_deref().and_then(|text| invalid.check("status", text.parse::<KeyStatus>()));
    invalid.into_result()?;
    let mut owner = only_own(actor);
    if let Some(text) = &input.user_id {
        let asked = owner_of(authority.ids(), text);
        match (asked, owner) {
            (Some(asked), None) => owner = Some(asked),
            (Some(asked), Some(own)) if asked == own => {}
            _ => return Ok(Listed { items: Vec::new(), total: 0 }),
        }
    }
    let filter =
        Filter { owner, status: status.map(|status| (status, authority.now())), ..Filter::default() };
    let page = input.page.unwrap_or(Page::first(50));
    let (items, total) =
        keys::list(&authority.storage().reader(), environment, &filter, Sort::CreatedAt, page, Count::All)
            .await?;
    Ok(Listed { items, total })
}

/// The owner to whose keys the actor is bound; `None` when it may see all.
pub(super) fn only_own(actor: &Actor) -> Option<Owner> {
    if actor.is_person() && actor.is_super_admin() { None } else { actor.owner() }
}
