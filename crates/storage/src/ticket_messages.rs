//! What is written in tickets, and the files that came with it.
//!
//! A file is a value of its row, so a backup of the database has it, and it goes in and out in one piece: at most 10 MiB.

use std::collections::HashMap;

use keyward_domain::ticket::{Attachment, Author, FileName, MediaType, MessageText, Ticket, TicketMessage};
use keyward_domain::{Id, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use crate::column::{At, time};
use crate::entity::ticket_attachment as file;
use crate::entity::ticket_message::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// A message to be.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// In which ticket.
    pub ticket: Id<Ticket>,
    /// Who writes it.
    pub author: Author,
    /// Whether only operators see it.
    pub internal: bool,
    /// What it says.
    pub body: MessageText,
    /// What comes with it.
    pub files: Vec<NewFile>,
    /// When it is written.
    pub now: Timestamp,
}

/// A file to be.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// What it is called.
    pub name: FileName,
    /// What its sender says that it is.
    pub media_type: MediaType,
    /// What is in it.
    pub content: Vec<u8>,
}

/// Adds a message with its files.
pub async fn insert(tx: &Tx, new: NewMessage) -> Result<TicketMessage, StorageError> {
    let row = ActiveModel {
        ticket_id: Set(new.ticket.get()),
        author_id: Set(new.author.id.get()),
        author_name: Set(new.author.name.as_ref().map(ToString::to_string)),
        author_role: Set(new.author.role.as_str().to_owned()),
        internal: Set(new.internal),
        body: Set(new.body.to_string()),
        created_at: Set(new.now.as_micros()),
        ..Default::default()
    };
    let message = row.insert(&tx.0).await?;
    let mut attachments = Vec::with_capacity(new.files.len());
    for NewFile { name, media_type, content } in new.files {
        let size = content.len();
        let row = file::ActiveModel {
            ticket_id: Set(new.ticket.get()),
            message_id: Set(message.id),
            name: Set(name.to_string()),
            media_type: Set(media_type.as_str().to_owned()),
            size: Set(i64::try_from(size).unwrap_or(i64::MAX)),
            content: Set(content),
            ..Default::default()
        };
        // Its id alone comes back, and not the content.
        let id = file::Entity::insert(row).exec(&tx.0).await?.last_insert_id;
        attachments.push(Attachment { id: Id::new(id), name, media_type, size: size as u64 });
    }
    read(&message, attachments)
}

/// What is written in a ticket, oldest first; what only operators see, if so `internal`.
pub async fn all(
    db: &impl Connection,
    ticket: Id<Ticket>,
    internal: bool,
) -> Result<Vec<TicketMessage>, StorageError> {
    let mut found = Entity::find().filter(Column::TicketId.eq(ticket.get()));
    if !internal {
        found = found.filter(Column::Internal.eq(false));
    }
    let rows = found.order_by_asc(Column::Id).all(db.orm()).await?;
    let files = file::Entity::find()
        .select_only()
        .columns([
            file::Column::Id,
            file::Column::MessageId,
            file::Column::Name,
            file::Column::MediaType,
            file::Column::Size,
        ])
        .filter(file::Column::TicketId.eq(ticket.get()))
        .order_by_asc(file::Column::Id)
        .into_tuple::<(i64, i64, String, String, i64)>()
        .all(db.orm())
        .await?;
    let mut of: HashMap<i64, Vec<Attachment>> = HashMap::new();
    for (id, message, name, media_type, size) in files {
        of.entry(message).or_default().push(attachment(id, &name, &media_type, size)?);
    }
    rows.iter().map(|row| read(row, of.remove(&row.id).unwrap_or_default())).collect()
}

/// A file of a ticket's and what is in it; that of a message which only operators see, if so `internal`.
pub async fn file(
    db: &impl Connection,
    ticket: Id<Ticket>,
    id: Id<Attachment>,
    internal: bool,
) -> Result<Option<(Attachment, Vec<u8>)>, StorageError> {
    let mut found = file::Entity::find_by_id(id.get()).filter(file::Column::TicketId.eq(ticket.get()));
    if !internal {
        let seen =
            Entity::find().select_only().column(Column::Id).filter(Column::Internal.eq(false)).into_query();
        found = found.filter(file::Column::MessageId.in_subquery(seen));
    }
    let Some(row) = found.one(db.orm()).await? else { return Ok(None) };
    Ok(Some((attachment(row.id, &row.name, &row.media_type, row.size)?, row.content)))
}

fn attachment(id: i64, name: &str, media_type: &str, size: i64) -> Result<Attachment, StorageError> {
    let size = u64::try_from(size).map_err(|_| At("ticket_attachments", "size").corrupt())?;
    // What was cleaned before it was stored is left as it is.
    let (name, media_type) = (FileName::cleaned(name), MediaType::cleaned(Some(media_type)));
    Ok(Attachment { id: Id::new(id), name, media_type, size })
}

fn read(row: &Model, attachments: Vec<Attachment>) -> Result<TicketMessage, StorageError> {
    let at = |column| At("ticket_messages", column);
    Ok(TicketMessage {
        id: Id::new(row.id),
        author: Author {
            id: Id::new(row.author_id),
            name: row.author_name.as_deref().map(|name| at("author_name").name(name)).transpose()?,
            role: at("author_role").parse(&row.author_role)?,
        },
        internal: row.internal,
        body: at("body").parse(&row.body)?,
        attachments,
        created_at: time(row.created_at),
    })
}
