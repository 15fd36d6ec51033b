//! People whom an external issuer vouches for: which account is whose, and which tenants an issuer made.

use keyward_domain::{Id, Tenant, TenantStatus, Timestamp, User};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::column::At;
use crate::entity::{identity, identity_tenant, user};
use crate::{Connection, StorageError, Tx};

/// A person as an issuer knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The issuer, as its tokens name it.
    pub issuer: &'a str,
    /// The issuer's own name of the person.
    pub name: &'a str,
}

/// The account of somebody whom an issuer vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account; `None` once it was removed.
    pub user: Option<User>,
    /// Its tenant's standing.
    pub tenant: TenantStatus,
    /// Whether the tenant was made for this person alone, because the issuer named none.
    pub own_tenant: bool,
}

/// The account of this person. `None` before their first sign-in.
pub async fn find(db: &impl Connection, subject: Subject<'_>) -> Result<Option<Identity>, StorageError> {
    let row = identity::Entity::find()
        .filter(identity::Column::Issuer.eq(subject.issuer))
        .filter(identity::Column::Subject.eq(subject.name))
        .one(db.orm())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let corrupt = || At("identities", "user_id").corrupt();
    let user = row.user_id.ok_or_else(corrupt)?;
    let user = user::Entity::find_by_id(user).one(db.orm()).await?.ok_or_else(corrupt)?;
    let tenant = crate::tenants::get(db, Id::new(user.tenant_id)).await?;
    let tenant = tenant.ok_or_else(|| At("users", "tenant_id").corrupt())?.status;
    let stands = user.deleted_at.is_none();
    let user = crate::users::read(&user)?;
    Ok(Some(Identity { user: stands.then_some(user), tenant, own_tenant: row.own_tenant }))
}

/// Claims a person for this transaction: false when they have an account. When true, [`settle`] must follow before the commit.
///
/// A second claim of the same person waits here until the first one's transaction ends.
pub async fn claim(tx: &Tx, subject: Subject<'_>, now: Timestamp) -> Result<bool, StorageError> {
    let row = identity::ActiveModel {
        issuer: Set(subject.issuer.to_owned()),
        subject: Set(subject.name.to_owned()),
        user_id: Set(None),
        own_tenant: Set(false),
        created_at: Set(now.as_micros()),
        ..Default::default()
    };
    let columns = [identity::Column::Issuer, identity::Column::Subject];
    let conflict = OnConflict::columns(columns).do_nothing().to_owned();
    let added = identity::Entity::insert(row).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    Ok(added == 1)
}

/// Gives a claimed person their account, and says whether its tenant was made for them alone.
pub async fn settle(
    tx: &Tx,
    subject: Subject<'_>,
    user: Id<User>,
    own_tenant: bool,
) -> Result<(), StorageError> {
    identity::Entity::update_many()
        .col_expr(identity::Column::UserId, Expr::value(user.get()))
        .col_expr(identity::Column::OwnTenant, Expr::value(own_tenant))
        .filter(identity::Column::Issuer.eq(subject.issuer))
        .filter(identity::Column::Subject.eq(subject.name))
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// The tenant that was made because this issuer named it so.
pub async fn tenant(
    db: &impl Connection,
    issuer: &str,
    name: &str,
) -> Result<Option<Id<Tenant>>, StorageError> {
    let row = identity_tenant::Entity::find()
        .filter(identity_tenant::Column::Issuer.eq(issuer))
        .filter(identity_tenant::Column::Name.eq(name))
        .one(db.orm())
        .await?;
    Ok(row.and_then(|row| row.tenant_id).map(Id::new))
}

/// Claims an issuer's name of a tenant for this transaction: the tenant that has it, or `None` when it is ours, and
/// [`settle_tenant`] must follow before the commit.
///
/// A second claim of the same name waits here until the first one's transaction ends.
pub async fn claim_tenant(
    tx: &Tx,
    issuer: &str,
    name: &str,
    now: Timestamp,
) -> Result<Option<Id<Tenant>>, StorageError> {
    let row = identity_tenant::ActiveModel {
        issuer: Set(issuer.to_owned()),
        name: Set(name.to_owned()),
        tenant_id: Set(None),
        created_at: Set(now.as_micros()),
        ..Default::default()
    };
    let columns = [identity_tenant::Column::Issuer, identity_tenant::Column::Name];
    let conflict = OnConflict::columns(columns).do_nothing().to_owned();
    let added =
        identity_tenant::Entity::insert(row).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    if added == 1 {
        return Ok(None);
    }
    let known = tenant(tx, issuer, name).await?;
    known.map(Some).ok_or_else(|| At("identity_tenants", "tenant_id").corrupt())
}

/// Gives a claimed name its tenant.
pub async fn settle_tenant(
    tx: &Tx,
    issuer: &str,
    name: &str,
    tenant: Id<Tenant>,
) -> Result<(), StorageError> {
    identity_tenant::Entity::update_many()
        .col_expr(identity_tenant::Column::TenantId, Expr::value(tenant.get()))
        .filter(identity_tenant::Column::Issuer.eq(issuer))
        .filter(identity_tenant::Column::Name.eq(name))
        .exec(&tx.0)
        .await?;
    Ok(())
}
