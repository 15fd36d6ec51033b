//! Open a ticket.

use keyward_authority::{Actor, Answer, Once};
use keyward_domain::ticket::{AuthorRole, MessageText, Subject, TicketCategory, TicketPriority};
use keyward_domain::{Id, Invalid};
use keyward_storage::ticket_messages::{self, NewMessage};
use keyward_storage::tickets::{self, NewTicket};
use keyward_storage::{Tx, licenses};

use super::draft::admitted;
use super::work::target;
use super::{Draft, TicketView, author, view};
use crate::{Error, Hub, needs};

/// A ticket to be, as the wire sends it.
#[derive(Debug, Default)]
pub struct OpenTicket {
    /// What it is about: 3 to 200 characters.
    pub subject: String,
    /// `low`, `normal`, `high` or `urgent`.
    pub priority: String,
    /// `billing`, `technical`, `licensing` or `other`.
    pub category: String,
    /// The licence that it is about: one of the account's own.
    pub license_id: Option<i64>,
    /// What the customer says.
    pub draft: Draft,
}

/// Opens a ticket of the actor's account.
pub async fn create(
    hub: &Hub,
    actor: &Actor,
    input: OpenTicket,
    once: &Once<'_, TicketView>,
) -> Result<Answer<TicketView>, Error> {
    actor.may_write(needs::TICKET_WRITE)?;
    let mut invalid = Invalid::none();
    let subject = invalid.check("subject", input.subject.parse::<Subject>());
    let body = invalid.check("message", input.draft.message.parse::<MessageText>());
    let priority = invalid.check("priority", input.priority.parse::<TicketPriority>());
    let category = invalid.check("category", input.category.parse::<TicketCategory>());
    let (texts, kinds) = (subject.zip(body), priority.zip(category));
    let ((subject, body), (priority, category)) = invalid.into_value(texts.zip(kinds))?;
    let files = admitted(input.draft.files)?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    if let Some(again) = once.claim(hub.authority(), &tx, actor).await? {
        return Ok(again);
    }
    let author = author(&tx, actor, AuthorRole::Customer).await?;
    let license = input.license_id.map(Id::new);
    if let Some(id) = license {
        licenses::get(&tx, actor.tenant, id).await?.ok_or_else(Error::no_license)?;
    }
    let new =
        NewTicket { tenant: actor.tenant, opener: author.id, subject, priority, category, license, now };
    let made = tickets::insert(&tx, &new).await?;
    let message = NewMessage { ticket: made.id, author, internal: false, body, files, now };
    ticket_messages::insert(&tx, message).await?;
    let target = target(&made);
    let made = view(hub, &tx, AuthorRole::Customer, made).await?;
    finish(hub, tx, actor, made, once, target).await
}

async fn finish(
    hub: &Hub,
    tx: Tx,
    actor: &Actor,
    made: TicketView,
    once: &Once<'_, TicketView>,
    target: keyward_domain::AuditTarget,
) -> Result<Answer<TicketView>, Error> {
    once.settle(hub.authority(), &tx, actor, &made).await?;
    let ticket = &made.item.ticket;
    let detail = serde_json::json!({
        "priority": ticket.priority.as_str(),
        "category": ticket.category.as_str(),
        "license_id": ticket.license.map(Id::get),
    });
    hub.authority().note(&tx, actor, "ticket.create", target, &detail.to_string(), hub.now()).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(made))
}
