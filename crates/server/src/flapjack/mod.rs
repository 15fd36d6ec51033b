//! `/api/keys`: Flapjack's key API (its contract), with its own words for errors.

mod create;
mod delete;
mod error;
mod list;
mod member;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(crate) use error::Refusal;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(create::create, list::list)).routes(routes!(delete::delete))
}

/// Whether a path is this surface's, so that what is wrong with it is said in its words.
pub(crate) fn owns(path: &str) -> bool {
    path.strip_prefix("/api/keys").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::owns;

    #[test]
    fn knows_its_own_paths() {
        assert!(owns("/api/keys") && owns("/api/keys/key_1"));
        assert!(!owns("/api/keysets") && !owns("/v1/keys"));
    }
}
