//! `GET /dashboard/{environment}/events`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_metering::events::Event;
use keyward_metering::events::query::{QueryEvents, query};

use super::{SECTION, caller, faults, lately, typed, utc};
use crate::App;
use crate::dashboard::form::{Asked, Fields};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem};
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

/// As much of an event's properties as a table is good for.
const SHORT: usize = 90;

/// What is asked for, as it was typed.
#[derive(Debug, Default)]
struct Search {
    name: String,
    customer: String,
    from: String,
    to: String,
    cursor: String,
}

/// An event in the table.
struct Row {
    address: String,
    name: String,
    customer: String,
    source: String,
    properties: String,
    at: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/events/list.html")]
struct EventsPage {
    shell: Shell,
    search: Search,
    faults: Faults,
    rows: Vec<Row>,
    names: Vec<String>,
    /// The address of the page that follows.
    next: Option<String>,
    base: String,
    header: String,
}

/// The events, the latest first.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let search = Search::of(&asked);
    let (found, faults) = match query(&app.metering, &caller(&here)?, &search.input()).await {
        Ok(found) => (Some(found), Faults::default()),
        Err(error) => (None, faults(error)?),
    };
    let (events, cursor) = found.map_or_else(Default::default, |found| (found.events, found.next_cursor));
    let names = lately(&app, &here).await?;
    let row = |it: Event| Row {
        address: here.path(&format!("/events/one{}", pairs(&[("id", &it.event_id)]))),
        name: it.name,
        customer: it.customer,
        source: it.source.unwrap_or_default(),
        properties: short(&it.properties),
        at: Moment::new(it.at, app.authority.now()),
    };
    let next = cursor.map(|cursor| search.address(&cursor));
    Ok(here.page(SECTION, |shell| EventsPage {
        shell,
        rows: events.into_iter().map(row).collect(),
        search,
        faults,
        names,
        next,
        base: app.config.link_base(),
        header: app.config.server.api_key_header.as_str().to_owned(),
    }))
}

impl Search {
    fn of(asked: &Fields) -> Self {
        let text = |name| typed(asked.text(name));
        let cursor = asked.text("cursor").to_owned();
        Self { name: text("name"), customer: text("customer"), from: text("from"), to: text("to"), cursor }
    }

    fn input(&self) -> QueryEvents {
        let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        QueryEvents {
            event_name: filled(&self.name),
            external_customer_id: filled(&self.customer),
            start_time: utc(&self.from),
            end_time: utc(&self.to),
            cursor: filled(&self.cursor),
            ..QueryEvents::default()
        }
    }

    /// Whether it narrows the list.
    fn narrows(&self) -> bool {
        [&self.name, &self.customer, &self.from, &self.to, &self.cursor].iter().any(|text| !text.is_empty())
    }

    fn address(&self, cursor: &str) -> String {
        let all = [
            ("name", self.name.as_str()),
            ("customer", &self.customer),
            ("from", &self.from),
            ("to", &self.to),
            ("cursor", cursor),
        ];
        pairs(&all)
    }
}

fn pairs(all: &[(&str, &str)]) -> String {
    let filled: Vec<_> = all.iter().filter(|(_, value)| !value.is_empty()).collect();
    // Pairs of texts are always written.
    format!("?{}", serde_urlencoded::to_string(filled).unwrap_or_default())
}

fn short(properties: &str) -> String {
    let begin: String = properties.chars().take(SHORT).collect();
    if begin == "{}" {
        String::new()
    } else if begin.len() < properties.len() {
        format!("{begin}…")
    } else {
        begin
    }
}

impl EventsPage {
    fn others(&self) -> Vec<String> {
        self.faults.beside(&["event_name", "external_customer_id", "start_time", "end_time"])
    }
}
