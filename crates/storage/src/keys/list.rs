//! Finding keys.

use keyward_domain::{
    Credits, Environment, Id, Key, KeyStatus, Order, Owner, OwnerType, Page, RoleName, Timestamp,
};
use keyward_token::Digest;
use sea_orm::sea_query::{Asterisk, BinOper, Condition, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::{read, search};
use crate::column;
use crate::entity::key::{Column, Entity};
use crate::{Connection, StorageError, Tx};

/// Which keys of an environment; what is `None` does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this owner.
    pub owner: Option<Owner>,
    /// Of an owner of this kind.
    pub owner_type: Option<OwnerType>,
    /// Without those that are revoked.
    pub not_revoked: bool,
    /// Of this status at `now`.
    pub status: Option<(KeyStatus, Timestamp)>,
    /// Whose shown form begins so.
    pub display_prefix: Option<String>,
    /// Whose name or shown form holds this, whatever its ASCII case, or whose customer has exactly this external id. Of fewer than three
    /// characters: whose name begins with it.
    pub search: Option<String>,
    /// Made with this role.
    pub role: Option<RoleName>,
    /// Last used before then, or never.
    pub last_used_before: Option<Timestamp>,
    /// Ending before then.
    pub expires_before: Option<Timestamp>,
    /// Those that follow this key in the order of [`Sort::CreatedAt`]: a cursor, which rows that come and go do not shift. The total is of
    /// all pages.
    pub after: Option<Id<Key>>,
}

/// What a list is sorted by; equal ones by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// When they were made.
    #[default]
    CreatedAt,
    /// Their names.
    Name,
    /// When they were last used; those never used count as the oldest.
    LastUsedAt,
    /// When they end; those that never end come last in ascending order.
    ExpiresAt,
}

/// How far the keys of all pages are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Count {
    /// To the last.
    #[default]
    All,
    /// To one more than this, which then says that there are more: what a page for people can do without, a large database need not count.
    UpTo(u64),
}

/// Where so many are found, reading keys in the order that is asked for comes sooner to the end of a page than sorting what is found.
pub(super) const MANY: u64 = 10_000;

/// A page of the environment's keys, and how many there are on all pages.
pub async fn list(
    db: &impl Connection,
    environment: Id<Environment>,
    filter: &Filter,
    sort: Sort,
    page: Page,
    most: Count,
) -> Result<(Vec<Key>, u64), StorageError> {
    let (all, mut are_few) = found(db, environment, filter).await?;
    if sort == Sort::CreatedAt {
        return by_creation(db, all, filter.after, page, most).await;
    }
    let most = match most {
        Count::All => u64::MAX,
        Count::UpTo(most) => most.saturating_add(1),
    };
    let counted = count(db, all.clone(), Ord::max(most, MANY)).await?;
    are_few |= filter.search.is_none() && counted < MANY;
    // Sorting ids alone is a third of the work of sorting rows.
    let ids = ordered(all.select_only().column(Column::Id), sort, page.order, are_few);
    let ids = ids.limit(page.limit).offset(page.offset).into_query();
    let rows = ordered(Entity::find().filter(Column::Id.in_subquery(ids)), sort, page.order, true);
    let rows = rows.all(db.orm()).await?;
    let keys = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let total = told_by_last(page, keys.len()).unwrap_or(Ord::min(counted, most));
    Ok((keys, total))
}

/// The sum, which the last page tells by itself.
fn told_by_last(page: Page, found: usize) -> Option<u64> {
    let found = found as u64;
    (found < page.limit && (found > 0 || page.offset == 0)).then_some(page.offset + found)
}

/// The keys that the filter lets through, and whether they are known to be few.
async fn found(
    db: &impl Connection,
    environment: Id<Environment>,
    filter: &Filter,
) -> Result<(Select<Entity>, bool), StorageError> {
    let mut found = condition(filter);
    let mut are_few = false;
    if let Some(text) = &filter.search {
        let search = search::condition(db, environment, text).await?;
        found = found.add(search.condition);
        are_few = search.is_narrow;
    }
    let environment = if are_few || filter.owner.is_some() {
        // SQLite would as soon read the whole environment by one of its indexes: this one it has none for.
        Expr::col(Column::EnvironmentId).add(0).eq(environment.get())
    } else {
        Column::EnvironmentId.eq(environment.get())
    };
    Ok((Entity::find().filter(environment).filter(found), are_few))
}

