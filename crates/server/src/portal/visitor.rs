//! Who looks at the page.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use keyward_authority::customer_portal::PortalActor;
use keyward_authority::customer_portal::authenticate::authenticate;
use keyward_authority::{Error, Origin};

use super::cookie;
use crate::App;
use crate::http::Context;

/// Somebody with a browser.
pub(super) enum Visitor {
    /// A customer in its session, with the session's token.
    Customer(Box<PortalActor>, String),
    /// Nobody who is known: no cookie, or one whose session is over.
    Nobody { was_somebody: bool },
    /// It can't be said.
    Unknown(Error),
}

/// Where a request came from.
pub(super) fn origin(parts: &mut Parts) -> Origin {
    let context = parts.extensions.remove::<Context>();
    context.map_or_else(Origin::default, |context| context.origin(&parts.headers))
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let Some(token) = cookie::token(&parts.headers).map(str::to_owned) else {
            return Ok(Self::Nobody { was_somebody: false });
        };
        let origin = origin(parts);
        Ok(match authenticate(&app.authority, &token, origin).await {
            Ok(actor) => Self::Customer(Box::new(actor), token),
            Err(Error::InvalidToken) => Self::Nobody { was_somebody: true },
            Err(error) => Self::Unknown(error),
        })
    }
}
