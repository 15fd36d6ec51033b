//! `/dashboard/{environment}/webhooks/connect`: whose webhooks are taken.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::webhooks::inbound::connect::{self as operation, CreateConnection};
use keyward_authority::webhooks::inbound::disconnect;
use keyward_authority::{Once, needs};
use keyward_token::PlainSecret;

use super::SECTION;
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/webhooks/connect.html")]
struct ConnectPage {
    shell: Shell,
    faults: Faults,
    standard: bool,
}

/// The form.
pub(in crate::dashboard) async fn page(here: Here) -> Result<Response, Problem> {
    here.actor.may_write(needs::WEBHOOK_WRITE)?;
    Ok(show(&here, Faults::default(), false))
}

/// Takes a provider's webhooks. The secret is sealed, and no page shows it.
pub(in crate::dashboard) async fn connect(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let provider = sent.text("provider").to_owned();
    let standard = provider == "standard";
    let input = CreateConnection { provider, secret: PlainSecret::new(sent.text("secret").to_owned()) };
    match operation::connect(&app.authority, &here.actor, &input, &Once::no()).await {
        Ok(_) => Ok(here.go("/webhooks?done=connected")),
        Err(error) => Ok(show(&here, faults(error)?, standard)),
    }
}

/// Takes them no more.
pub(in crate::dashboard) async fn end(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    disconnect::disconnect(&app.authority, &here.actor, &id).await?;
    Ok(here.go("/webhooks?done=ended"))
}

fn show(here: &Here, faults: Faults, standard: bool) -> Response {
    let status = faults.status();
    here.page_as(status, SECTION, |shell| ConnectPage { shell, faults, standard })
}
