//! A site that says in its headers who it is, so that no log of URLs has its key (contract hub, B.3).

use axum::http::HeaderMap;
use keyward_authority::Origin;

use super::Who;
use crate::App;
use crate::http::Seen;
use crate::hub::Problem;

/// What a site says of itself in `X-License-Key` and `X-Site-Domain`.
pub(in crate::hub) struct Site {
    pub(in crate::hub) license_key: Option<String>,
    pub(in crate::hub) domain: Option<String>,
}

impl Who for Site {
    async fn identify(_: &App, headers: &HeaderMap, _: Origin, _: Option<&Seen>) -> Result<Self, Problem> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Self { license_key: text("x-license-key"), domain: text("x-site-domain") })
    }
}
