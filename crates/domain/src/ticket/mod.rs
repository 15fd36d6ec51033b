//! Tickets of the hub: what a customer asks, what an operator answers, and what state follows from it (contract hub, B.10).
//!
//! Everything here is pure: the facts and the time are handed in, and each rule exists once.

mod attachment;
mod facts;
mod message;
mod transition;

pub use attachment::{Attachment, AttachmentRefusal, FileName, MAX_FILE_BYTES, MAX_FILES, MediaType, admit};
pub use facts::{Ticket, TicketCategory, TicketFacts, TicketPriority, TicketStatus};
pub use message::{Author, AuthorRole, MessageText, Subject, TicketMessage, TicketTextError};
pub use transition::{CLOSES_AFTER, TicketClosed, TicketEvent, advance};
