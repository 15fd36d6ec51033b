//! `GET /dashboard/{environment}/licenses/new`: the form for licences.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use keyward_domain::Page;
use keyward_hub::clients::list::list;
use keyward_hub::licenses::offer::{Offer, offer};

use super::SECTION;
use crate::App;
use crate::dashboard::form::{Asked, Fields, once};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem};
use crate::dashboard::shell::Shell;

/// The fields that have a place of their own for what is wrong with them.
const FIELDS: [&str; 6] = ["product", "tier", "quantity", "expires_at", "customer", "source"];
/// As many clients as a menu is good for, the newest.
const MOST: u64 = 200;

type Choices = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "dashboard/licenses/new.html")]
struct NewPage {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    offer: Offer,
    products: Choices,
    tiers: Choices,
    clients: Choices,
    sources: Choices,
    most: usize,
    once: String,
}

/// The form, empty.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    show(&app, &here, Faults::default(), asked).await
}

/// The form as it was sent, with what is wrong with it.
pub(super) async fn show(app: &App, here: &Here, faults: Faults, sent: Fields) -> Result<Response, Problem> {
    let actor = here.account();
    let offer = offer(&app.hub, &actor).await?;
    if !offer.issues {
        let text = "Your account is a customer's, and holds the licences that it has subscribed to. Developers, resellers and agencies make licences.";
        return Err(Problem::plain(StatusCode::FORBIDDEN, "You may not do this", text));
    }
    let mut clients = vec![(String::new(), "For yourself".to_owned())];
    if offer.partner {
        match list(&app.hub, &actor, Page::first(MOST)).await {
            Ok(found) => clients.extend(found.items.iter().map(|one| {
                let address = one.email.as_deref().unwrap_or_default();
                (one.id.get().to_string(), format!("{} {address}", one.name).trim_end().to_owned())
            })),
            // Who may not see clients may still make licences for themselves.
            Err(keyward_hub::Error::Authority(keyward_authority::Error::NotPermitted(_))) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let domains = |limit: i64| match limit {
        -1 => "any number of domains".to_owned(),
        1 => "1 domain".to_owned(),
        limit => format!("{limit} domains"),
    };
    let tier = |tier: &keyward_domain::Tier| {
        (tier.name.to_string(), format!("{} ({})", tier.name, domains(tier.domains.get())))
    };
    let products =
        offer.products.iter().map(|one| (one.id.get().to_string(), one.name.to_string())).collect();
    let (tiers, sources) = (offer.tiers.iter().map(tier).collect(), sources(&offer));
    let status = faults.status();
    let (once, most) = (once(app), app.hub.settings().max_bulk);
    Ok(here.page_as(status, SECTION, |shell| NewPage {
        shell,
        faults,
        sent,
        offer,
        products,
        tiers,
        clients,
        sources,
        most,
        once,
    }))
}

/// How licences of the account may come about.
fn sources(offer: &Offer) -> Choices {
    let all = [
        (true, "individual", "Sold one by one".to_owned()),
        (offer.agency, "bulk_pack", format!("Out of a pack ({} left)", offer.credits)),
        (offer.agency, "commitment", "Under a commitment".to_owned()),
        (offer.partner, "nfr", "Not for resale: a demonstration".to_owned()),
    ];
    let may = all.into_iter().filter(|(may, ..)| *may);
    may.map(|(_, word, text)| (word.to_owned(), text)).collect()
}

impl NewPage {
    fn quantity(&self) -> &str {
        let sent = self.sent.text("quantity");
        if sent.is_empty() { "1" } else { sent }
    }

    fn others(&self) -> Vec<String> {
        self.faults.beside(&FIELDS)
    }
}
