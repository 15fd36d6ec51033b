//! `/v1/rbac/roles` (contract v1, part 4).

mod create;
mod delete;
mod get;
mod list;
mod update;

use std::collections::BTreeMap;
use std::sync::Arc;

use keyward_api::{RoleBody, RoleView};
use keyward_authority::roles::{AnyRole, RoleSpec};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(create::create, list::list)).routes(routes!(
        get::get,
        update::update,
        delete::delete
    ))
}

fn spec(body: RoleBody) -> RoleSpec {
    RoleSpec {
        title: body.name,
        description: body.description.unwrap_or_default(),
        permissions: body.permissions,
    }
}

fn view(role: &AnyRole) -> RoleView {
    let mut permissions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for permission in &role.permissions {
        permissions.entry(permission.entity().to_owned()).or_default().push(permission.action().to_owned());
    }
    RoleView {
        id: role.name.clone(),
        name: role.title.clone(),
        description: role.description.clone(),
        permissions,
        built_in: role.built_in,
    }
}
