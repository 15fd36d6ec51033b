//! `/dashboard/{environment}/clients/new`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::Answer;
use keyward_domain::Client;
use keyward_hub::clients::create::{self as operation, CreateClient};

use super::SECTION;
use crate::App;
use crate::dashboard::form::{Fields, Sent, once, per_form};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/clients/new.html")]
struct NewPage {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    once: String,
}

/// The form.
pub(in crate::dashboard) async fn page(State(app): State<Arc<App>>, here: Here) -> Response {
    show(&app, &here, Faults::default(), Fields::default())
}

/// Adds a client.
pub(in crate::dashboard) async fn create(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let input = CreateClient {
        email: sent.text("email").to_owned(),
        name: sent.text("name").to_owned(),
        company: sent.filled("company"),
    };
    let kept = |made: &Client| (201, made.id.get().to_string().into_bytes());
    let (path, body) = (here.path("/clients"), sent.body());
    let once = per_form(sent.text("once"), &path, &body, &kept);
    match operation::create(&app.hub, &here.account(), &input, &once).await {
        Ok(Answer::Fresh(made)) => Ok(here.go(&format!("/clients/{}?done=made", made.id.get()))),
        Ok(Answer::Again { body, .. }) => {
            Ok(here.go(&format!("/clients/{}", String::from_utf8_lossy(&body))))
        }
        Err(error) => Ok(show(&app, &here, hub_faults(error)?, sent)),
    }
}

fn show(app: &App, here: &Here, faults: Faults, sent: Fields) -> Response {
    let status = faults.status();
    let once = once(app);
    here.page_as(status, SECTION, |shell| NewPage { shell, faults, sent, once })
}
