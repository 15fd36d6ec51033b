//! Ending a subscription, and letting it go on.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_domain::subscription::SubscriptionStatus;
use keyward_hub::subscriptions::get::get;
use keyward_hub::subscriptions::{cancel as end, resume as go_on, set_auto_renew};

use super::SECTION;
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::licenses::number;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

#[derive(Template)]
#[template(path = "dashboard/subscriptions/cancel.html")]
struct CancelPage {
    shell: Shell,
    id: i64,
    plan: String,
    unpaid: bool,
    end: Moment,
    licenses: usize,
}

type Which = Path<(String, String)>;

/// What will break.
pub(in crate::dashboard) async fn question(
    State(app): State<Arc<App>>,
    Path((_, subscription)): Which,
    here: Here,
) -> Result<Response, Problem> {
    let view = get(&app.hub, &here.account(), number(&subscription)?).await?;
    Ok(here.page(SECTION, |shell| CancelPage {
        shell,
        id: view.subscription.id.get(),
        plan: view.plan.name.to_string(),
        unpaid: view.status == SubscriptionStatus::Incomplete,
        end: Moment::new(view.subscription.facts.period_end, app.authority.now()),
        licenses: view.licenses.len(),
    }))
}

/// Cancels it, for the end of its period or at once.
pub(in crate::dashboard) async fn cancel(
    State(app): State<Arc<App>>,
    Path((_, subscription)): Which,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let (id, at_end) = (number(&subscription)?, sent.text("when") != "now");
    end::cancel(&app.hub, &here.account(), id, at_end).await?;
    Ok(here.go(&format!("/subscriptions/{id}?done=canceled")))
}

/// Takes that back.
pub(in crate::dashboard) async fn resume(
    State(app): State<Arc<App>>,
    Path((_, subscription)): Which,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    let id = number(&subscription)?;
    go_on::resume(&app.hub, &here.account(), id).await?;
    Ok(here.go(&format!("/subscriptions/{id}?done=resumed")))
}

/// Whether another period follows.
pub(in crate::dashboard) async fn renewal(
    State(app): State<Arc<App>>,
    Path((_, subscription)): Which,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let (id, renew) = (number(&subscription)?, sent.text("renew") == "on");
    set_auto_renew::set_auto_renew(&app.hub, &here.account(), id, renew).await?;
    Ok(here.go(&format!("/subscriptions/{id}?done={}", if renew { "renews" } else { "ends" })))
}
