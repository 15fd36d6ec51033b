//! What was done with something, on its page.

use keyward_authority::Error;
use keyward_authority::audit::Entry;
use keyward_authority::audit::list::{ListAudit, recent};

use super::here::Here;
use super::problem::Problem;
use super::times::Moment;
use crate::App;

/// Entries that are shown.
const ENTRIES: u64 = 10;

/// An entry of the trail.
pub(super) struct Done {
    pub(super) action: String,
    pub(super) by: String,
    pub(super) outcome: String,
    pub(super) at: Moment,
}

/// The last entries about what has this id; `None`: who looks may not see the trail.
pub(super) async fn trail(app: &App, here: &Here, id: &str) -> Result<Option<Vec<Done>>, Problem> {
    recently(app, here, &ListAudit { target_id: Some(id.to_owned()), ..ListAudit::default() }, ENTRIES).await
}

/// The last things that somebody asked for and was refused; `None` likewise.
pub(super) async fn refused(app: &App, here: &Here, most: u64) -> Result<Option<Vec<Done>>, Problem> {
    recently(app, here, &ListAudit { outcome: Some("refused".to_owned()), ..ListAudit::default() }, most)
        .await
}

async fn recently(
    app: &App,
    here: &Here,
    input: &ListAudit,
    most: u64,
) -> Result<Option<Vec<Done>>, Problem> {
    let now = app.authority.now();
    let done = |it: Entry| Done {
        action: it.action,
        by: it.actor_name,
        outcome: it.outcome,
        at: Moment::new(it.at, now),
    };
    match recent(&app.authority, &here.actor, input, most).await {
        Ok(entries) => Ok(Some(entries.into_iter().map(done).collect())),
        Err(Error::NotPermitted(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