/// Ids grow with time, and sort without touching the rows.
async fn by_creation(
    db: &impl Connection,
    all: Select<Entity>,
    after: Option<Id<Key>>,
    page: Page,
    most: Count,
) -> Result<(Vec<Key>, u64), StorageError> {
    let found = match (after, page.order) {
        (None, _) => all.clone(),
        (Some(key), Order::Ascending) => all.clone().filter(Column::Id.gt(key.get())),
        (Some(key), Order::Descending) => all.clone().filter(Column::Id.lt(key.get())),
    };
    let found = ordered(found, Sort::CreatedAt, page.order, false).limit(page.limit).offset(page.offset);
    let rows = found.all(db.orm()).await?;
    let keys = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let told = told_by_last(page, keys.len()).filter(|_| after.is_none());
    let total = match (told, most) {
        (Some(total), _) => total,
        (None, Count::All) => count(db, all, u64::MAX).await?,
        (None, Count::UpTo(most)) => count(db, all, most.saturating_add(1)).await?,
    };
    Ok((keys, total))
}

/// In that order: by the index of it, or, where the keys are few, by sorting them, which takes an expression that no index has.
fn ordered(keys: Select<Entity>, sort: Sort, order: Order, are_few: bool) -> Select<Entity> {
    let order = match order {
        Order::Ascending => sea_orm::Order::Asc,
        Order::Descending => sea_orm::Order::Desc,
    };
    // The engines put NULL at different ends: say where. In the words of the index, which have no place for a value.
    let or = |column: Column, value: i64| {
        let time = Expr::expr(Func::if_null(Expr::col((Entity, column)), Expr::Constant(value.into())));
        if are_few { time.add(0) } else { time }
    };
    let keys = match sort {
        Sort::CreatedAt => keys,
        Sort::Name if are_few => {
            keys.order_by(Expr::col(Column::Name).binary(BinOper::Custom("||"), ""), order.clone())
        }
        Sort::Name => keys.order_by(Column::Name, order.clone()),
        Sort::LastUsedAt => keys.order_by(or(Column::LastUsedAt, -i64::MAX), order.clone()),
        Sort::ExpiresAt => keys.order_by(or(Column::ExpiresAt, i64::MAX), order.clone()),
    };
    keys.order_by(Column::Id, order)
}

/// How many there are, up to `most`.
pub(super) async fn count(
    db: &impl Connection,
    keys: Select<Entity>,
    most: u64,
) -> Result<u64, StorageError> {
    let ids = keys.select_only().column(Column::Id).into_query();
    count_of(db, ids, most).await
}

/// How many rows that finds, up to `most`.
pub(super) async fn count_of(
    db: &impl Connection,
    mut rows: SelectStatement,
    most: u64,
) -> Result<u64, StorageError> {
    if most < u64::MAX {
        rows.limit(most);
    }
    let counted =
        Query::select().expr_as(Expr::col(Asterisk).count(), "count").from_subquery(rows, "found").take();
    let row = db.orm().query_one(&counted).await?;
    let count: i64 = row.map(|row| row.try_get("", "count")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(count).unwrap_or_default())
}

/// The key of that digest, wherever it is.
pub async fn find_by_digest(db: &impl Connection, digest: &Digest) -> Result<Option<Key>, StorageError> {
    let row = Entity::find().filter(Column::Digest.eq(digest.as_bytes().to_vec())).one(db.orm()).await?;
    row.map(read).transpose()
}

