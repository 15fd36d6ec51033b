//! What is decided about an account.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::Error;
use keyward_authority::accounts::decide::{Decision, decide};
use keyward_authority::accounts::find::find;
use keyward_domain::AccountType;

use super::{SECTION, show};
use crate::App;
use crate::dashboard::form::{Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::licenses::number;
use crate::dashboard::operator::Operating;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/operator/account_off.html")]
struct OffPage {
    shell: Shell,
    id: i64,
    email: String,
}

type Account = Path<(String, String)>;

/// What it is, and how many licences it may make.
pub(in crate::dashboard) async fn change(
    State(app): State<Arc<App>>,
    Path((_, account)): Account,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let id = number(&account)?;
    let known = find(&app.authority, &here.actor, id).await?;
    match decision(&sent, known.account_type) {
        Ok(decision) => done(&app, &here, id, &decision, "changed", sent).await,
        Err(faults) => show::show(&app, &here, id, "", faults, sent).await,
    }
}

/// What differs: a type that is said again would settle what the account asks for.
fn decision(sent: &Fields, is: AccountType) -> Result<Decision, Faults> {
    let kind = AccountType::ALL.into_iter().find(|kind| kind.as_str() == sent.text("type"));
    let kind = kind.ok_or_else(|| Faults::one("", "The type must be one of these."))?;
    let license_limit = match sent.text("license_limit") {
        "" => None,
        "default" => Some(None),
        text => Some(Some(text.parse().map_err(|_| Faults::one("license_limit", "must be a whole number"))?)),
    };
    Ok(Decision { account_type: (kind != is).then_some(kind), license_limit, ..Decision::default() })
}

/// Grants what it asks to become.
pub(in crate::dashboard) async fn approve(
    State(app): State<Arc<App>>,
    Path((_, account)): Account,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let decision = Decision { approve: Some(true), ..Decision::default() };
    done(&app, &here, number(&account)?, &decision, "approved", sent).await
}

/// Does not.
pub(in crate::dashboard) async fn reject(
    State(app): State<Arc<App>>,
    Path((_, account)): Account,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let decision = Decision { approve: Some(false), ..Decision::default() };
    done(&app, &here, number(&account)?, &decision, "rejected", sent).await
}

/// What will break.
pub(in crate::dashboard) async fn question(
    State(app): State<Arc<App>>,
    Path((_, account)): Account,
    Operating(here): Operating,
) -> Result<Response, Problem> {
    let account = find(&app.authority, &here.actor, number(&account)?).await?;
    let (id, email) = (account.id.get(), account.email);
    Ok(here.page(SECTION, |shell| OffPage { shell, id, email }))
}

/// Switches it off.
pub(in crate::dashboard) async fn off(
    State(app): State<Arc<App>>,
    Path((_, account)): Account,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let decision = Decision { disabled: Some(true), ..Decision::default() };
    done(&app, &here, number(&account)?, &decision, "off", sent).await
}

/// Switches it on again.
pub(in crate::dashboard) async fn on(
    State(app): State<Arc<App>>,
    Path((_, account)): Account,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let decision = Decision { disabled: Some(false), ..Decision::default() };
    done(&app, &here, number(&account)?, &decision, "on", sent).await
}

async fn done(
    app: &App,
    here: &Here,
    id: i64,
    decision: &Decision,
    word: &str,
    sent: Fields,
) -> Result<Response, Problem> {
    match decide(&app.authority, &here.actor, id, decision).await {
        Ok(_) => Ok(here.go(&format!("/operator/accounts/{id}?done={word}"))),
        Err(Error::InvalidOperation(why)) => {
            show::show(app, here, id, "", Faults::one("", &format!("{why}.")), sent).await
        }
        Err(error) => show::show(app, here, id, "", faults(error)?, sent).await,
    }
}
