//! Where somebody signs in from.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use keyward_api::ErrorCode;
use keyward_authority::sessions::Device;

use super::caller::bearer_token;
use super::{ApiError, Context};
use crate::App;

/// A caller who need not be anybody yet.
pub(crate) struct Guest {
    pub(crate) device: Device,
    /// The access token beside the request, good or not.
    pub(crate) token: Option<String>,
}

impl FromRequestParts<Arc<App>> for Guest {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, ApiError> {
        let context = parts.extensions.remove::<Context>();
        let context = context
            .ok_or_else(|| ApiError::new(ErrorCode::InternalError, "Something went wrong on our side"))?;
        let origin = context.origin(&parts.headers);
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let token = bearer_token(&parts.headers).map(str::to_owned);
        Ok(Self { device: Device { origin, user_agent: agent.map(str::to_owned) }, token })
    }
}
