//! `/v1`, the native API: one file a route.

pub mod access;
mod audit;
mod auth;
mod connections;
mod customer_portal;
mod customers;
mod environments;
mod events;
mod gates;
mod keys;
mod leaks;
mod roles;
mod secrets;
mod tenants;
mod usage;
mod users;
mod webhooks;

use std::sync::Arc;

use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{App, flapjack, hub};

/// Every route with its description.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(crate::openapi::head())
        .merge(keys::routes())
        .merge(secrets::routes())
        .merge(roles::routes())
        .merge(users::routes())
        .merge(environments::routes())
        .merge(gates::routes())
        .merge(OpenApiRouter::with_openapi(crate::gates::http::Description::openapi()))
        .merge(tenants::routes())
        .merge(auth::routes())
        .merge(customers::routes())
        .merge(events::routes())
        .merge(usage::routes())
        .merge(audit::routes())
        .merge(customer_portal::routes())
        .merge(webhooks::routes())
        .merge(connections::routes())
        .merge(leaks::routes())
        .merge(flapjack::routes())
        .merge(hub::routes())
        .routes(routes!(crate::status::health))
        .routes(routes!(crate::status::ready))
}
