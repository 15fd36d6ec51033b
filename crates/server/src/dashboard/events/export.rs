//! `GET /dashboard/{environment}/events/usage/export`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_metering::usage::usage;

use super::caller;
use super::plot::said;
use super::question::Question;
use crate::App;
use crate::dashboard::csv;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;
use crate::http::ApiError;

/// What the table shows, whole, as a file for a spreadsheet: a line for each window of each group, the earliest first.
pub(super) async fn export(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let Ok(read) = Question::of(&asked).read(app.authority.now()) else { return Err(Problem::missing()) };
    let found = usage(&app.metering, &caller(&here)?, &read.query).await.map_err(ApiError::from)?;
    let start = found.window.map(|_| "window_start");
    let groups = found.group_by.iter().map(String::as_str);
    let mut lines = csv::line(start.into_iter().chain(groups).chain(["value"]));
    for row in &found.rows {
        let start = row.window_start.map(|start| start.to_string());
        let groups = row.group.iter().map(|one| one.as_deref().unwrap_or_default());
        let value = if row.value.is_null() { String::new() } else { said(&row.value) };
        lines.push_str(&csv::line(start.as_deref().into_iter().chain(groups).chain([value.as_str()])));
    }
    Ok(csv::file("usage.csv", lines))
}
