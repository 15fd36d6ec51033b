//! Accounts of the licensing hub: a person with what their tenant is there.

use keyward_domain::{Account, AccountType, Id, Name, Page, ReferralCode, Tenant, User};
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

use crate::column::{At, time};
use crate::entity::{tenant, user};
use crate::{Connection, StorageError, Tx};

/// Which accounts are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Part of the address, of the name or of the company, in any letter case.
    pub text: Option<String>,
    /// Of this type.
    pub account_type: Option<AccountType>,
    /// Whether they wait for the operator.
    pub pending: Option<bool>,
    /// Whether they are switched off.
    pub disabled: Option<bool>,
}

/// What changes of an account; what is `None` stays.
#[expect(clippy::option_option, reason = "whether it changes, and into what")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountChange {
    /// What it may do.
    pub account_type: Option<AccountType>,
    /// What it asks to become; inner `None`: nothing more.
    pub pending_type: Option<Option<AccountType>>,
    /// For whom the owner works; inner `None`: nobody.
    pub company: Option<Option<Name>>,
    /// A partner's code.
    pub referral_code: Option<ReferralCode>,
    /// How many licences it may make; inner `None`: as its type says.
    pub license_limit: Option<Option<i64>>,
    /// The partner whose code it was registered with.
    pub referred_by: Option<Id<Tenant>>,
}

/// The account of a person; `of_developers` is the limit of a developer for whom none was set.
pub async fn get(
    db: &impl Connection,
    user: Id<User>,
    of_developers: i64,
) -> Result<Option<Account>, StorageError> {
    let row = user::Entity::find_by_id(user.get())
        .filter(user::Column::DeletedAt.is_null())
        .join(JoinType::InnerJoin, tenant_of_user())
        .select_also(tenant::Entity)
        .one(db.orm())
        .await?;
    let Some((user, Some(tenant))) = row else { return Ok(None) };
    read(&user, &tenant, of_developers).map(Some)
}

/// A page of accounts by their owners, oldest first, and how many there are.
pub async fn search(
    db: &impl Connection,
    filter: &AccountFilter,
    page: Page,
    of_developers: i64,
) -> Result<(Vec<Account>, u64), StorageError> {
    let total = found(filter).count(db.orm()).await?;
    let rows = found(filter)
        .order_by_asc(user::Column::Id)
        .limit(page.limit)
        .offset(page.offset)
        .select_also(tenant::Entity)
        .all(db.orm())
        .await?;
    let accounts = rows.iter().filter_map(|(user, tenant)| Some((user, tenant.as_ref()?)));
    let accounts = accounts.map(|(user, tenant)| read(user, tenant, of_developers));
    Ok((accounts.collect::<Result<_, _>>()?, total))
}

/// The owner of a tenant, while their own account stands.
pub async fn owner(db: &impl Connection, tenant: Id<Tenant>) -> Result<Option<Id<User>>, StorageError> {
    let row = tenant::Entity::find_by_id(tenant.get()).one(db.orm()).await?;
    Ok(row.and_then(|row| row.owner_id).map(Id::new))
}

/// Whether the operator switched a tenant's account off. On PostgreSQL, it stays so until this transaction ends.
pub async fn hold_disabled(tx: &Tx, tenant: Id<Tenant>) -> Result<bool, StorageError> {
    let Some(owner) = owner(tx, tenant).await? else { return Ok(false) };
    let row = user::Entity::find_by_id(owner.get()).lock_shared().one(&tx.0).await?;
    Ok(row.is_some_and(|row| row.disabled_at.is_some()))
}

/// The same without holding it.
pub async fn is_disabled(db: &impl Connection, tenant: Id<Tenant>) -> Result<bool, StorageError> {
    let Some(owner) = owner(db, tenant).await? else { return Ok(false) };
    let row = user::Entity::find_by_id(owner.get()).one(db.orm()).await?;
    Ok(row.is_some_and(|row| row.disabled_at.is_some()))
}

/// What an account is and how many licences it may make, -1 for as many as it likes.
pub async fn terms(
    db: &impl Connection,
    tenant: Id<Tenant>,
    of_developers: i64,
) -> Result<Option<(AccountType, i64)>, StorageError> {
    let row = tenant::Entity::find_by_id(tenant.get()).one(db.orm()).await?;
    row.map(|row| read_terms(&row, of_developers)).transpose()
}

/// Lets no other transaction that calls this for the tenant go on before this one ends. What refers to the tenant can still be added
/// meanwhile: the audit trail's lock may be held by somebody who does.
pub async fn lock(tx: &Tx, tenant: Id<Tenant>) -> Result<(), StorageError> {
    tenant::Entity::find_by_id(tenant.get()).lock(LockType::NoKeyUpdate).one(&tx.0).await?;
    Ok(())
}

