//! `/dashboard/{environment}/subscriptions/new`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::{Answer, Once};
use keyward_domain::subscription::Price;
use keyward_hub::plans::list::sold;
use keyward_hub::subscriptions::SubscriptionView;
use keyward_hub::subscriptions::create::{self as operation, Subscribe};

use super::SECTION;
use crate::App;
use crate::dashboard::form::{Asked, Fields, Sent, once};
use crate::dashboard::here::Here;
use crate::dashboard::money;
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/subscriptions/new.html")]
struct NewPage {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    plan: String,
    name: String,
    prices: Vec<(String, String)>,
    once: String,
}

/// The form of a plan.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    show(&app, &here, Faults::default(), asked).await
}

/// Subscribes.
pub(in crate::dashboard) async fn create(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    if sent.text("once").is_empty() {
        let old = Faults::one("", "This page is too old. Send it once more.");
        return show(&app, &here, old, sent).await;
    }
    let input = Subscribe {
        plan: sent.text("plan").to_owned(),
        interval: sent.text("interval").to_owned(),
        // What is no number is refused as nothing would be.
        quantity: sent.text("quantity").parse().unwrap_or_default(),
    };
    let kept = |made: &SubscriptionView| (201, made.subscription.id.get().to_string().into_bytes());
    let (path, body) = (here.path("/subscriptions"), sent.body());
    let once = Once::per_key(&path, sent.text("once"), &body, &kept);
    match operation::create(&app.hub, &here.account(), &input, &once).await {
        Ok(Answer::Fresh(made)) => {
            Ok(here.go(&format!("/subscriptions/{}?done=made", made.subscription.id.get())))
        }
        Ok(Answer::Again { body, .. }) => {
            Ok(here.go(&format!("/subscriptions/{}", String::from_utf8_lossy(&body))))
        }
        Err(error) => show(&app, &here, hub_faults(error)?, sent).await,
    }
}

async fn show(app: &App, here: &Here, faults: Faults, sent: Fields) -> Result<Response, Problem> {
    let mut plans = sold(&app.hub, &here.account()).await?.into_iter();
    let view = plans.find(|one| one.plan.slug.as_str() == sent.text("plan")).ok_or_else(Problem::missing)?;
    let price = |it: &Price| (it.interval.as_str().to_owned(), money::price(it));
    let prices = view.plan.prices.iter().map(price).collect();
    let status = faults.status();
    let (plan, name, once) = (view.plan.slug.to_string(), view.plan.name.to_string(), once(app));
    Ok(here.page_as(status, SECTION, |shell| NewPage { shell, faults, sent, plan, name, prices, once }))
}

impl NewPage {
    fn quantity(&self) -> &str {
        let sent = self.sent.text("quantity");
        if sent.is_empty() { "1" } else { sent }
    }

    fn others(&self) -> Vec<String> {
        self.faults.beside(&["interval", "quantity"])
    }
}
