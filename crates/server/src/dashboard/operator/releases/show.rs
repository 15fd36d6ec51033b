//! `GET /dashboard/{environment}/operator/…/releases/{version}`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_domain::Release;

use super::settings::{FIELDS, channels, fields};
use super::{Row, Which};
use crate::App;
use crate::dashboard::form::{Asked, Fields};
use crate::dashboard::here::Here;
use crate::dashboard::operator::Operating;
use crate::dashboard::problem::{Faults, Problem};
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const NEWS: [(&str, &str); 4] = [
    ("uploaded", "The release is there, checked and signed."),
    ("changed", "The release is changed. Sites learn of it at their next check."),
    ("published", "The release is published. Sites are offered it from now on."),
    ("yanked", "The release is taken back. It is offered to nobody any more."),
];

#[derive(Template)]
#[template(path = "dashboard/operator/release.html")]
struct ReleasePage {
    shell: Shell,
    news: &'static str,
    faults: Faults,
    sent: Fields,
    row: Row,
    release: Release,
    created: Moment,
    published: Option<Moment>,
    slug: String,
    /// The page of what it is of, and its own.
    parent: String,
    path: String,
    channels: Vec<(String, String)>,
}

/// All about a release.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    which: Which,
    Operating(here): Operating,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let news = asked.news(&NEWS);
    show(&app, &here, &which, news, Faults::default(), None).await
}

pub(super) async fn show(
    app: &App,
    here: &Here,
    which: &Which,
    news: &'static str,
    faults: Faults,
    sent: Option<Fields>,
) -> Result<Response, Problem> {
    let (release, now) = (which.find(app, here).await?, app.authority.now());
    let status = faults.status();
    Ok(here.page_as(status, which.section(), |shell| ReleasePage {
        shell,
        news,
        faults,
        sent: sent.unwrap_or_else(|| fields(&release)),
        row: Row::of(&release, now),
        created: Moment::new(release.created_at, now),
        published: release.published_at.map(|at| Moment::new(at, now)),
        release,
        slug: which.slug.clone(),
        parent: here.path(&which.parent()),
        path: here.path(&which.path()),
        channels: channels(),
    }))
}

impl ReleasePage {
    fn ticked(&self, name: &str) -> bool {
        !self.sent.text(name).is_empty()
    }

    fn percent(&self) -> &str {
        self.sent.text("rollout_percent")
    }

    fn others(&self) -> Vec<String> {
        self.faults.beside(&FIELDS)
    }
}
