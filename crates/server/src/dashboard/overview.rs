//! `GET /dashboard/{environment}`: how it goes.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::keys::Owned;
use keyward_authority::keys::list::{ListKeys, Listed, list};
use keyward_authority::usage::ReadUsage;
use keyward_authority::usage::keys::{ReadKeysUsage, usage};
use keyward_authority::usage::times::times;
use keyward_domain::{Code, Order, Page};
use keyward_storage::keys::Count;

use super::busiest::{Busiest, busiest};
use super::chart::Chart;
use super::form::Asked;
use super::here::Here;
use super::keys::Row;
use super::latency::Latency;
use super::names::Names;
use super::problem::Problem;
use super::shell::Shell;
use super::trail::{Done, refused as refused_lately};
use crate::App;

const SECTION: &str = "overview";
/// Keys of the two short lists.
const SHORT: u64 = 5;
const SOON: Duration = Duration::from_hours(30 * 24);

/// Why keys were refused.
struct Refused {
    code: &'static str,
    count: u64,
}

#[derive(Template)]
#[template(path = "dashboard/overview.html")]
struct OverviewPage {
    shell: Shell,
    by_day: bool,
    chart: Chart,
    refused: Vec<Refused>,
    busiest: Busiest,
    ending: Vec<Row>,
    ending_total: u64,
    keys: u64,
    active: u64,
    /// How long checks took; `None`: there was none.
    latency: Option<Latency>,
    /// What was asked for and refused lately; `None`: who looks may not see the trail.
    refusals: Option<Vec<Done>>,
    base: String,
    header: String,
}

/// Checks by their outcome and how long they took, the busiest keys, and those that end soon.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let by_day = asked.text("by") == "day";
    let interval = Some(if by_day { "day" } else { "hour" }.to_owned());
    let when = ReadUsage { interval, ..ReadUsage::default() };
    let latency = Latency::of(&times(&app.authority, &here.actor, &when).await?);
    let busiest = busiest(&app, &here.actor, when.clone(), by_day).await?;
    let used =
        usage(&app.authority, &here.actor, &ReadKeysUsage { when, ..ReadKeysUsage::default() }).await?;
    let soon = app.authority.now().plus(SOON).to_string();
    let ending =
        ListKeys { expires_before: Some(soon), sort: Some("expires_at".to_owned()), ..of_status("active") };
    let ending = find(&app, &here, ending).await?;
    let active = find(&app, &here, of_status("active")).await?.total;
    let keys = if active > 0 { active } else { find(&app, &here, any()).await?.total };
    let mut names = Names::new(&app.authority, &here.actor);
    let mut rows = Vec::new();
    for owned in &ending.items {
        rows.push(Row::of(&app.authority, owned, &mut names).await);
    }
    let refused = used.all.answers.total().into_iter().filter(|(code, _)| *code != Code::Valid);
    let mut refused: Vec<_> = refused.map(|(code, count)| Refused { code: code.as_str(), count }).collect();
    refused.sort_by_key(|it| std::cmp::Reverse(it.count));
    let refusals = refused_lately(&app, &here, SHORT).await?;
    Ok(here.page(SECTION, |shell| OverviewPage {
        latency,
        refusals,
        shell,
        by_day,
        chart: Chart::of(&used.all),
        refused,
        busiest,
        ending: rows,
        ending_total: ending.total,
        keys,
        active,
        base: app.config.link_base(),
        header: app.config.server.api_key_header.as_str().to_owned(),
    }))
}

/// Whether there is a key at all.
fn any() -> ListKeys {
    ListKeys { count: Count::UpTo(0), ..ListKeys::default() }
}

fn of_status(status: &str) -> ListKeys {
    ListKeys { status: Some(status.to_owned()), ..ListKeys::default() }
}

async fn find(app: &App, here: &Here, input: ListKeys) -> Result<Listed<Owned>, Problem> {
    let page = Some(Page { limit: SHORT, offset: 0, order: Order::Ascending });
    Ok(list(&app.authority, &here.actor, &ListKeys { page, ..input }).await?)
}
