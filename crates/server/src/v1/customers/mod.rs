//! `/v1/customers` (contract v1, part 8).

mod create;
mod delete;
mod get;
mod list;
mod update;

use std::sync::Arc;

use keyward_api::CustomerView;
use keyward_domain::{Customer, IdCodec};
use serde_json::value::RawValue;
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

fn view(ids: &IdCodec, customer: &Customer) -> CustomerView {
    CustomerView {
        id: ids.encode(customer.id),
        external_id: customer.external_id.to_string(),
        name: customer.name.to_string(),
        email: customer.email.clone(),
        // Stored metadata was compact JSON when it was taken.
        metadata: RawValue::from_string(customer.metadata.as_json().to_owned()).unwrap_or_default(),
        created_at: customer.created_at.to_string(),
    }
}
