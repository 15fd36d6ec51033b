//! The tenant's people, and how it stands with each.

use std::collections::{BTreeMap, BTreeSet};

use keyward_domain::{EmailTokenPurpose, Id, Page, Timestamp, User};
use keyward_storage::{Connection, email_tokens, users};

use super::get::ACCOUNT;
use crate::keys::list::Listed;
use crate::{Actor, Authority, Error, needs};

/// A person, and how it stands with them.
#[derive(Debug, Clone)]
pub struct Member {
    /// The person.
    pub user: User,
    /// How it stands with them.
    pub standing: Standing,
}

/// How it stands with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// They may sign in.
    Active,
    /// They have signed up, and not shown yet that the address is theirs.
    Unconfirmed,
    /// They were invited, and have not come yet.
    Invited {
        /// When the invitation ends; `None`: it has.
        until: Option<Timestamp>,
    },
    /// The operator switched the account off.
    Disabled,
}

/// A page of the tenant's people, oldest first.
pub async fn list(authority: &Authority, actor: &Actor, page: Page) -> Result<Listed<Member>, Error> {
    actor.may_read(needs::USER_READ)?;
    let reader = authority.storage().reader();
    let (people, total) = users::list(&reader, actor.tenant, page).await?;
    let items = standing(authority, actor, &reader, people).await?;
    Ok(Listed { items, total })
}

/// The tenant's person of that id.
pub async fn get(authority: &Authority, actor: &Actor, id: &str) -> Result<Member, Error> {
    actor.may_read(needs::USER_READ)?;
    let id: Id<User> = authority.ids().decode(id).ok_or(Error::NotFound(ACCOUNT))?;
    let reader = authority.storage().reader();
    let found = users::get(&reader, actor.tenant, id).await?.ok_or(Error::NotFound(ACCOUNT))?;
    standing(authority, actor, &reader, vec![found]).await?.pop().ok_or(Error::NotFound(ACCOUNT))
}

async fn standing(
    authority: &Authority,
    actor: &Actor,
    db: &impl Connection,
    people: Vec<User>,
) -> Result<Vec<Member>, Error> {
    let waiting = people.iter().filter(|user| user.email_verified_at.is_none()).map(|user| user.id);
    let invited = users::who_never_came(db, actor.tenant, waiting).await?;
    let ends = email_tokens::ends(db, invited.iter().copied(), EmailTokenPurpose::Invitation).await?;
    let now = authority.now();
    Ok(people.into_iter().map(|user| Member { standing: of(&user, &invited, &ends, now), user }).collect())
}

fn of(
    user: &User,
    invited: &BTreeSet<Id<User>>,
    ends: &BTreeMap<Id<User>, Timestamp>,
    now: Timestamp,
) -> Standing {
    if user.disabled_at.is_some() {
        Standing::Disabled
    } else if invited.contains(&user.id) {
        Standing::Invited { until: ends.get(&user.id).copied().filter(|end| *end > now) }
    } else if user.email_verified_at.is_none() {
        Standing::Unconfirmed
    } else {
        Standing::Active
    }
}
