//! Write in a ticket.

use keyward_authority::mail::TicketAnswer;
use keyward_authority::{Actor, Answer, Once};
use keyward_domain::ticket::{AuthorRole, MessageText, TicketEvent, TicketMessage};
use keyward_domain::{EmailAddress, Invalid};
use keyward_storage::ticket_messages::{self, NewMessage};
use keyward_storage::users;

use super::draft::admitted;
use super::{Draft, Work, author};
use crate::{Error, Hub};

/// Writes a message into a ticket. A customer's opens it again; an operator's waits for the customer, who is told by mail.
pub async fn reply(
    hub: &Hub,
    actor: &Actor,
    side: AuthorRole,
    id: i64,
    draft: Draft,
    once: &Once<'_, TicketMessage>,
) -> Result<Answer<TicketMessage>, Error> {
    let body: MessageText = draft.message.parse().map_err(|error| Invalid::one("message", error))?;
    let files = admitted(draft.files)?;
    let mut work = Work::begin(hub, actor, side, id).await?;
    if let Some(again) = once.claim(hub.authority(), &work.tx, actor).await? {
        return Ok(again);
    }
    let (event, action) = match side {
        AuthorRole::Customer => (TicketEvent::Write, "ticket.reply"),
        AuthorRole::Operator => (TicketEvent::Answer, "ticket.answer"),
    };
    work.happen(event, Some(side)).await?;
    let author = author(&work.tx, actor, side).await?;
    let (ticket, now) = (work.ticket.id, work.now);
    let new = NewMessage { ticket, author, internal: false, body, files, now };
    let written = ticket_messages::insert(&work.tx, new).await?;
    once.settle(hub.authority(), &work.tx, actor, &written).await?;
    let told = side == AuthorRole::Operator && tell(&work, &written).await?;
    let detail = serde_json::json!({"message_id": written.id.get(), "files": written.attachments.len()});
    let (tx, _) = work.written(action, &detail).await?;
    tx.commit().await?;
    if told {
        hub.authority().mail_waits();
    }
    Ok(Answer::Fresh(written))
}

/// Puts a mail to whoever opened the ticket into the outbox, if they still have an account.
async fn tell(work: &Work<'_>, answer: &TicketMessage) -> Result<bool, Error> {
    let ticket = &work.ticket;
    let Some(opener) = users::get(&work.tx, ticket.tenant, ticket.opener).await? else { return Ok(false) };
    let to: EmailAddress = opener.email.parse().map_err(Error::broken)?;
    let number = ticket.number();
    let letter = TicketAnswer {
        id: ticket.id.get(),
        number: &number,
        subject: ticket.subject.as_str(),
        message: answer.body.as_str(),
    };
    work.hub.authority().post_answer(&work.tx, ticket.tenant, &to, letter, work.now).await?;
    Ok(true)
}
