//! The form of an endpoint, for one that is made and for one that is changed.

use askama::Template;
use axum::response::Response;
use keyward_domain::webhook::{WebhookEndpoint, WebhookKind};

use super::SECTION;
use crate::dashboard::form::Fields;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Faults;
use crate::dashboard::shell::Shell;

/// Everything that there is to be told.
const EVERYTHING: &str = "*";
/// The fields that have a place of their own for what is wrong with them.
const FIELDS: [&str; 3] = ["url", "events", "description"];

/// What was typed.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub(super) url: String,
    pub(super) description: String,
    events: Vec<String>,
}

/// What the form is for.
pub(super) struct Purpose {
    pub(super) title: &'static str,
    /// What the button says.
    pub(super) button: &'static str,
    /// Where it is sent, and where one goes who thinks better of it; paths in the environment.
    pub(super) path: String,
    pub(super) back: String,
    /// What makes a creation count once; empty for a change.
    pub(super) once: String,
}

/// Kinds of one family, such as those of keys.
struct Family {
    /// `key.*`.
    all: String,
    /// `key`.
    name: &'static str,
    kinds: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "dashboard/webhooks/form.html")]
struct FormPage {
    shell: Shell,
    purpose: Purpose,
    faults: Faults,
    typed: Typed,
    families: Vec<Family>,
}

impl Typed {
    pub(super) fn sent(sent: &Fields) -> Self {
        let events =
            if sent.text("which") == "all" { vec![EVERYTHING.to_owned()] } else { sent.all("event") };
        let (url, description) = (sent.text("url").to_owned(), sent.text("description").to_owned());
        Self { url, description, events }
    }

    pub(super) fn of(endpoint: &WebhookEndpoint) -> Self {
        Self {
            url: endpoint.url.clone(),
            description: endpoint.description.clone().unwrap_or_default(),
            events: endpoint.interest.iter().map(str::to_owned).collect(),
        }
    }

    /// What it wants to be told: a family stands for each of its kinds.
    pub(super) fn events(&self) -> Vec<String> {
        let covered = |text: &String| {
            let family = text.split_once('.').map(|(family, _)| format!("{family}.*"));
            family.is_some_and(|family| family != *text && self.events.contains(&family))
        };
        self.events.iter().filter(|text| !covered(text)).cloned().collect()
    }

    pub(super) fn description(&self) -> Option<String> {
        Some(self.description.clone()).filter(|text| !text.is_empty())
    }
}

/// The form as it was typed, with what is wrong with it.
pub(super) fn show(here: &Here, purpose: Purpose, typed: Typed, faults: Faults) -> Response {
    let status = faults.status();
    here.page_as(status, SECTION, |shell| FormPage { shell, purpose, faults, typed, families: families() })
}

fn families() -> Vec<Family> {
    let mut families: Vec<Family> = Vec::new();
    for kind in WebhookKind::ALL.iter().filter(|kind| kind.can_be_asked_for()) {
        let (name, kind) = (kind.family(), kind.as_str());
        match families.last_mut().filter(|family| family.name == name) {
            Some(family) => family.kinds.push(kind),
            None => families.push(Family { all: format!("{name}.*"), name, kinds: vec![kind] }),
        }
    }
    families
}

impl FormPage {
    fn others(&self) -> Vec<String> {
        let events = self.faults.within("events").map(|(place, _)| format!("events{place}"));
        let known: Vec<_> = FIELDS.map(str::to_owned).into_iter().chain(events).collect();
        let known: Vec<_> = known.iter().map(String::as_str).collect();
        self.faults.beside(&known)
    }

    fn of_events(&self) -> Option<&str> {
        self.faults.within("events").next().map(|(_, reason)| reason)
    }

    fn wants(&self, word: &str) -> bool {
        self.typed.events.iter().any(|event| event == word)
    }

    /// Whether everything is wanted, as at first.
    fn wants_all(&self) -> bool {
        self.wants(EVERYTHING) || (self.typed.events.is_empty() && self.faults.none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_stands_for_its_kinds_and_the_form_names_every_kind() {
        let typed = |events: &[&str]| Typed {
            events: events.iter().map(|text| (*text).to_owned()).collect(),
            ..Typed::default()
        };
        assert_eq!(typed(&["key.*", "key.created", "gate.deleted"]).events(), ["key.*", "gate.deleted"]);
        let named: usize = families().iter().map(|family| family.kinds.len()).sum();
        assert_eq!(named, WebhookKind::ALL.len() - 1);
    }
}