/// The tenant whose referral code this is.
pub async fn find_partner(
    db: &impl Connection,
    code: &ReferralCode,
) -> Result<Option<Id<Tenant>>, StorageError> {
    let row = tenant::Entity::find().filter(tenant::Column::ReferralCode.eq(code.as_str()));
    Ok(row.one(db.orm()).await?.map(|row| Id::new(row.id)))
}

/// Changes a tenant's account. `Taken(ReferralCode)` when another has that code.
pub async fn change(tx: &Tx, tenant: Id<Tenant>, change: &AccountChange) -> Result<(), StorageError> {
    let mut row = tenant::ActiveModel { id: Set(tenant.get()), ..Default::default() };
    let word = |kind: AccountType| kind.as_str().to_owned();
    if let Some(kind) = change.account_type {
        row.account_type = Set(word(kind));
    }
    if let Some(pending) = change.pending_type {
        row.pending_type = Set(pending.map(word));
    }
    if let Some(company) = &change.company {
        row.company = Set(company.as_ref().map(Name::to_string));
    }
    if let Some(code) = &change.referral_code {
        row.referral_code = Set(Some(code.to_string()));
    }
    if let Some(limit) = change.license_limit {
        row.license_limit = Set(limit);
    }
    if let Some(partner) = change.referred_by {
        row.referred_by_id = Set(Some(partner.get()));
    }
    if row.is_changed() {
        row.update(&tx.0).await?;
    }
    Ok(())
}

fn found(filter: &AccountFilter) -> Select<user::Entity> {
    let mut found = user::Entity::find()
        .join(JoinType::InnerJoin, tenant_of_owner())
        .filter(user::Column::DeletedAt.is_null());
    if let Some(kind) = filter.account_type {
        found = found.filter(tenant::Column::AccountType.eq(kind.as_str()));
    }
    if let Some(pending) = filter.pending {
        found = found.filter(is_set(tenant::Column::PendingType, pending));
    }
    if let Some(disabled) = filter.disabled {
        found = found.filter(is_set(user::Column::DisabledAt, disabled));
    }
    if let Some(text) = &filter.text {
        let any = Condition::any()
            .add(holds((user::Entity, user::Column::Email), text))
            .add(holds((user::Entity, user::Column::Name), text))
            .add(holds((tenant::Entity, tenant::Column::Company), text));
        found = found.filter(any);
    }
    found
}

fn is_set(column: impl ColumnTrait, set: bool) -> Expr {
    if set { column.is_not_null() } else { column.is_null() }
}

fn holds(column: impl sea_orm::sea_query::IntoColumnRef, text: &str) -> Expr {
    let escaped = text.to_lowercase().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    let lower = sea_orm::sea_query::Func::lower(Expr::col(column));
    Expr::expr(lower).like(LikeExpr::new(format!("%{escaped}%")).escape('\\'))
}

fn tenant_of_user() -> sea_orm::RelationDef {
    user::Entity::belongs_to(tenant::Entity).from(user::Column::TenantId).to(tenant::Column::Id).into()
}

fn tenant_of_owner() -> sea_orm::RelationDef {
    user::Entity::belongs_to(tenant::Entity).from(user::Column::Id).to(tenant::Column::OwnerId).into()
}

pub(crate) fn owner_of_tenant() -> sea_orm::RelationDef {
    tenant::Entity::belongs_to(user::Entity).from(tenant::Column::OwnerId).to(user::Column::Id).into()
}

fn read_terms(tenant: &tenant::Model, of_developers: i64) -> Result<(AccountType, i64), StorageError> {
    let account_type: AccountType = At("tenants", "account_type").parse(&tenant.account_type)?;
    Ok((account_type, tenant.license_limit.unwrap_or(account_type.license_limit(of_developers))))
}

fn read(user: &user::Model, tenant: &tenant::Model, of_developers: i64) -> Result<Account, StorageError> {
    let account_type: AccountType = At("tenants", "account_type").parse(&tenant.account_type)?;
    let pending = tenant.pending_type.as_deref().map(|text| At("tenants", "pending_type").parse(text));
    let code = tenant.referral_code.as_deref().map(|text| At("tenants", "referral_code").parse(text));
    Ok(Account {
        id: Id::new(user.id),
        tenant: Id::new(tenant.id),
        email: user.email.clone(),
        name: user.name.as_deref().map(|name| At("users", "name").name(name)).transpose()?,
        company: tenant.company.as_deref().map(|name| At("tenants", "company").name(name)).transpose()?,
        account_type,
        pending_type: pending.transpose()?,
        email_verified_at: user.email_verified_at.map(time),
        referral_code: code.transpose()?,
        license_limit: tenant.license_limit.unwrap_or(account_type.license_limit(of_developers)),
        disabled_at: user.disabled_at.map(time),
        created_at: time(user.created_at),
    })
}
