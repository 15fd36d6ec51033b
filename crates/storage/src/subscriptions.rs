//! Who pays for what, and until when.

use keyward_domain::subscription::{
    Interval, Plan, Provider, Subscription, SubscriptionFacts, SubscriptionStatus,
};
use keyward_domain::{Id, Page, Tenant, Timestamp};
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::column::{At, micros, time};
use crate::entity::payment_event;
use crate::entity::subscription::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// A subscription to be.
#[derive(Debug, Clone)]
pub struct NewSubscription {
    /// The account that subscribes.
    pub tenant: Id<Tenant>,
    /// To what.
    pub plan: Id<Plan>,
    /// How many licences of each product.
    pub quantity: u32,
    /// Who takes the money.
    pub provider: Provider,
    /// How long a payment lasts.
    pub interval: Interval,
    /// When it is made.
    pub now: Timestamp,
}

/// Adds a subscription that nobody has paid for yet.
pub async fn insert(tx: &Tx, new: &NewSubscription) -> Result<Subscription, StorageError> {
    let facts = SubscriptionFacts::unpaid(new.interval, new.now);
    let mut row = ActiveModel {
        tenant_id: Set(new.tenant.get()),
        plan_id: Set(new.plan.get()),
        quantity: Set(new.quantity.into()),
        provider: Set(new.provider.as_str().to_owned()),
        interval_unit: Set(new.interval.as_str().to_owned()),
        created_at: Set(new.now.as_micros()),
        updated_at: Set(new.now.as_micros()),
        ..Default::default()
    };
    set(&mut row, &facts);
    read(row.insert(&tx.0).await?)
}

/// The account's subscription of that id.
pub async fn get(
    db: &impl Connection,
    tenant: Id<Tenant>,
    id: Id<Subscription>,
) -> Result<Option<Subscription>, StorageError> {
    let found = Entity::find_by_id(id.get()).filter(Column::TenantId.eq(tenant.get()));
    found.one(db.orm()).await?.map(read).transpose()
}

/// Whoever's subscription of that id, held until this transaction ends.
pub async fn lock(tx: &Tx, id: Id<Subscription>) -> Result<Option<Subscription>, StorageError> {
    let found = Entity::find_by_id(id.get()).lock(LockType::NoKeyUpdate);
    found.one(&tx.0).await?.map(read).transpose()
}

/// Whoever's subscription that the provider calls so, held until this transaction ends.
pub async fn lock_by_ref(
    tx: &Tx,
    provider: Provider,
    reference: &str,
) -> Result<Option<Subscription>, StorageError> {
    let found = Entity::find()
        .filter(Column::Provider.eq(provider.as_str()))
        .filter(Column::ProviderRef.eq(reference))
        .lock(LockType::NoKeyUpdate);
    found.one(&tx.0).await?.map(read).transpose()
}

/// Up to `limit` of whom something is due by now, held until this transaction ends: whose period is over, or for which nobody paid
/// since before `unpaid_since`; or, of those that are past due, whose period ended before `past_due_since`.
pub async fn lock_due(
    tx: &Tx,
    (now, unpaid_since, past_due_since): (Timestamp, Timestamp, Timestamp),
    limit: u64,
) -> Result<Vec<Subscription>, StorageError> {
    let is = |status: SubscriptionStatus| Column::Status.eq(status.as_str());
    let paid = [SubscriptionStatus::Trialing, SubscriptionStatus::Active].map(SubscriptionStatus::as_str);
    let over = Condition::all().add(Column::Status.is_in(paid)).add(Column::PeriodEnd.lte(now.as_micros()));
    let unpaid = Condition::all()
        .add(is(SubscriptionStatus::Incomplete))
        .add(Column::PeriodStart.lte(unpaid_since.as_micros()));
    let ended = Condition::any()
        .add(Column::PeriodEnd.lte(past_due_since.as_micros()))
        .add(
            Condition::all()
                .add(Column::CanceledAt.is_not_null())
                .add(Column::PeriodEnd.lte(now.as_micros())),
        )
        .add(Condition::all().add(Column::AutoRenew.eq(false)).add(Column::PeriodEnd.lte(now.as_micros())));
    let past_due = Condition::all().add(is(SubscriptionStatus::PastDue)).add(ended);
    let rows = Entity::find()
        .filter(Condition::any().add(over).add(unpaid).add(past_due))
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock(LockType::NoKeyUpdate)
        .all(&tx.0)
        .await?;
    rows.into_iter().map(read).collect()
}

