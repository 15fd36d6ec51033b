//! Whose words a path is answered in.

use axum::response::{IntoResponse, Response};

use crate::http::ApiError;
use crate::{flapjack, hub};

/// One of the APIs that this server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surface {
    Native,
    Hub,
    Flapjack,
}

impl Surface {
    pub(crate) fn of(path: &str) -> Self {
        if hub::owns(path) {
            Self::Hub
        } else if flapjack::owns(path) {
            Self::Flapjack
        } else {
            Self::Native
        }
    }

    /// What went wrong, as this surface says it.
    pub(crate) fn refuse(self, error: ApiError) -> Response {
        match self {
            Self::Native => error.into_response(),
            Self::Hub => hub::Problem::from(error).into_response(),
            Self::Flapjack => flapjack::Refusal::from(error).into_response(),
        }
    }
}
