//! The keys of an environment.

use std::collections::{BTreeSet, HashMap};

use keyward_domain::{ExternalId, Invalid, Key, KeyStatus, Order, Owner, Page, RoleName, Timestamp};
use keyward_storage::keys::{Count, Filter, Sort};
use keyward_storage::{Connection, credits, customers, keys};

use super::{Owned, owner_of};
use crate::{Actor, Authority, Error, needs};

/// Which keys, as the wire asks.
#[derive(Debug, Clone, Default)]
pub struct ListKeys {
    /// An owner's id: a person's, a machine's or a customer's.
    pub owner: Option<String>,
    /// A customer's external id.
    pub external_id: Option<String>,
    /// `active`, `disabled`, `expired` or `revoked`.
    pub status: Option<String>,
    /// How the shown form begins.
    pub prefix: Option<String>,
    /// What its name or its shown form holds, whatever its ASCII case, or exactly its customer's external id. Fewer than three characters: how
    /// its name begins.
    pub search: Option<String>,
    /// A role it was made with.
    pub role: Option<String>,
    /// RFC 3339; those never used count.
    pub last_used_before: Option<String>,
    /// RFC 3339.
    pub expires_before: Option<String>,
    /// `created_at`, `name`, `last_used_at` or `expires_at`.
    pub sort: Option<String>,
    /// The id of the last key of the page before; with the order of creation alone.
    pub after: Option<String>,
    /// Which part.
    pub page: Option<Page>,
    /// How far all of them are counted.
    pub count: Count,
}

/// A part of a list.
#[derive(Debug, Clone)]
pub struct Listed<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// How many there are on all pages.
    pub total: u64,
}

/// A page of the environment's keys, revoked ones included.
pub async fn list(authority: &Authority, actor: &Actor, input: &ListKeys) -> Result<Listed<Owned>, Error> {
    actor.may_read(needs::SECRET_READ)?;
    let environment = actor.environment()?;
    let reader = authority.storage().reader();
    let page = input.page.unwrap_or(Page { limit: 50, offset: 0, order: Order::Descending });
    let Some((filter, sort)) = read(authority, actor, &reader, input).await? else {
        return Ok(Listed { items: Vec::new(), total: 0 });
    };
    let (keys, total) = keys::list(&reader, environment, &filter, sort, page, input.count).await?;
    let customers: BTreeSet<_> = keys.iter().filter_map(|key| key.owner.customer()).collect();
    let found = customers::find_all(&reader, environment, customers).await?;
    let external_ids: HashMap<_, _> = found.into_iter().map(|one| (one.id, one.external_id)).collect();
    let external_id = |owner: Owner| owner.customer().and_then(|id| external_ids.get(&id).cloned());
    let accounts = credits::find_all(&reader, keys.iter().filter_map(|key| key.credits)).await?;
    let owned = |key: Key| Owned {
        external_id: external_id(key.owner),
        credits: key.credits.and_then(|account| accounts.get(&account).cloned()),
        key,
    };
    let items = keys.into_iter().map(owned).collect();
    Ok(Listed { items, total })
}

/// The filter; `None` when it names an owner that does not exist, whose keys are none.
async fn read(
    authority: &Authority,
    actor: &Actor,
    db: &impl Connection,
    input: &ListKeys,
) -> Result<Option<(Filter, Sort)>, Error> {
    let mut invalid = Invalid::none();
    let now = authority.now();
    let status = input.status.as_deref().and_then(|text| invalid.check("status", text.parse::<KeyStatus>()));
    let role = input.role.as_deref().and_then(|text| invalid.check("role", text.parse::<RoleName>()));
    let mut time = |field: &str, text: &Option<String>| {
        text.as_deref().and_then(|text| invalid.check::<Timestamp, _>(field, text.parse()))
    };
    let last_used_before = time("last_used_before", &input.last_used_before);
    let expires_before = time("expires_before", &input.expires_before);
    let sort = match input.sort.as_deref() {
        None | Some("created_at") => Sort::CreatedAt,
        Some("name") => Sort::Name,
        Some("last_used_at") => Sort::LastUsedAt,
        Some("expires_at") => Sort::ExpiresAt,
        Some(_) => {
            invalid.add("sort", "must be `created_at`, `name`, `last_used_at` or `expires_at`");
            Sort::CreatedAt
        }
    };
    for (field, text) in [("prefix", &input.prefix), ("search", &input.search)] {
        if text.as_ref().is_some_and(|text| text.chars().any(char::is_control)) {
            invalid.add(field, "must not contain control characters");
        }
    }
    let external_id = input
        .external_id
        .as_deref()
        .and_then(|text| invalid.check("external_id", text.parse::<ExternalId>()));
    let after = match &input.after {
        None => None,
        Some(_) if sort != Sort::CreatedAt => {
            invalid.add("after", "goes with the order of creation alone");
            None
        }
        Some(text) => invalid.check("after", authority.ids().decode(text).ok_or("must be the id of a key")),
    };
    invalid.into_result()?;
    let mut owner = None;
    if let Some(text) = &input.owner {
        let Some(found) = owner_of(authority.ids(), text) else { return Ok(None) };
        owner = Some(found);
    }
    if let Some(external_id) = external_id {
        let customer = customers::find(db, actor.environment()?, &external_id).await?;
        let Some(found) = customer.map(|customer| Owner::Customer(customer.id)) else { return Ok(None) };
        if owner.is_some_and(|owner| owner != found) {
            return Ok(None);
        }
        owner = Some(found);
    }
    let filter = Filter {
        owner,
        status: status.map(|status| (status, now)),
        display_prefix: input.prefix.clone(),
        search: input.search.clone(),
        role,
        last_used_before,
        expires_before,
        after,
        ..Filter::default()
    };
    Ok(Some((filter, sort)))
}
