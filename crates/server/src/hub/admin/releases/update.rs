//! `PATCH /api/v1/admin/products/{slug}/releases/{version}`, and of components

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::releases::{Of, ReleaseInput, update as operation};

use super::said::{self, ReleaseSaid};
use super::view::Release;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Text};
use crate::hub::who::Operator;

/// What was sent.
pub(crate) struct Change {
    slug: String,
    version: String,
    said: ReleaseInput,
}

impl Input for Change {
    fn read(sent: &mut Sent) -> Option<Self> {
        let slug = sent.path("slug", Text::ANY);
        let version = sent.path("version", Text::ANY);
        let said = said::read(sent);
        Some(Self { slug: slug?, version: version?, said: said? })
    }
}

type Changed = Result<axum::Json<Release>, Problem>;

/// Change what is said of a release and who gets it. Its version and its file are what they are.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/products/{slug}/releases/{version}",
    tag = "hub",
    operation_id = "update_release",
    request_body = ReleaseSaid,
    params(("slug" = String, Path, description = "The product's slug"), ("version" = String, Path, description = "The version")),
    responses((status = 200, body = Release), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn update(State(app): State<Arc<App>>, call: Call<Operator, Change>) -> Changed {
    let of = Of::Product(call.input.slug.clone());
    changed(&app, &call, &of).await
}

/// Change what is said of a component's release and who gets it.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/components/{slug}/releases/{version}",
    tag = "hub",
    operation_id = "update_component_release",
    request_body = ReleaseSaid,
    params(("slug" = String, Path, description = "The component's slug"), ("version" = String, Path, description = "The version")),
    responses((status = 200, body = Release), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn update_of_component(
    State(app): State<Arc<App>>,
    call: Call<Operator, Change>,
) -> Changed {
    let of = Of::Component(call.input.slug.clone());
    changed(&app, &call, &of).await
}

async fn changed(app: &App, call: &Call<Operator, Change>, of: &Of) -> Changed {
    let Change { version, said, .. } = &call.input;
    let changed = operation::update(&app.hub, &call.who.0, of, version, said).await?;
    Ok(axum::Json((&changed).into()))
}
