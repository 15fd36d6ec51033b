//! Why an operation did not happen.

use std::sync::Arc;

use keyward_domain::{Invalid, Need};
use keyward_storage::StorageError;

/// An operation that did not happen. Nothing of it was kept, or, where storage broke off at the commit, all of it: the same event id
/// sent again counts once.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The input breaks a rule.
    #[error("{0}")]
    Invalid(#[from] Invalid),
    /// The caller does not hold the permission that the operation needs.
    #[error("Insufficient permissions to {} {}", .0.action, .0.entity)]
    NotPermitted(Need),
    /// The tenant may only read.
    #[error("The tenant is suspended: reads still work, writes do not")]
    TenantSuspended,
    /// The database can't be reached; worth trying again.
    #[error("storage is unreachable")]
    Unavailable,
    /// A mistake of ours; the cause is for the log alone.
    #[error("internal error")]
    Internal(#[source] Arc<StorageError>),
}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Unavailable(cause) => {
                tracing::warn!(%cause, "storage is unreachable");
                Self::Unavailable
            }
            other => Self::Internal(Arc::new(other)),
        }
    }
}
