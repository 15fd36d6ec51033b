//! `/dashboard/{environment}/licenses/selected`: the same happens to several licences, once who asks for it knows what that is.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::Answer;
use keyward_hub::licenses::bulk_action::{BulkAction, BulkOutcome, bulk_action};
use keyward_hub::licenses::get::get;
use keyward_hub::{Error, RefusalKind, needs};

use super::{Clients, Row, SECTION};
use crate::App;
use crate::dashboard::form::{Asked, Fields, Sent, once, per_form};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;

/// What may happen: the word in the form, what it is called before and after, and what its button says.
const ACTS: [(&str, &str, &str, &str); 4] = [
    ("renew", "Renew", "renewed", "Renew for a year"),
    ("revoke", "Revoke", "revoked", "Revoke them"),
    ("reactivate", "Reactivate", "reactivated", "Reactivate them"),
    ("delete", "Delete", "deleted", "Delete for ever"),
];

#[derive(Template)]
#[template(path = "dashboard/licenses/selected.html")]
struct SelectedPage {
    shell: Shell,
    faults: Faults,
    act: &'static str,
    title: &'static str,
    button: &'static str,
    rows: Vec<Row>,
    /// On how many domains they are active.
    sites: usize,
    check_hours: u64,
    token_days: u64,
    once: String,
}

/// Where it did not happen to all.
#[derive(Template)]
#[template(path = "dashboard/licenses/selected_done.html")]
struct DonePage {
    shell: Shell,
    past: &'static str,
    succeeded: usize,
    /// What a licence is called, and why it did not happen to it.
    failed: Vec<(String, String)>,
}

/// What it will do to which.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    show(&app, &here, Faults::default(), &asked).await
}

/// Does it, once however often the form is sent.
pub(super) async fn act(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let (act, _, past, _) = of(&sent)?;
    let Ok(action) = act.parse::<BulkAction>() else { return Err(Problem::missing()) };
    let (path, body, actor) = (here.path("/licenses/selected"), sent.body(), here.account());
    let ids = ids(&app, &sent);
    let named = rows(&app, &here, &ids).await?;
    let once = per_form(sent.text("once"), &path, &body, &|_: &BulkOutcome| (200, Vec::new()));
    match bulk_action(&app.hub, &actor, action, &ids, &once).await {
        Ok(Answer::Fresh(done)) if done.failed.is_empty() => Ok(here.go(&format!("/licenses?done={act}"))),
        Ok(Answer::Fresh(done)) => {
            let name = |id: i64| {
                let row = named.iter().find(|row| row.id == id);
                row.map_or_else(|| format!("Licence {id}"), |row| row.display.clone())
            };
            let failed = done.failed.into_iter().map(|(id, why)| (name(id), why.detail)).collect();
            let succeeded = done.succeeded.len();
            Ok(here.page(SECTION, |shell| DonePage { shell, past, succeeded, failed }))
        }
        Ok(Answer::Again { .. }) => Ok(here.go("/licenses?done=again")),
        Err(error) => show(&app, &here, hub_faults(error)?, &sent).await,
    }
}

fn of(fields: &Fields) -> Result<(&'static str, &'static str, &'static str, &'static str), Problem> {
    let found = ACTS.into_iter().find(|(word, ..)| *word == fields.text("act"));
    found.ok_or_else(Problem::missing)
}

/// Which are ticked: as many as the operation takes.
fn ids(app: &App, fields: &Fields) -> Vec<i64> {
    let most = app.hub.settings().max_bulk;
    fields.all("id").iter().filter_map(|text| text.parse().ok()).take(most).collect()
}

/// Those of them that are the account's.
async fn rows(app: &App, here: &Here, ids: &[i64]) -> Result<Vec<Row>, Problem> {
    let mut views = Vec::with_capacity(ids.len());
    for id in ids {
        match get(&app.hub, &here.account(), *id).await {
            Ok(view) => views.push(view),
            Err(Error::Refused(refusal)) if refusal.kind == RefusalKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    let clients = Clients::of(app, here, &views).await?;
    Ok(views.iter().map(|view| Row::of(app, view, &clients)).collect())
}

async fn show(app: &App, here: &Here, faults: Faults, asked: &Fields) -> Result<Response, Problem> {
    here.account().may_write(needs::LICENSE_WRITE)?;
    let (act, title, _, button) = of(asked)?;
    let rows = rows(app, here, &ids(app, asked)).await?;
    let (check_hours, token_days) = super::act::until_told(app);
    let once = once(app);
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| SelectedPage {
        shell,
        faults,
        act,
        title,
        button,
        sites: rows.iter().map(|row| row.domains.len()).sum(),
        rows,
        check_hours,
        token_days,
        once,
    }))
}

impl SelectedPage {
    fn is(&self, act: &str) -> bool {
        self.act == act
    }

    /// Whether something ends by it.
    fn ends(&self) -> bool {
        self.is("revoke") || self.is("delete")
    }

    fn many(&self) -> String {
        match self.rows.len() {
            1 => "1 licence".to_owned(),
            count => format!("{count} licences"),
        }
    }
}
