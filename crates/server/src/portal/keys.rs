//! `POST /portal/keys`, `POST /portal/keys/{id}/revoke`

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use keyward_authority::customer_portal::keys::{create as creation, revoke as revocation};
use keyward_authority::{Answer, Once};
use serde::Deserialize;

use super::MARKS;
use super::brand::Brand;
use super::page::{Made, Notice, failed, nobody, outside, show};
use super::visitor::Visitor;
use crate::App;
use crate::html::is_ours;

/// What both forms hold.
#[derive(Default, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    mark: String,
    #[serde(default)]
    name: String,
    /// Days until it ends; empty: never.
    #[serde(default)]
    days: String,
}

const SECONDS_A_DAY: i64 = 86_400;
const MOST_DAYS: i64 = 3650;

/// Makes a key; the page that answers is the only one that ever holds its secret.
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Extension(brand): Extension<Arc<Brand>>,
    headers: HeaderMap,
    visitor: Visitor,
    form: Result<Form<Sent>, FormRejection>,
) -> Response {
    let sent = form.map(|Form(sent)| sent).unwrap_or_default();
    let (actor, token) = match checked(&brand, &headers, visitor, &sent) {
        Ok(known) => known,
        Err(refused) => return *refused,
    };
    let Ok(ttl_seconds) = lifetime(&sent.days) else {
        let notice = Notice::Wrong("The expiry must be one of the list.".to_owned());
        return show(&app, &brand, &actor, &token, StatusCode::BAD_REQUEST, notice).await;
    };
    let input =
        creation::CreatePortalKey { name: sent.name.trim().to_owned(), expires_at: None, ttl_seconds };
    match creation::create(&app.authority, &actor, &input, &Once::no()).await {
        Ok(Answer::Fresh(made)) => {
            let made = Made { name: made.key.name.to_string(), secret: made.secret.expose().to_owned() };
            show(&app, &brand, &actor, &token, StatusCode::OK, Notice::Made(made)).await
        }
        // Nothing was said by which a second time could be known.
        Ok(Answer::Again { .. }) => {
            let notice = Notice::Wrong("The key was made already.".to_owned());
            show(&app, &brand, &actor, &token, StatusCode::BAD_REQUEST, notice).await
        }
        Err(error) => Notice::refused(error, &app, &brand, &actor, &token).await,
    }
}

/// Ends a key for ever.
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Extension(brand): Extension<Arc<Brand>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    visitor: Visitor,
    form: Result<Form<Sent>, FormRejection>,
) -> Response {
    let sent = form.map(|Form(sent)| sent).unwrap_or_default();
    let (actor, token) = match checked(&brand, &headers, visitor, &sent) {
        Ok(known) => known,
        Err(refused) => return *refused,
    };
    match revocation::revoke(&app.authority, &actor, &id).await {
        Ok(()) => Redirect::to("/portal?done=revoked").into_response(),
        Err(error) => Notice::refused(error, &app, &brand, &actor, &token).await,
    }
}

type Known = (Box<keyward_authority::customer_portal::PortalActor>, String);

/// After how many seconds the key ends; `None`: never.
fn lifetime(days: &str) -> Result<Option<i64>, ()> {
    match days.parse::<i64>() {
        _ if days.is_empty() => Ok(None),
        Ok(days @ 1..=MOST_DAYS) => Ok(Some(days * SECONDS_A_DAY)),
        _ => Err(()),
    }
}

/// The customer whose page sent the form; else what to answer.
fn checked(
    brand: &Brand,
    headers: &HeaderMap,
    visitor: Visitor,
    sent: &Sent,
) -> Result<Known, Box<Response>> {
    let refused = match visitor {
        Visitor::Customer(actor, token) if is_ours(headers) && MARKS.is(&token, &sent.mark) => {
            return Ok((actor, token));
        }
        Visitor::Customer(..) => {
            outside(brand, StatusCode::FORBIDDEN, "This form was not sent by the page. Open it again.")
        }
        Visitor::Nobody { .. } => nobody(brand, true),
        Visitor::Unknown(error) => failed(brand, error),
    };
    Err(Box::new(refused))
}
