//! `/api/v1/portal/tickets` (contract hub, B.10).

mod attachment;
mod close;
mod create;
mod get;
mod list;
mod reply;
pub(super) mod view;

use std::sync::Arc;

use axum::http::Method;
use keyward_domain::ticket::{MAX_FILES, MessageText};
use keyward_hub::tickets::{Draft, SentFile};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::fields::{Input, Parsed, Sent, Text, Whole};
use super::form::Upload;
use crate::App;

/// What a message may say.
pub(super) const MESSAGE: Parsed<MessageText> =
    Parsed::of(Text::between(MessageText::LENGTH.0, MessageText::LENGTH.1));

/// Which ticket.
pub(crate) struct TicketId(pub(super) i64);

impl Input for TicketId {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        Some(Self(sent.path("id", Whole::ANY)?))
    }
}

/// Which file of which ticket.
pub(crate) struct FileId {
    pub(super) ticket: i64,
    pub(super) file: i64,
}

impl Input for FileId {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        let ticket = sent.path("id", Whole::ANY);
        let file = sent.path("attachment_id", Whole::ANY);
        Some(Self { ticket: ticket?, file: file? })
    }
}

/// A message.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into a draft")]
pub(crate) struct NewMessage {
    /// What it says: 1 to 20,000 characters.
    #[schema(example = "Thanks", min_length = 1, max_length = 20000)]
    message: String,
}

/// A message with files.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into a draft")]
pub(crate) struct NewMessageForm {
    /// What it says: 1 to 20,000 characters.
    #[schema(min_length = 1, max_length = 20000)]
    message: String,
    /// At most 5 files of at most 10 MiB each.
    #[schema(value_type = Option<Vec<String>>, max_items = 5)]
    files: Option<Vec<Vec<u8>>>,
}

/// A message for a ticket, as it was sent.
pub(crate) struct Reply {
    pub(super) id: i64,
    pub(super) draft: Draft,
}

impl Input for Reply {
    const FORM: bool = true;

    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let draft = draft(sent);
        Some(Self { id: id?, draft: draft? })
    }
}

/// Whether what is sent there may be a form with files.
pub(super) fn takes_files(method: &Method, path: &str) -> bool {
    let of = |side: &str| path.strip_prefix(side).and_then(|rest| rest.strip_prefix("/tickets"));
    let rest = of("/api/v1/portal").or_else(|| of("/api/v1/admin"));
    *method == Method::POST && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with("/messages"))
}

/// What somebody says, with what came along.
fn draft(sent: &mut Sent) -> Option<Draft> {
    let message = sent.required("message", MESSAGE);
    let files = sent.files(MAX_FILES);
    let kept =
        |file: Upload| SentFile { name: file.name, media_type: file.media_type, content: file.content };
    Some(Draft { message: message?, files: files?.into_iter().map(kept).collect() })
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get))
        .routes(routes!(reply::reply))
        .routes(routes!(close::close))
        .routes(routes!(attachment::attachment))
}
