//! `/dashboard/{environment}/tickets/new`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::Answer;
use keyward_domain::ticket::{TicketCategory, TicketPriority};
use keyward_hub::tickets::create::{self as operation, OpenTicket};
use keyward_hub::tickets::{Draft, TicketView};

use crate::App;
use crate::dashboard::files::SentFiles;
use crate::dashboard::form::{Asked, Fields, once, per_form};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;

const SECTION: &str = "tickets";
const CATEGORIES: [(&str, &str); 4] = [
    ("licensing", "Licences and sites"),
    ("technical", "Something does not work"),
    ("billing", "Money"),
    ("other", "Something else"),
];
const PRIORITIES: [(&str, &str); 4] = [
    ("low", "When there is time"),
    ("normal", "Normal"),
    ("high", "High"),
    ("urgent", "Urgent: a site is down"),
];

#[derive(Template)]
#[template(path = "dashboard/tickets/new.html")]
struct NewPage {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    once: String,
}

/// The form; of a licence, where it is asked from its page.
pub(super) async fn page(State(app): State<Arc<App>>, here: Here, Asked(asked): Asked) -> Response {
    show(&app, &here, Faults::default(), asked)
}

/// Opens a ticket.
pub(super) async fn create(
    State(app): State<Arc<App>>,
    here: Here,
    sent: SentFiles,
) -> Result<Response, Problem> {
    let (path, body) = (here.path("/tickets"), sent.body());
    let SentFiles { fields, files } = sent;
    let word = |name: &str, or: &str| fields.filled(name).unwrap_or_else(|| or.to_owned());
    let Ok(license_id) = fields.filled("license").map(|text| text.parse()).transpose() else {
        return Ok(show(&app, &here, Faults::one("license", "must be a number"), fields));
    };
    let input = OpenTicket {
        subject: fields.text("subject").to_owned(),
        priority: word("priority", TicketPriority::Normal.as_str()),
        category: word("category", TicketCategory::Other.as_str()),
        license_id,
        draft: Draft { message: fields.as_typed("message").to_owned(), files },
    };
    let kept = |made: &TicketView| (201, made.item.ticket.id.get().to_string().into_bytes());
    let key = fields.text("once").to_owned();
    let once = per_form(&key, &path, &body, &kept);
    match operation::create(&app.hub, &here.account(), input, &once).await {
        Ok(Answer::Fresh(made)) => Ok(here.go(&format!("/tickets/{}?done=made", made.item.ticket.id.get()))),
        Ok(Answer::Again { body, .. }) => {
            Ok(here.go(&format!("/tickets/{}", String::from_utf8_lossy(&body))))
        }
        Err(error) => Ok(show(&app, &here, hub_faults(error)?, fields)),
    }
}

fn show(app: &App, here: &Here, faults: Faults, sent: Fields) -> Response {
    let status = faults.status();
    let once = once(app);
    here.page_as(status, SECTION, |shell| NewPage { shell, faults, sent, once })
}

impl NewPage {
    fn priority(&self) -> &str {
        let sent = self.sent.text("priority");
        if sent.is_empty() { "normal" } else { sent }
    }

    fn others(&self) -> Vec<String> {
        self.faults.beside(&["subject", "message", "license", "files"])
    }
}
