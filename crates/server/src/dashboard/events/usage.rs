//! `GET /dashboard/{environment}/events/usage`: what events come to.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_metering::usage::{Skipped, usage};

use super::plot::Plots;
use super::question::{AGGREGATIONS, Question, RANGES, Read, WINDOWS};
use super::table::Table;
use super::{SECTION, caller, faults, lately};
use crate::App;
use crate::dashboard::chart::Chart;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem};
use crate::dashboard::shell::Shell;

/// The fields that have a place of their own for what is wrong with them.
const FIELDS: [&str; 9] = [
    "event_name",
    "aggregation_type",
    "property_name",
    "external_customer_id",
    "window_size",
    "group_by",
    "filters",
    "start_time",
    "end_time",
];

/// What was found.
struct Answer {
    plots: Option<Plots>,
    table: Table,
    grouped: bool,
    skipped: Skipped,
    curl: String,
}

#[derive(Template)]
#[template(path = "dashboard/events/usage.html")]
struct UsagePage {
    shell: Shell,
    question: Question,
    faults: Faults,
    names: Vec<String>,
    /// `None`: nothing was asked yet, or it could not be answered.
    answer: Option<Answer>,
    base: String,
    header: String,
}

/// The question, and what the events come to.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let names = lately(&app, &here).await?;
    let mut question = Question::of(&asked);
    if question.event.is_empty() && asked.all("event").is_empty() {
        // At first, something that there is.
        question.event = names.first().cloned().unwrap_or_default();
    }
    let (answer, faults) = if names.is_empty() && question.event.is_empty() {
        (None, Faults::default())
    } else {
        match question.read(app.authority.now()) {
            Ok(read) => answer(&app, &here, &read).await?,
            Err(faults) => (None, faults),
        }
    };
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| UsagePage {
        shell,
        question,
        faults,
        names,
        answer,
        base: app.config.link_base(),
        header: app.config.server.api_key_header.as_str().to_owned(),
    }))
}

async fn answer(app: &App, here: &Here, read: &Read) -> Result<(Option<Answer>, Faults), Problem> {
    let found = match usage(&app.metering, &caller(here)?, &read.query).await {
        Ok(found) => found,
        Err(error) => return Ok((None, faults(error)?)),
    };
    let plots = read.window.map(|window| Plots::of(&found, window, read.from, read.to));
    let Ok(plots) = plots.transpose() else {
        return Ok((None, Faults::one("window_size", Plots::TOO_MANY)));
    };
    let answer = Answer {
        plots,
        table: Table::of(&found),
        grouped: !found.group_by.is_empty(),
        skipped: found.skipped,
        curl: read.curl(&app.config.link_base(), app.config.server.api_key_header.as_str()),
    };
    Ok((Some(answer), Faults::default()))
}

impl UsagePage {
    /// What is wrong with a field or a part of it, such as the third group.
    fn of(&self, field: &str) -> Option<String> {
        self.faults.within(field).next().map(|(_, reason)| reason.replace(" for this aggregation_type", ""))
    }

    fn others(&self) -> Vec<String> {
        let beside = |it: &&String| !FIELDS.iter().any(|field| it.starts_with(field));
        self.faults.beside(&[]).iter().filter(beside).cloned().collect()
    }

    fn export(&self) -> String {
        self.shell.path(&format!("/events/usage/export?{}", self.question.query()))
    }

    /// The only value, where neither windows nor groups were asked for.
    fn single(&self) -> Option<&str> {
        let answer = self.answer.as_ref().filter(|answer| answer.plots.is_none() && !answer.grouped)?;
        answer.table.rows.first().map(|row| row.value.as_str())
    }
}