/// A page of an account's subscriptions, newest first, and how many there are.
pub async fn list(
    db: &impl Connection,
    tenant: Id<Tenant>,
    page: Page,
) -> Result<(Vec<Subscription>, u64), StorageError> {
    let found = Entity::find().filter(Column::TenantId.eq(tenant.get()));
    let total = found.clone().count(db.orm()).await?;
    let rows = found.order_by_desc(Column::Id).limit(page.limit).offset(page.offset).all(db.orm()).await?;
    Ok((rows.into_iter().map(read).collect::<Result<_, _>>()?, total))
}

/// Whether an account has a subscription for which nothing is owed.
pub async fn has_paid(db: &impl Connection, tenant: Id<Tenant>) -> Result<bool, StorageError> {
    let paid = SubscriptionStatus::ALL.into_iter().filter(|status| status.is_paid());
    let found = Entity::find()
        .filter(Column::TenantId.eq(tenant.get()))
        .filter(Column::Status.is_in(paid.map(SubscriptionStatus::as_str)));
    Ok(found.limit(1).one(db.orm()).await?.is_some())
}

/// Changes what a held subscription's state follows from.
pub async fn change(
    tx: &Tx,
    id: Id<Subscription>,
    facts: &SubscriptionFacts,
    now: Timestamp,
) -> Result<Subscription, StorageError> {
    let mut row = ActiveModel { id: Set(id.get()), updated_at: Set(now.as_micros()), ..Default::default() };
    set(&mut row, facts);
    read(row.update(&tx.0).await?)
}

/// Notes what the provider calls a held subscription. `Taken` when it calls another one so.
pub async fn set_ref(
    tx: &Tx,
    id: Id<Subscription>,
    provider: Provider,
    reference: &str,
) -> Result<(), StorageError> {
    let row = ActiveModel {
        id: Set(id.get()),
        provider: Set(provider.as_str().to_owned()),
        provider_ref: Set(Some(reference.to_owned())),
        ..Default::default()
    };
    row.update(&tx.0).await?;
    Ok(())
}

/// Notes that a provider told of something; `false` when it had told of that before.
pub async fn note_event(
    tx: &Tx,
    provider: Provider,
    event_id: &str,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let row = payment_event::ActiveModel {
        provider: Set(provider.as_str().to_owned()),
        event_id: Set(event_id.to_owned()),
        at: Set(now.as_micros()),
        ..Default::default()
    };
    let columns = [payment_event::Column::Provider, payment_event::Column::EventId];
    let conflict = OnConflict::columns(columns).do_nothing().to_owned();
    let added =
        payment_event::Entity::insert(row).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    Ok(added > 0)
}

fn set(row: &mut ActiveModel, facts: &SubscriptionFacts) {
    row.status = Set(facts.status.as_str().to_owned());
    row.period_start = Set(facts.period_start.as_micros());
    row.period_end = Set(facts.period_end.as_micros());
    row.auto_renew = Set(facts.auto_renew);
    row.canceled_at = Set(micros(facts.canceled_at));
}

fn read(row: Model) -> Result<Subscription, StorageError> {
    let at = |column| At("subscriptions", column);
    Ok(Subscription {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        plan: Id::new(row.plan_id),
        quantity: u32::try_from(row.quantity).map_err(|_| at("quantity").corrupt())?,
        provider: at("provider").parse(&row.provider)?,
        provider_ref: row.provider_ref,
        facts: SubscriptionFacts {
            status: at("status").parse(&row.status)?,
            interval: at("interval_unit").parse(&row.interval_unit)?,
            period_start: time(row.period_start),
            period_end: time(row.period_end),
            auto_renew: row.auto_renew,
            canceled_at: row.canceled_at.map(time),
        },
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    })
}
