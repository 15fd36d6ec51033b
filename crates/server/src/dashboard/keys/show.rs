//! `GET /dashboard/{environment}/keys/{key}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::keys::{get, usage};
use keyward_authority::needs;
use keyward_authority::usage::ReadUsage;

use super::left::{Left, left};
use super::{Row, SECTION};
use crate::App;
use crate::dashboard::chart::Chart;
use crate::dashboard::form::{Asked, Fields};
use crate::dashboard::here::Here;
use crate::dashboard::names::Names;
use crate::dashboard::problem::{Faults, Problem};
use crate::dashboard::shell::Shell;
use crate::dashboard::trail::{Done, trail};

const NEWS: [(&str, &str); 2] = [
    ("disabled", "The key is switched off. Whatever uses it is refused until it is switched on again."),
    ("enabled", "The key is switched on again."),
];

#[derive(Template)]
#[template(path = "dashboard/keys/show.html")]
struct KeyPage {
    shell: Shell,
    news: &'static str,
    row: Row,
    roles: Vec<String>,
    permissions: Vec<String>,
    networks: Vec<String>,
    left: Left,
    /// For the question whether it would pass.
    asked: Fields,
    faults: Faults,
    may_ask: bool,
    successor: Option<String>,
    chart: Chart,
    /// `None`: who looks may not see the trail.
    trail: Option<Vec<Done>>,
}

/// All about a key.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let owned = get::get(&app.authority, &here.actor, &id).await?;
    let by_day = ReadUsage { interval: Some("day".to_owned()), ..ReadUsage::default() };
    let used = usage::usage(&app.authority, &here.actor, &id, &by_day).await?;
    let row = Row::of(&app.authority, &owned, &mut Names::new(&app.authority, &here.actor)).await;
    let trail = trail(&app, &here, &id).await?;
    let news = asked.news(&NEWS);
    let key = &owned.key;
    let left = left(&app, &here, &id, &owned).await?;
    let may_ask = here.actor.may_read(needs::KEY_VERIFY).is_ok();
    Ok(here.page(SECTION, |shell| KeyPage {
        shell,
        news,
        row,
        roles: key.roles.iter().map(ToString::to_string).collect(),
        permissions: key.permissions.iter().map(ToString::to_string).collect(),
        networks: key.networks.iter().map(|network| network.to_string()).collect(),
        left,
        asked: Fields::default(),
        faults: Faults::default(),
        may_ask,
        successor: key.successor.map(|next| app.authority.ids().encode(next)),
        chart: Chart::of(&used),
        trail,
    }))
}
