//! The operator's pages: what this server sells, and to whom. To everybody else they are not there.

mod accounts;
mod by_number;
mod components;
mod plans;
mod products;
mod releases;
mod tiers;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;

use super::here::Here;
use super::problem::Problem;
use crate::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(products::routes())
        .merge(tiers::routes())
        .merge(releases::routes())
        .merge(components::routes())
        .merge(plans::routes())
        .merge(accounts::routes())
        .merge(by_number::routes())
}

/// An operator who looks at a page of an environment.
pub(in crate::dashboard) struct Operating(pub(in crate::dashboard) Here);

impl FromRequestParts<Arc<App>> for Operating {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let here = Here::from_request_parts(parts, app).await?;
        if here.actor.is_operator() { Ok(Self(here)) } else { Err(Problem::missing()) }
    }
}

/// Whether a request may take as long as its sender goes on sending.
pub(super) fn is_upload(method: &Method, path: &str) -> bool {
    let rest = path.strip_prefix("/dashboard/").and_then(|rest| rest.split_once('/'));
    *method == Method::POST && rest.is_some_and(|(_, rest)| releases::is_upload(rest))
}

/// A number of bytes as people say it: `4.5 MiB`.
pub(super) fn bytes(size: u64) -> String {
    const STEPS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match STEPS.into_iter().find(|(step, _)| size >= *step) {
        None => format!("{size} bytes"),
        Some((step, unit)) => {
            let (whole, tenth) = (size / step, size % step * 10 / step);
            if tenth == 0 { format!("{whole} {unit}") } else { format!("{whole}.{tenth} {unit}") }
        }
    }
}

/// The words of a text, between spaces, commas or lines.
fn words(text: &str) -> Vec<String> {
    text.split([' ', ',', '\n', '\r', '\t']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_by_their_largest_unit() {
        for (size, said) in
            [(0, "0 bytes"), (1023, "1023 bytes"), (4_821_937, "4.5 MiB"), (512 << 20, "512 MiB")]
        {
            assert_eq!(bytes(size), said);
        }
    }

    #[test]
    fn only_the_forms_of_releases_may_take_long() {
        let path = "/dashboard/env_1/operator/products/shop/releases";
        assert!(is_upload(&Method::POST, path) && !is_upload(&Method::GET, path));
        assert!(is_upload(&Method::POST, "/dashboard/env_1/operator/components/shop/releases"));
        for other in [
            "/dashboard/env_1/operator/products/releases",
            "/dashboard/releases",
            "/x/operator/products/a/releases",
        ] {
            assert!(!is_upload(&Method::POST, other), "{other}");
        }
    }
}
