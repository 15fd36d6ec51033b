//! `/api/v1/admin/accounts` (contract hub, part E).

mod add_pack;
mod decide;
mod list;
mod view;

use std::sync::Arc;

use keyward_domain::AccountType;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

/// What an account may be.
const TYPES: &[&str] = &["customer", "developer", "reseller", "agency"];

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(decide::decide))
        .routes(routes!(add_pack::add_pack))
}

/// The type of that word; one of [`TYPES`] has one.
fn account_type(word: Option<&str>) -> Option<AccountType> {
    word.and_then(|word| word.parse().ok())
}
