//! `/v1/users` (contract v1, part 5).

mod create;
mod delete;
mod get;
mod me;
mod rename;
mod search;
mod set_password;
mod set_roles;

use std::sync::Arc;

use keyward_api::UserView;
use keyward_authority::users::Account;
use keyward_domain::{IdCodec, RoleName};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) use delete::{Options, removed};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create::create))
        .routes(routes!(me::me))
        .routes(routes!(search::search))
        .routes(routes!(get::get, rename::rename, delete::delete))
        .routes(routes!(set_roles::set_roles))
        .routes(routes!(set_password::set_password))
}

pub(super) fn view(ids: &IdCodec, account: &Account) -> UserView {
    let texts = |roles: &[RoleName]| roles.iter().map(ToString::to_string).collect();
    match account {
        Account::User(user) => UserView {
            id: ids.encode(user.id),
            kind: "user",
            email: Some(user.email.clone()),
            name: user.name.as_ref().map(ToString::to_string),
            roles: texts(&user.roles),
            created_at: user.created_at.to_string(),
        },
        Account::ServiceAccount(machine) => UserView {
            id: ids.encode(machine.id),
            kind: "service_account",
            email: None,
            name: Some(machine.name.to_string()),
            roles: texts(&machine.roles),
            created_at: machine.created_at.to_string(),
        },
    }
}
