//! Subscriptions of one's account, and what the account is.

mod act;
mod become_more;
mod list;
mod new;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use keyward_domain::subscription::{SubscriptionFacts, SubscriptionStatus};

use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "subscriptions";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/subscriptions", get(list::page).post(new::create))
        .route("/dashboard/{environment}/subscriptions/new", get(new::page))
        .route(
            "/dashboard/{environment}/subscriptions/account",
            get(become_more::page).post(become_more::ask),
        )
        .route("/dashboard/{environment}/subscriptions/{subscription}", get(show::page))
        .route(
            "/dashboard/{environment}/subscriptions/{subscription}/cancel",
            get(act::question).post(act::cancel),
        )
        .route("/dashboard/{environment}/subscriptions/{subscription}/resume", post(act::resume))
        .route("/dashboard/{environment}/subscriptions/{subscription}/renewal", post(act::renewal))
}

/// Whether nothing follows its period: somebody cancelled it, or does not renew it.
const fn ends(facts: &SubscriptionFacts) -> bool {
    facts.canceled_at.is_some() || !facts.auto_renew
}

/// The colour of a state.
const fn tone(status: SubscriptionStatus) -> &'static str {
    match status {
        SubscriptionStatus::Active | SubscriptionStatus::Trialing => "active",
        SubscriptionStatus::Incomplete | SubscriptionStatus::PastDue => "disabled",
        SubscriptionStatus::Canceled | SubscriptionStatus::Expired => "",
    }
}
