//! What an operator does to licences and subscriptions of other accounts, by their numbers: whoever asks for it knows them.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use keyward_hub::licenses::{reactivate, reinstate, revoke, suspend};
use keyward_hub::subscriptions::mark_paid::mark_paid;
use keyward_hub::{Error, RefusalKind};

use super::Operating;
use crate::App;
use crate::dashboard::form::{Asked, Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;

/// The section's name in the navigation.
const SECTION: &str = "by-number";
const ACTS: [(&str, &str); 4] = [
    ("suspend", "Suspend: it checks as suspended"),
    ("reinstate", "Reinstate: it is suspended no more"),
    ("revoke", "Revoke: it ends on every domain"),
    ("reactivate", "Reactivate: its key works again"),
];
const NEWS: [(&str, &str); 5] = [
    ("suspend", "The licence is suspended."),
    ("reinstate", "The licence is suspended no more."),
    ("revoke", "The licence is revoked, and active nowhere any more."),
    ("reactivate", "The licence is given back. Sites activate it anew."),
    ("paid", "The subscription is paid for one more period, and its licences work."),
];

#[derive(Template)]
#[template(path = "dashboard/operator/by_number.html")]
struct NumberPage {
    shell: Shell,
    news: &'static str,
    faults: Faults,
    sent: Fields,
}

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/operator/by-number", get(page))
        .route("/dashboard/{environment}/operator/by-number/license", post(license))
        .route("/dashboard/{environment}/operator/by-number/subscription", post(subscription))
}

/// The forms.
async fn page(Operating(here): Operating, Asked(asked): Asked) -> Response {
    let news = asked.news(&NEWS);
    show(&here, news, Faults::default(), Fields::default())
}

/// Suspends a licence, revokes it, or takes that back.
async fn license(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let Ok(id) = sent.text("license").parse::<i64>() else {
        return Ok(show(&here, "", Faults::one("license", "must be a number"), sent));
    };
    let (actor, reason) = (here.account(), sent.filled("reason"));
    let (hub, why) = (&app.hub, reason.as_deref());
    let act = sent.text("act").to_owned();
    let done = match act.as_str() {
        "suspend" => suspend::suspend(hub, &actor, id, why).await,
        "reinstate" => reinstate::reinstate(hub, &actor, id).await,
        "revoke" => revoke::revoke(hub, &actor, id, why).await,
        "reactivate" => reactivate::reactivate(hub, &actor, id).await,
        _ => return Ok(show(&here, "", Faults::one("act", "must be one of these"), sent)),
    };
    match done {
        Ok(_) => Ok(here.go(&format!("/operator/by-number?done={act}"))),
        Err(error) => Ok(show(&here, "", of(error, "license")?, sent)),
    }
}

/// Notes that a subscription was paid for.
async fn subscription(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let Ok(id) = sent.text("subscription").parse::<i64>() else {
        return Ok(show(&here, "", Faults::one("subscription", "must be a number"), sent));
    };
    match mark_paid(&app.hub, &here.account(), id).await {
        Ok(_) => Ok(here.go("/operator/by-number?done=paid")),
        Err(error) => Ok(show(&here, "", of(error, "subscription")?, sent)),
    }
}

/// What is refused, beside the number that it is about.
fn of(error: Error, field: &str) -> Result<Faults, Problem> {
    match error {
        Error::Refused(refusal) if refusal.kind == RefusalKind::NotFound => {
            Ok(Faults::one(field, "is of none that there is"))
        }
        Error::Refused(refusal) => Ok(Faults::one(field, &format!("{}.", refusal.detail))),
        error @ Error::Authority(_) => hub_faults(error),
    }
}

fn show(here: &Here, news: &'static str, faults: Faults, sent: Fields) -> Response {
    let status = faults.status();
    here.page_as(status, SECTION, |shell| NumberPage { shell, news, faults, sent })
}

impl NumberPage {
    fn others(&self) -> Vec<String> {
        self.faults.beside(&["license", "act", "reason", "subscription"])
    }
}
