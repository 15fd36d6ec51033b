//! What customers ask, and what became of it.

use keyward_domain::ticket::{
    AuthorRole, Subject, Ticket, TicketCategory, TicketFacts, TicketPriority, TicketStatus,
};
use keyward_domain::{Id, License, Page, Tenant, Timestamp, User};
use sea_orm::sea_query::{Condition, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::column::{At, micros, time};
use crate::entity::ticket::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// A ticket to be.
#[derive(Debug, Clone)]
pub struct NewTicket {
    /// The account that asks.
    pub tenant: Id<Tenant>,
    /// Which person of it.
    pub opener: Id<User>,
    /// What it is about, in a line.
    pub subject: Subject,
    /// How much it matters.
    pub priority: TicketPriority,
    /// What kind of thing it is about.
    pub category: TicketCategory,
    /// The licence that it is about.
    pub license: Option<Id<License>>,
    /// When it is opened.
    pub now: Timestamp,
}

/// Which tickets; what is `None` does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this account.
    pub tenant: Option<Id<Tenant>>,
    /// Of this status at that time.
    pub status: Option<(TicketStatus, Timestamp)>,
    /// That matter so much.
    pub priority: Option<TicketPriority>,
    /// About that kind of thing.
    pub category: Option<TicketCategory>,
}

/// Adds a ticket, which is open.
pub async fn insert(tx: &Tx, new: &NewTicket) -> Result<Ticket, StorageError> {
    let row = ActiveModel {
        tenant_id: Set(new.tenant.get()),
        opener_id: Set(new.opener.get()),
        subject: Set(new.subject.to_string()),
        priority: Set(new.priority.as_str().to_owned()),
        category: Set(new.category.as_str().to_owned()),
        license_id: Set(new.license.map(Id::get)),
        status: Set(TicketFacts::OPENED.status.as_str().to_owned()),
        resolved_at: Set(None),
        last_reply_at: Set(new.now.as_micros()),
        last_reply_by: Set(AuthorRole::Customer.as_str().to_owned()),
        created_at: Set(new.now.as_micros()),
        updated_at: Set(new.now.as_micros()),
        ..Default::default()
    };
    read(&row.insert(&tx.0).await?)
}

/// Whoever's ticket of that id.
pub async fn get(db: &impl Connection, id: Id<Ticket>) -> Result<Option<Ticket>, StorageError> {
    Entity::find_by_id(id.get()).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// The same, held until this transaction ends.
pub async fn lock(tx: &Tx, id: Id<Ticket>) -> Result<Option<Ticket>, StorageError> {
    let found = Entity::find_by_id(id.get()).lock(LockType::NoKeyUpdate);
    found.one(&tx.0).await?.as_ref().map(read).transpose()
}

/// Up to `limit` that have been resolved since then or longer and are not closed yet, held until this transaction ends.
pub async fn lock_due(tx: &Tx, resolved: Timestamp, limit: u64) -> Result<Vec<Ticket>, StorageError> {
    let rows = Entity::find()
        .filter(Column::Status.eq(TicketStatus::Resolved.as_str()))
        .filter(Column::ResolvedAt.lte(resolved.as_micros()))
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock(LockType::NoKeyUpdate)
        .all(&tx.0)
        .await?;
    rows.iter().map(read).collect()
}

/// A page of tickets, newest first, and how many there are on all pages.
pub async fn list(
    db: &impl Connection,
    filter: &Filter,
    page: Page,
) -> Result<(Vec<Ticket>, u64), StorageError> {
    let found = Entity::find().filter(condition(filter));
    let total = found.clone().count(db.orm()).await?;
    let rows = found.order_by_desc(Column::Id).limit(page.limit).offset(page.offset).all(db.orm()).await?;
    Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
}

/// Changes what a held ticket's state follows from and, where a side wrote something that both see, when and which.
pub async fn change(
    tx: &Tx,
    id: Id<Ticket>,
    facts: &TicketFacts,
    reply: Option<AuthorRole>,
    now: Timestamp,
) -> Result<Ticket, StorageError> {
    let mut row = ActiveModel {
        id: Set(id.get()),
        status: Set(facts.status.as_str().to_owned()),
        resolved_at: Set(micros(facts.resolved_at)),
        updated_at: Set(now.as_micros()),
        ..Default::default()
    };
    if let Some(by) = reply {
        row.last_reply_at = Set(now.as_micros());
        row.last_reply_by = Set(by.as_str().to_owned());
    }
    read(&row.update(&tx.0).await?)
}

fn condition(filter: &Filter) -> Condition {
    Condition::all()
        .add_option(filter.tenant.map(|id| Column::TenantId.eq(id.get())))
        .add_option(filter.priority.map(|priority| Column::Priority.eq(priority.as_str())))
        .add_option(filter.category.map(|category| Column::Category.eq(category.as_str())))
        .add_option(filter.status.map(|(status, now)| of_status(status, now)))
}

/// The same as [`TicketFacts::status`] says of each row.
fn of_status(status: TicketStatus, now: Timestamp) -> Condition {
    let is = |status: TicketStatus| Column::Status.eq(status.as_str());
    let since = now.minus(keyward_domain::ticket::CLOSES_AFTER).as_micros();
    let resolved = Condition::all().add(is(TicketStatus::Resolved));
    match status {
        TicketStatus::Open | TicketStatus::Pending => Condition::all().add(is(status)),
        TicketStatus::Resolved => resolved.add(Column::ResolvedAt.gt(since)),
        TicketStatus::Closed => {
            Condition::any().add(is(TicketStatus::Closed)).add(resolved.add(Column::ResolvedAt.lte(since)))
        }
    }
}

fn read(row: &Model) -> Result<Ticket, StorageError> {
    let at = |column| At("tickets", column);
    Ok(Ticket {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        opener: Id::new(row.opener_id),
        subject: at("subject").parse(&row.subject)?,
        priority: at("priority").parse(&row.priority)?,
        category: at("category").parse(&row.category)?,
        license: row.license_id.map(Id::new),
        facts: TicketFacts {
            status: at("status").parse(&row.status)?,
            resolved_at: row.resolved_at.map(time),
        },
        last_reply_at: time(row.last_reply_at),
        last_reply_by: at("last_reply_by").parse(&row.last_reply_by)?,
        created_at: time(row.created_at),
    })
}