/// Up to `limit` active keys of whichever tenant that end within that time, of which that was not told yet, held until this transaction
/// ends. Without those whose place another has taken.
pub async fn lock_expiring(
    tx: &Tx,
    from: Timestamp,
    until: Timestamp,
    limit: u64,
) -> Result<Vec<Key>, StorageError> {
    let rows = Entity::find()
        .filter(Column::ExpiryToldAt.is_null())
        .filter(Column::ExpiresAt.gt(from.as_micros()))
        .filter(Column::ExpiresAt.lte(until.as_micros()))
        .filter(of_status(KeyStatus::Active, from))
        .filter(Column::SuccessorId.is_null())
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock_exclusive()
        .all(&tx.0)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The owner's keys that are neither revoked nor expired, in every environment, held until this transaction ends.
pub async fn lock_live_of(tx: &Tx, owner: Owner, now: Timestamp) -> Result<Vec<Key>, StorageError> {
    let live =
        Condition::any().add(of_status(KeyStatus::Active, now)).add(of_status(KeyStatus::Disabled, now));
    let rows = Entity::find()
        .filter(of_owner(owner))
        .filter(live)
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(&tx.0)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The keys that spend from an account, in every environment, held until this transaction ends.
pub async fn lock_spending_from(tx: &Tx, account: Id<Credits>) -> Result<Vec<Key>, StorageError> {
    let of_account = Entity::find().filter(Column::CreditAccountId.eq(account.get()));
    let rows = of_account.order_by_asc(Column::Id).lock_exclusive().all(&tx.0).await?;
    rows.into_iter().map(read).collect()
}

/// How many keys there are for each way of digesting, over all tenants.
pub async fn count_by_algorithm(db: &impl Connection) -> Result<Vec<(String, i64)>, StorageError> {
    let counted = Entity::find()
        .select_only()
        .column(Column::Algorithm)
        .column_as(Column::Id.count(), "count")
        .group_by(Column::Algorithm)
        .order_by_asc(Column::Algorithm);
    Ok(counted.into_tuple().all(db.orm()).await?)
}

pub(crate) fn of_owner(owner: Owner) -> Expr {
    match owner {
        Owner::User(id) => Column::UserId.eq(id.get()),
        Owner::ServiceAccount(id) => Column::ServiceAccountId.eq(id.get()),
        Owner::Customer(id) => Column::CustomerId.eq(id.get()),
    }
}

pub(crate) fn of_owner_type(kind: OwnerType) -> Expr {
    match kind {
        OwnerType::User => Column::UserId.is_not_null(),
        OwnerType::ServiceAccount => Column::ServiceAccountId.is_not_null(),
        OwnerType::Customer => Column::CustomerId.is_not_null(),
    }
}

fn condition(filter: &Filter) -> Condition {
    Condition::all()
        .add_option(filter.owner.map(of_owner))
        .add_option(filter.owner_type.map(of_owner_type))
        .add_option(filter.not_revoked.then(|| Column::State.ne("revoked")))
        .add_option(filter.status.map(|(status, now)| of_status(status, now)))
        .add_option(filter.display_prefix.as_deref().map(|prefix| {
            // Not LIKE, which on SQLite takes `a` for `A`.
            let chars = i32::try_from(prefix.chars().count()).unwrap_or(i32::MAX);
            let substr = Func::cust("substr").args([Expr::col(Column::Display), 1.into(), chars.into()]);
            Expr::expr(substr).eq(prefix)
        }))
        .add_option(filter.role.as_ref().map(|role| column::list_holds(Column::Roles, role.as_str())))
        .add_option(
            filter.last_used_before.map(|before| Column::LastUsedAt.if_null(i64::MIN).lt(before.as_micros())),
        )
        .add_option(filter.expires_before.map(|before| Column::ExpiresAt.lt(before.as_micros())))
}

/// The stored facts that make a status, as `KeyState::status` computes it. An index is of the active ones alone: databases see that when the word is
/// part of the statement.
fn of_status(status: KeyStatus, now: Timestamp) -> Condition {
    let active = || Expr::col((Entity, Column::State)).eq(Expr::Constant("active".into()));
    let now = now.as_micros();
    match status {
        KeyStatus::Active => Condition::all().add(active()).add(Column::ExpiresAt.if_null(i64::MAX).gt(now)),
        KeyStatus::Expired => Condition::all().add(active()).add(Column::ExpiresAt.lte(now)),
        KeyStatus::Disabled => Condition::all().add(Column::State.eq("disabled")),
        KeyStatus::Revoked => Condition::all().add(Column::State.eq("revoked")),
    }
}
