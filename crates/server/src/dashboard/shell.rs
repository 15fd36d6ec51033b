//! What stands around every page.

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use keyward_authority::{Actor, needs};
use keyward_domain::Need;
use keyward_hub::needs as hub;
use keyward_metering::needs as metering;

use super::{HTMX, SCRIPT, STYLE, cookie};
use crate::App;
use crate::html;

/// An item of the navigation.
pub(super) struct Item {
    /// Its name in handlers.
    pub(super) name: &'static str,
    /// What it is called.
    pub(super) title: &'static str,
    /// Its path in an environment.
    pub(super) path: &'static str,
    /// Its picture: the id of a symbol in `templates/dashboard/icons.html`.
    pub(super) icon: &'static str,
    /// Who has it.
    whom: Whom,
}

#[derive(Clone, Copy)]
enum Whom {
    Everybody,
    Operators,
    Permitted(Need),
}

const fn item(name: &'static str, title: &'static str, path: &'static str, icon: &'static str) -> Item {
    Item { name, title, path, icon, whom: Whom::Everybody }
}

impl Item {
    /// For those alone who may read what it is about.
    const fn needs(self, need: Need) -> Self {
        Self { whom: Whom::Permitted(need), ..self }
    }

    /// For operators alone.
    const fn operators(self) -> Self {
        Self { whom: Whom::Operators, ..self }
    }

    fn is_for(&self, actor: &Actor) -> bool {
        match self.whom {
            Whom::Everybody => true,
            Whom::Operators => actor.is_operator(),
            Whom::Permitted(need) => actor.may_read(need).is_ok(),
        }
    }
}

/// The navigation, in groups.
pub(super) const NAV: &[(&str, &[Item])] = &[
    ("", &[item("overview", "Overview", "", "i-home")]),
    (
        "Developers",
        &[
            item("keys", "API keys", "/keys", "i-key").needs(needs::SECRET_READ),
            item("machines", "Service accounts", "/service-accounts", "i-machine").needs(needs::USER_READ),
            item("gates", "Gates", "/gates", "i-gate").needs(needs::GATE_READ),
            item("webhooks", "Webhooks", "/webhooks", "i-bell").needs(needs::WEBHOOK_READ),
            item("events", "Events and usage", "/events", "i-pulse").needs(metering::EVENT_READ),
            item("audit", "Audit trail", "/audit", "i-list").needs(needs::AUDIT_READ),
        ],
    ),
    ("Customers", &[item("customers", "Customers", "/customers", "i-people").needs(needs::CUSTOMER_READ)]),
    (
        "Licensing",
        &[
            item("licenses", "Licences", "/licenses", "i-license").needs(hub::LICENSE_READ),
            item("clients", "Clients", "/clients", "i-case").needs(hub::CLIENT_READ),
            item("subscriptions", "Subscriptions", "/subscriptions", "i-card").needs(hub::SUBSCRIPTION_READ),
            item("tickets", "Tickets", "/tickets", "i-ticket").needs(hub::TICKET_READ),
        ],
    ),
    (
        "Operator",
        &[
            item("accounts", "Accounts", "/operator/accounts", "i-people").operators(),
            item("desk", "Support desk", "/operator/tickets", "i-ticket").operators(),
            item("products", "Products", "/operator/products", "i-box").operators(),
            item("components", "Components", "/operator/components", "i-layers").operators(),
            item("tiers", "Tiers", "/operator/tiers", "i-home").operators(),
            item("plans", "Plans", "/operator/plans", "i-card").operators(),
            item("by-number", "By number", "/operator/by-number", "i-search").operators(),
        ],
    ),
    (
        "Settings",
        &[
            item("people", "People", "/people", "i-person").needs(needs::USER_READ),
            item("roles", "Roles", "/roles", "i-shield").needs(needs::ROLE_READ),
            item("environments", "Environments", "/environments", "i-layers"),
            item("settings", "Your account", "/settings", "i-cog"),
        ],
    ),
];

/// An environment in the header's menu.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) production: bool,
    pub(super) current: bool,
}

/// What pages have in common, those for guests too.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) nonce: String,
    pub(super) theme: &'static str,
    /// The page's path.
    pub(super) here: String,
}

/// What stands around a page of somebody who is signed in.
#[derive(Clone)]
pub(super) struct Shell {
    pub(super) frame: Frame,
    pub(super) mark: String,
    pub(super) email: String,
    pub(super) section: &'static str,
    pub(super) places: Vec<Place>,
    /// The navigation as this person has it.
    pub(super) groups: Vec<(&'static str, Vec<&'static Item>)>,
}

/// What of the navigation is for somebody.
pub(super) fn groups(actor: &Actor) -> Vec<(&'static str, Vec<&'static Item>)> {
    let items = |items: &'static [Item]| items.iter().filter(|item| item.is_for(actor)).collect::<Vec<_>>();
    NAV.iter().map(|(group, all)| (*group, items(all))).filter(|(_, items)| !items.is_empty()).collect()
}

impl Frame {
    pub(super) fn new(app: &Arc<App>, headers: &HeaderMap, path: &str) -> Self {
        let nonce = html::nonce(&*app.authority.randomness());
        Self { nonce, theme: cookie::theme(headers), here: path.to_owned() }
    }

    /// Pages load what this server has, and run the scripts that they name; nobody may frame them, and nothing keeps them.
    pub(super) fn show(&self, status: StatusCode, template: &impl Template) -> Response {
        let nonce = &self.nonce;
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        let mut response = html::page(status, &policy, template);
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // Without an origin a browser says "null" of our own forms.
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        response
    }

    pub(super) fn style() -> &'static str {
        STYLE.url()
    }

    pub(super) fn script() -> &'static str {
        SCRIPT.url()
    }

    pub(super) fn htmx() -> &'static str {
        HTMX.url()
    }
}

impl Shell {
    /// The environment that the page is about.
    pub(super) fn place(&self) -> Option<&Place> {
        self.places.iter().find(|place| place.current)
    }

    /// The path of a page in it.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("/dashboard/{}{rest}", self.place().map_or("", |place| &place.id))
    }

    /// The same section in another environment.
    pub(super) fn in_place(&self, place: &Place) -> String {
        let items = NAV.iter().flat_map(|(_, items)| items.iter());
        let path = items.into_iter().find(|item| item.name == self.section).map_or("", |item| item.path);
        format!("/dashboard/{}{path}", place.id)
    }

    /// The hidden field that each form has.
    pub(super) fn mark(&self) -> String {
        super::form::mark_field(&self.mark)
    }

    /// The letter that stands for the person.
    pub(super) fn initial(&self) -> String {
        self.email.chars().next().map(|first| first.to_uppercase().to_string()).unwrap_or_default()
    }
}
