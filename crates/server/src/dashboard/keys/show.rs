//! `GET /dashboard/{environment}/keys/{key}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::keys::{get, usage};
use keyward_authority::usage::ReadUsage;

use super::{Row, SECTION};
use crate::App;
use crate::dashboard::chart::Chart;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::names::Names;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::trail::{Done, trail};

const NEWS: [(&str, &str); 2] = [
    ("disabled", "The key is switched off. Whatever uses it is refused until it is switched on again."),
    ("enabled", "The key is switched on again."),
];

/// A limit, in words.
struct Limit {
    name: String,
    says: String,
}

#[derive(Template)]
#[template(path = "dashboard/keys/show.html")]
struct KeyPage {
    shell: Shell,
    news: &'static str,
    row: Row,
    roles: Vec<String>,
    permissions: Vec<String>,
    networks: Vec<String>,
    limits: Vec<Limit>,
    credits: Option<u64>,
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
    let done = asked.text("done");
    let news = NEWS.iter().find(|(word, _)| *word == done).map_or("", |(_, news)| *news);
    let key = &owned.key;
    let limit = |it: &keyward_domain::Limit| Limit {
        name: it.name.as_str().to_owned(),
        says: format!("{} in any {} seconds", it.most.get(), it.window.as_seconds()),
    };
    Ok(here.page(SECTION, |shell| KeyPage {
        shell,
        news,
        row,
        roles: key.roles.iter().map(ToString::to_string).collect(),
        permissions: key.permissions.iter().map(ToString::to_string).collect(),
        networks: key.networks.iter().map(|network| network.to_string()).collect(),
        limits: key.limits.iter().map(limit).collect(),
        credits: owned.credits.as_ref().map(|credits| credits.balance.get()),
        successor: key.successor.map(|next| app.authority.ids().encode(next)),
        chart: Chart::of(&used),
        trail,
    }))
}
