//! Tickets, from both sides: an account asks under `/tickets`, an operator answers under `/operator/tickets`.

mod act;
mod file;
mod list;
mod new;
mod reply;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::{get, post};
use keyward_domain::ticket::{AuthorRole, TicketStatus};

use super::here::{Here, Member, home_of};
use super::problem::Problem;
use crate::App;

pub(super) fn routes() -> Router<Arc<App>> {
    let of = |parent: &str| {
        let path = format!("/dashboard/{{environment}}{parent}");
        Router::new()
            .route(&format!("{path}/{{ticket}}"), get(show::page))
            .route(&format!("{path}/{{ticket}}/messages"), post(reply::reply))
            .route(&format!("{path}/{{ticket}}/files/{{file}}"), get(file::file))
            .route(&format!("{path}/{{ticket}}/{{act}}"), post(act::act))
    };
    of("/tickets")
        .merge(of("/operator/tickets"))
        .route("/dashboard/{environment}/tickets", get(list::page).post(new::create))
        .route("/dashboard/{environment}/tickets/new", get(new::page))
        .route("/dashboard/{environment}/operator/tickets", get(list::page))
        .route("/dashboard/tickets/{ticket}", get(from_mail))
}

/// Where mails lead, which know of no environment.
async fn from_mail(
    State(app): State<Arc<App>>,
    Path(ticket): Path<String>,
    member: Member,
) -> Result<Response, Problem> {
    let id = super::licenses::number(&ticket)?;
    home_of(&app, &member, &format!("/tickets/{id}")).await
}

/// Who is at a ticket, and on which side of it. To who is no operator, the operators' side is not there.
struct Desk {
    here: Here,
    side: AuthorRole,
    /// Where tickets are on this side.
    parent: &'static str,
    /// The section's name in the navigation.
    section: &'static str,
}

impl FromRequestParts<Arc<App>> for Desk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let here = Here::from_request_parts(parts, app).await?;
        if parts.uri.path().split('/').nth(3) != Some("operator") {
            return Ok(Self { here, side: AuthorRole::Customer, parent: "/tickets", section: "tickets" });
        }
        if !here.actor.is_operator() {
            return Err(Problem::missing());
        }
        Ok(Self { here, side: AuthorRole::Operator, parent: "/operator/tickets", section: "desk" })
    }
}

/// What a state means to this side: the words for it, and its colour.
const fn state(status: TicketStatus, side: AuthorRole) -> (&'static str, &'static str) {
    match (status, side) {
        (TicketStatus::Open, AuthorRole::Customer) => ("open", "active"),
        (TicketStatus::Open, AuthorRole::Operator) => ("waits for you", "disabled"),
        (TicketStatus::Pending, AuthorRole::Customer) => ("answered", "disabled"),
        (TicketStatus::Pending, AuthorRole::Operator) => ("waits for them", "active"),
        (TicketStatus::Resolved, _) => ("resolved", ""),
        (TicketStatus::Closed, _) => ("closed", ""),
    }
}
