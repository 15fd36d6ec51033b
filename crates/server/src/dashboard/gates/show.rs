//! `GET /dashboard/{environment}/gates/{gate}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::gates::get;
use keyward_authority::needs;
use keyward_domain::gates::{Gate, Rule};

use super::SECTION;
use super::proxy::ForProxy;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;
use crate::dashboard::trail::{Done, trail};
use crate::gateways::PROXIES;

const NEWS: [(&str, &str); 1] =
    [("changed", "The gate is changed. The next request is asked by what it is now.")];

#[derive(Template)]
#[template(path = "dashboard/gates/show.html")]
struct GatePage {
    shell: Shell,
    news: &'static str,
    may: bool,
    id: String,
    gate: Gate,
    created: Moment,
    updated: Moment,
    proxy: ForProxy,
    /// `None`: who looks may not see the trail.
    trail: Option<Vec<Done>>,
}

/// All about a gate.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let gate = get::get(&app.authority, &here.actor, &id).await?;
    let trail = trail(&app, &here, &id).await?;
    let now = app.authority.now();
    Ok(here.page(SECTION, |shell| GatePage {
        shell,
        news: asked.news(&NEWS),
        may: here.may(needs::GATE_WRITE),
        id,
        created: Moment::new(gate.created_at, now),
        updated: Moment::new(gate.updated_at, now),
        proxy: ForProxy::asked(&app, &gate, &asked),
        gate,
        trail,
    }))
}

impl GatePage {
    fn method(rule: &Rule) -> &str {
        rule.method.as_ref().map_or("any", |method| method.as_str())
    }

    /// The rules in the order in which they are looked at.
    fn rules(&self) -> Vec<&Rule> {
        let mut rules: Vec<_> = self.gate.settings.rules.iter().collect();
        rules.sort_by_key(|rule| rule.precedence());
        rules
    }

    fn lets_pass(&self) -> bool {
        self.gate.settings.on_outage.as_str() == "allow"
    }

    fn for_nginx(&self) -> bool {
        self.gate.settings.deny_style.as_str() == "nginx"
    }
}
