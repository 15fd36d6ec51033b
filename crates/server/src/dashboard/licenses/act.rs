//! `/dashboard/{environment}/licenses/{license}/{act}`: what is done with a licence, and what will break by it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::Actor;
use keyward_domain::Page;
use keyward_hub::licenses::offer::offer;
use keyward_hub::licenses::{delete, get, reactivate, reinstate, renew, revoke, suspend, transfer, upgrade};
use keyward_hub::{Error, activations, clients};

use super::{Clients, Row, SECTION, number};
use crate::App;
use crate::dashboard::form::{Asked, Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;

/// As many clients as a menu is good for, the newest.
const MOST: u64 = 200;
const MONTHS: [(&str, &str); 5] =
    [("1", "1 month"), ("6", "6 months"), ("12", "1 year"), ("24", "2 years"), ("36", "3 years")];
const HOUR_SECONDS: u64 = 3_600;

/// What may be done: the word in the path, what it is called, and what its button says.
const ACTS: [(&str, &str, &str); 9] = [
    ("renew", "Renew", "Renew"),
    ("upgrade", "Change the tier of", "Change the tier"),
    ("transfer", "Transfer", "Transfer"),
    ("revoke", "Revoke", "Revoke the licence"),
    ("reactivate", "Reactivate", "Reactivate"),
    ("delete", "Delete", "Delete for ever"),
    ("release", "Release a domain of", "Release the domain"),
    ("suspend", "Suspend", "Suspend"),
    ("reinstate", "Reinstate", "Reinstate"),
];

/// What an operator alone does.
const OPERATORS: [&str; 2] = ["suspend", "reinstate"];

#[derive(Template)]
#[template(path = "dashboard/licenses/act.html")]
struct ActPage {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    row: Row,
    act: &'static str,
    title: &'static str,
    button: &'static str,
    options: Vec<(String, String)>,
    /// After so many hours at most each site has asked, and after so many days no offline token is good.
    check_hours: u64,
    token_days: u64,
}

/// What it will do.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, license, act)): Path<(String, String, String)>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    show(&app, &here, &license, &act, Faults::default(), asked).await
}

/// Does it.
pub(in crate::dashboard) async fn act(
    State(app): State<Arc<App>>,
    Path((_, license, act)): Path<(String, String, String)>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let id = number(&license)?;
    let ((act, ..), actor) = (of(&act)?, here.account());
    match done(&app, &actor, id, act, &sent).await {
        Ok(()) if act == "delete" => Ok(here.go("/licenses?done=deleted")),
        Ok(()) => Ok(here.go(&format!("/licenses/{id}?done={act}"))),
        // It was released at the same time: what was wanted is so.
        Err(Error::Refused(refusal)) if refusal.code == "activation_not_found" => {
            Ok(here.go(&format!("/licenses/{id}?done=gone")))
        }
        Err(error) => show(&app, &here, &license, act, hub_faults(error)?, sent).await,
    }
}

fn of(act: &str) -> Result<(&'static str, &'static str, &'static str), Problem> {
    ACTS.into_iter().find(|(known, ..)| *known == act).ok_or_else(Problem::missing)
}

async fn done(app: &App, actor: &Actor, id: i64, act: &str, sent: &Fields) -> Result<(), Error> {
    let (hub, reason) = (&app.hub, sent.filled("reason"));
    match act {
        // What is no number is refused as nothing would be.
        "renew" => renew::renew(hub, actor, id, sent.text("months").parse().unwrap_or_default()).await?,
        "upgrade" => upgrade::upgrade(hub, actor, id, sent.text("tier")).await?,
        "transfer" => {
            transfer::transfer(hub, actor, id, sent.text("customer").parse().unwrap_or_default()).await?
        }
        "revoke" => revoke::revoke(hub, actor, id, reason.as_deref()).await?,
        "reactivate" => reactivate::reactivate(hub, actor, id).await?,
        "suspend" => suspend::suspend(hub, actor, id, reason.as_deref()).await?,
        "reinstate" => reinstate::reinstate(hub, actor, id).await?,
        "release" => return activations::release::release(hub, actor, id, sent.text("domain")).await,
        _ => return delete::delete(hub, actor, id).await,
    };
    Ok(())
}

async fn show(
    app: &App,
    here: &Here,
    license: &str,
    act: &str,
    faults: Faults,
    sent: Fields,
) -> Result<Response, Problem> {
    let actor = here.account();
    let (act, title, button) = of(act)?;
    let view = get::get(&app.hub, &actor, number(license)?).await?;
    if OPERATORS.contains(&act) {
        actor.must_be_operator()?;
    }
    let named = Clients::of(app, here, std::slice::from_ref(&view)).await?;
    let row = Row::of(app, &view, &named);
    let options = match act {
        "upgrade" => {
            let higher = |tier: &keyward_domain::Tier| {
                if here.actor.is_operator() { tier.id != view.tier.id } else { tier.rank > view.tier.rank }
            };
            let tiers = offer(&app.hub, &actor).await?.tiers.into_iter().filter(higher);
            tiers.map(|tier| (tier.name.to_string(), tier.name.to_string())).collect()
        }
        "transfer" => {
            let found = clients::list::list(&app.hub, &actor, Page::first(MOST)).await?.items.into_iter();
            let others = found.filter(|client| Some(client.id) != view.license.customer);
            others.map(|client| (client.id.get().to_string(), client.name.to_string())).collect()
        }
        "renew" => MONTHS.map(|(value, text)| (value.to_owned(), text.to_owned())).into(),
        _ => Vec::new(),
    };
    let (check_hours, token_days) = until_told(app);
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| ActPage {
        shell,
        faults,
        sent,
        row,
        act,
        title,
        button,
        options,
        check_hours,
        token_days,
    }))
}

/// After so many hours at most each site has asked, and after so many days no offline token is good.
pub(super) fn until_told(app: &App) -> (u64, u64) {
    let settings = app.hub.settings();
    let hours = settings.check_every.as_secs().div_ceil(HOUR_SECONDS);
    (hours, settings.token_ttl.as_secs().div_ceil(24 * HOUR_SECONDS))
}

impl ActPage {
    fn is(&self, act: &str) -> bool {
        self.act == act
    }

    /// Whether something ends by it.
    fn ends(&self) -> bool {
        ["revoke", "delete", "suspend", "release"].contains(&self.act)
    }

    /// A choice without anything to choose from.
    fn has_no_choice(&self) -> bool {
        (self.is("upgrade") || self.is("transfer")) && self.options.is_empty()
    }

    fn months(&self) -> &str {
        let sent = self.sent.text("months");
        if sent.is_empty() { "12" } else { sent }
    }

    fn others(&self) -> Vec<String> {
        self.faults.beside(&["months", "tier", "customer", "reason"])
    }
}
