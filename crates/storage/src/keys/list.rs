//! Finding keys.

use keyward_domain::{
    Credits, Environment, Id, Key, KeyStatus, Order, Owner, OwnerType, Page, RoleName, Timestamp,
};
use keyward_token::Digest;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::read;
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
    /// Whose name holds this, whatever its ASCII case, or whose shown form does.
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

/// A page of the environment's keys, and how many there are on all pages.
pub async fn list(
    db: &impl Connection,
    environment: Id<Environment>,
    filter: &Filter,
    sort: Sort,
    page: Page,
) -> Result<(Vec<Key>, u64), StorageError> {
    let found = Entity::find().filter(Column::EnvironmentId.eq(environment.get())).filter(condition(filter));
    let total = found.clone().count(db.orm()).await?;
    let found = match (filter.after, page.order) {
        (None, _) => found,
        (Some(key), Order::Ascending) => found.filter(Column::Id.gt(key.get())),
        (Some(key), Order::Descending) => found.filter(Column::Id.lt(key.get())),
    };
    let order = match page.order {
        Order::Ascending => sea_orm::Order::Asc,
        Order::Descending => sea_orm::Order::Desc,
    };
    let found = match sort {
        // Ids grow with time, and sort without touching the rows.
        Sort::CreatedAt => found,
        Sort::Name => found.order_by(Column::Name, order.clone()),
        // The engines put NULL at different ends: say where.
        Sort::LastUsedAt => found.order_by(Column::LastUsedAt.if_null(i64::MIN), order.clone()),
        Sort::ExpiresAt => found.order_by(Column::ExpiresAt.if_null(i64::MAX), order.clone()),
    };
    let rows = found.order_by(Column::Id, order).limit(page.limit).offset(page.offset).all(db.orm()).await?;
    Ok((rows.into_iter().map(read).collect::<Result<_, _>>()?, total))
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
        .add_option(filter.search.as_deref().map(|text| {
            column::holds_in_any_case(Column::Name, text).or(column::holds_in_any_case(Column::Display, text))
        }))
        .add_option(filter.role.as_ref().map(|role| column::list_holds(Column::Roles, role.as_str())))
        .add_option(
            filter.last_used_before.map(|before| Column::LastUsedAt.if_null(i64::MIN).lt(before.as_micros())),
        )
        .add_option(filter.expires_before.map(|before| Column::ExpiresAt.lt(before.as_micros())))
}

/// The stored facts that make a status, as `KeyState::status` computes it.
fn of_status(status: KeyStatus, now: Timestamp) -> Condition {
    let ended = Column::ExpiresAt.if_null(i64::MAX).lte(now.as_micros());
    match status {
        KeyStatus::Active => Condition::all().add(Column::State.eq("active")).add(ended.not()),
        KeyStatus::Expired => Condition::all().add(Column::State.eq("active")).add(ended),
        KeyStatus::Disabled => Condition::all().add(Column::State.eq("disabled")),
        KeyStatus::Revoked => Condition::all().add(Column::State.eq("revoked")),
    }
}
