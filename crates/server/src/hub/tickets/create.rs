//! `POST /api/v1/portal/tickets`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_domain::ticket::{Subject, TicketCategory, TicketPriority};
use keyward_hub::tickets::TicketView;
use keyward_hub::tickets::create::{self as operation, OpenTicket};
use utoipa::ToSchema;

use super::draft;
use super::view::Ticket;
use crate::App;
use crate::http::{created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Choice, Input, Parsed, Sent, Text, Whole};
use crate::hub::who::Person;

/// What you want to say or to know.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct NewTicket {
    /// What it is about: 3 to 200 characters.
    #[schema(example = "Key not accepted", min_length = 3, max_length = 200)]
    subject: String,
    /// 1 to 20,000 characters.
    #[schema(example = "Activation says 403", min_length = 1, max_length = 20000)]
    message: String,
    /// `low`, `normal`, `high` or `urgent`; `normal` by default.
    #[schema(example = "normal")]
    priority: Option<String>,
    /// `billing`, `technical`, `licensing` or `other`; `other` by default.
    #[schema(example = "licensing")]
    category: Option<String>,
    /// The license that it is about: one of yours.
    license_id: Option<i64>,
}

/// The same with files.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct NewTicketForm {
    /// What it is about: 3 to 200 characters.
    #[schema(min_length = 3, max_length = 200)]
    subject: String,
    /// 1 to 20,000 characters.
    #[schema(min_length = 1, max_length = 20000)]
    message: String,
    /// `low`, `normal`, `high` or `urgent`; `normal` by default.
    priority: Option<String>,
    /// `billing`, `technical`, `licensing` or `other`; `other` by default.
    category: Option<String>,
    /// The license that it is about: one of yours.
    license_id: Option<i64>,
    /// At most 5 files of at most 10 MiB each.
    #[schema(value_type = Option<Vec<String>>, max_items = 5)]
    files: Option<Vec<Vec<u8>>>,
}

/// What it may be about.
const SUBJECT: Parsed<Subject> = Parsed::of(Text::between(Subject::LENGTH.0, Subject::LENGTH.1));

/// What was sent.
pub(crate) struct Opening(OpenTicket);

impl Input for Opening {
    const FORM: bool = true;

    fn read(sent: &mut Sent) -> Option<Self> {
        let subject = sent.required("subject", SUBJECT);
        let draft = draft(sent);
        let priority = sent.optional("priority", Choice(TicketPriority::WORDS));
        let category = sent.optional("category", Choice(TicketCategory::WORDS));
        let license_id = sent.optional("license_id", Whole::ANY);
        Some(Self(OpenTicket {
            subject: subject?,
            priority: priority?.unwrap_or(TicketPriority::Normal.as_str()).to_owned(),
            category: category?.unwrap_or(TicketCategory::Other.as_str()).to_owned(),
            license_id: license_id?,
            draft: draft?,
        }))
    }
}

const ROUTE: &str = "POST /api/v1/portal/tickets";

/// Open a ticket, perhaps with files.
#[utoipa::path(
    post,
    path = "/api/v1/portal/tickets",
    tag = "hub",
    operation_id = "create_ticket",
    request_body(content((NewTicket = "application/json"), (NewTicketForm = "multipart/form-data"))),
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")),
    responses((status = 201, body = Ticket), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 413, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    call: Call<Person, Opening>,
) -> Result<Response, Problem> {
    let render = |made: &TicketView| created(&Ticket::from(made));
    let once = call.once.once(ROUTE, &call.raw, &render);
    let answer = operation::create(&app.hub, &call.who.0, call.input.0, &once).await?;
    Ok(respond(&answer, &render))
}
