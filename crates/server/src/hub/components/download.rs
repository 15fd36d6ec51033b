//! `GET /api/v1/components/{slug}/download`

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use keyward_hub::components::download as operation;
use keyward_hub::updates::redeem;

use super::context::InQuery;
use crate::App;
use crate::http::Category;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Text};
use crate::hub::unknown::known;
use crate::hub::who::Site;
use crate::hub::{Problem, package};

/// What was asked.
pub(crate) struct Asked {
    slug: String,
    token: Option<String>,
    site: InQuery,
}

impl Input for Asked {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        let slug = sent.path("slug", Text::ANY);
        let token = sent.query("token", Text::between(0, 1024));
        let site = InQuery::read(sent);
        Some(Self { slug: slug?, token: token?, site: site? })
    }
}

/// Download a component: by the token of a link, or by the license itself. Ranges are answered as for releases.
#[utoipa::path(
    get,
    path = "/api/v1/components/{slug}/download",
    tag = "licensing",
    operation_id = "download_component",
    params(
        ("slug" = String, Path, description = "The component's slug"),
        ("token" = Option<String>, Query, description = "The token of a link"),
        ("license_key" = Option<String>, Query, description = "The license's key, unless it is in `X-License-Key`"),
        ("domain" = Option<String>, Query, description = "Where the site is, unless it is in `X-Site-Domain`"),
        ("version" = Option<String>, Query, description = "Which version; by default the newest stable one")
    ),
    responses((status = 200, description = "The zip", content_type = "application/zip", body = Vec<u8>), (status = 206, description = "A part of the zip", content_type = "application/zip", body = Vec<u8>), (status = 304, description = "The client has it"), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 416, body = Detail), (status = 422, body = Details), (status = 429, body = Detail)),
    security(())
)]
pub(crate) async fn download(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    call: Call<Site, Asked>,
) -> Result<Response, Problem> {
    let Asked { slug, token, site } = call.input;
    app.limit_of(Category::DownloadComponent, &slug, call.origin.address).await?;
    let found = if let Some(token) = token {
        let found = redeem::redeem(&app.hub, &token).await?;
        if found.slug.as_str() != slug {
            return Err(Problem::new(404, "component_not_found", "Component not found"));
        }
        found
    } else {
        let found = operation::download(&app.hub, &slug, &site.context(call.who)?).await;
        known(&app, &call.origin, found).await?
    };
    package::answer(&app, &found, &headers).await
}
