//! `GET /dashboard/{environment}/operator/components/{slug}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_hub::components::catalogue::{ComponentView, list};
use keyward_hub::releases::Of;
use keyward_hub::releases::list::list as releases;

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::operator::Operating;
use crate::dashboard::operator::releases::Row;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

const NEWS: [(&str, &str); 2] =
    [("made", "The component is there. Upload its first release."), ("changed", "The component is changed.")];

#[derive(Template)]
#[template(path = "dashboard/operator/component_page.html")]
struct ComponentPage {
    shell: Shell,
    news: &'static str,
    view: ComponentView,
    rows: Vec<Row>,
    /// Where its releases are.
    path: String,
    base: String,
}

/// The component of that slug.
pub(super) async fn find(app: &App, here: &Here, slug: &str) -> Result<ComponentView, Problem> {
    let all = list(&app.hub, &here.account()).await?;
    all.into_iter().find(|one| one.component.slug.as_str() == slug).ok_or_else(Problem::missing)
}

/// A component with its releases.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, slug)): Path<(String, String)>,
    Operating(here): Operating,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let view = find(&app, &here, &slug).await?;
    let found = releases(&app.hub, &here.account(), &Of::Component(slug.clone())).await?;
    let news = asked.news(&NEWS);
    let path = here.path(&format!("/operator/components/{slug}/releases"));
    Ok(here.page(SECTION, |shell| ComponentPage {
        shell,
        news,
        view,
        rows: found.iter().map(|release| Row::of(release, app.authority.now())).collect(),
        path,
        base: app.config.link_base(),
    }))
}

impl ComponentPage {
    fn slug(&self) -> &str {
        self.view.component.slug.as_str()
    }

    fn api(&self) -> String {
        format!("/api/v1/admin/components/{}/releases", self.slug())
    }
}
