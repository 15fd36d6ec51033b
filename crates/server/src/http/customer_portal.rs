//! Who calls the portal: a customer with a session token, and nobody else.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use keyward_api::ErrorCode;
use keyward_authority::Error;
use keyward_authority::customer_portal::PortalActor;
use keyward_authority::customer_portal::authenticate::authenticate;

use super::{ApiError, Context, Known};
use crate::App;

/// A customer in its portal.
pub(crate) struct PortalCaller(pub(crate) PortalActor);

const TOKEN: &str = "x-session-token";
const BAD: &str = "Invalid or expired session token";

impl FromRequestParts<Arc<App>> for PortalCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let context = parts.extensions.remove::<Context>();
        let context = context
            .ok_or_else(|| ApiError::new(ErrorCode::InternalError, "Something went wrong on our side"))?;
        let seen = context.seen.clone();
        let origin = context.origin(&parts.headers);
        let mut values = parts.headers.get_all(TOKEN).iter();
        let (Some(token), None) = (values.next(), values.next()) else { return Err(refused()) };
        let token = token.to_str().map_err(|_| refused())?;
        match authenticate(&app.authority, token, origin).await {
            Ok(actor) => {
                if let Some(seen) = seen {
                    seen.is(Known::Customer(actor.clone()));
                }
                Ok(Self(actor))
            }
            Err(Error::InvalidToken) => Err(refused()),
            Err(error) => Err(error.into()),
        }
    }
}

/// The contract's own words (v1, part 8).
fn refused() -> ApiError {
    let mut error = ApiError::new(ErrorCode::InvalidToken, BAD);
    error.0.error = Some(BAD);
    error
}
