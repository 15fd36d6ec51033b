//! `/dashboard/{environment}/licenses/{license}/file`: a proof for a site that reaches nobody.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_hub::licenses::file::{MAX_DAYS, file as operation};
use keyward_hub::licenses::get::get;
use keyward_hub::needs;

use super::{Clients, Row, SECTION, number};
use crate::App;
use crate::dashboard::form::{Asked, Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;
use crate::http::attachment;

#[derive(Template)]
#[template(path = "dashboard/licenses/file.html")]
struct FilePage {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    row: Row,
    /// The domains to choose from.
    options: Vec<(String, String)>,
}

/// For which domain, and for how long.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    Path((_, license)): Path<(String, String)>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    show(&app, &here, &license, Faults::default(), asked).await
}

/// Hands it out as something to be saved.
pub(super) async fn file(
    State(app): State<Arc<App>>,
    Path((_, license)): Path<(String, String)>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let id = number(&license)?;
    // What is no number is refused as nothing would be.
    let days = sent.text("days").parse().unwrap_or_default();
    match operation(&app.hub, &here.account(), id, sent.text("domain"), days).await {
        Ok(made) => Ok(attachment(&format!("license-{id}.lic"), "text/plain; charset=utf-8", made.text)),
        Err(error) => show(&app, &here, &license, hub_faults(error)?, sent).await,
    }
}

async fn show(
    app: &App,
    here: &Here,
    license: &str,
    faults: Faults,
    sent: Fields,
) -> Result<Response, Problem> {
    let actor = here.account();
    let view = get(&app.hub, &actor, number(license)?).await?;
    actor.may_write(needs::LICENSE_WRITE)?;
    let clients = Clients::of(app, here, std::slice::from_ref(&view)).await?;
    let row = Row::of(app, &view, &clients);
    let options = row.domains.iter().map(|domain| (domain.clone(), domain.clone())).collect();
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| FilePage { shell, faults, sent, row, options }))
}

impl FilePage {
    fn days(&self) -> &str {
        let sent = self.sent.text("days");
        if sent.is_empty() { "90" } else { sent }
    }

    fn hint() -> String {
        format!("1 to {MAX_DAYS}, but never past the end of the licence's grace.")
    }

    fn others(&self) -> Vec<String> {
        self.faults.beside(&["domain", "days"])
    }
}
