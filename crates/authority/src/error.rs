//! Why an operation did not happen, sorted by what a caller would do about it.

use keyward_domain::{Code, Invalid, Need, Permission, Requirement};
use keyward_gate::Unavailable;
use keyward_storage::StorageError;

/// An operation that did not happen. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input breaks a rule.
    #[error("{0}")]
    Invalid(#[from] Invalid),
    /// The input is well formed, but can't be done to this thing as it is now.
    #[error("{0}")]
    InvalidOperation(&'static str),
    /// The caller does not hold the permission that the operation needs.
    #[error("Insufficient permissions to {} {}", .0.action, .0.entity)]
    NotPermitted(Need),
    /// The caller tried to hand out what it does not hold.
    #[error("A key can't be given the permission {0}, which its maker or its owner does not hold")]
    NotHeld(Permission),
    /// Not for this type of account.
    #[error("{0}")]
    RoleRequired(&'static str),
    /// Refused for another reason than a missing permission.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Unknown address or wrong password: told apart to nobody.
    #[error("Invalid e-mail address or password")]
    Credentials,
    /// The password is right, but it is not proven that the address is theirs.
    #[error("The e-mail address is not verified: open the link in the mail that was sent there")]
    EmailNotVerified,
    /// The operator switched the account off.
    #[error("The account is disabled")]
    AccountDisabled,
    /// The current password, said again by somebody who is signed in, is another.
    #[error("The current password is incorrect")]
    WrongPassword,
    /// A token from a mail that is malformed, foreign, of another purpose, expired or used up.
    #[error("Invalid or expired token")]
    EmailToken,
    /// The account lacks what its upgrade requires.
    #[error("Upgrade requirements not met: {}", .0.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", "))]
    UpgradeRequirements(Vec<Requirement>),
    /// An access or refresh token that is malformed, foreign, expired, used up, or of a session that has ended.
    #[error("Invalid or expired token")]
    InvalidToken,
    /// The caller's own key ended while the request was under way; why, as a check would say it now.
    #[error("The API key may not be used any more")]
    CallersKey(Code),
    /// A webhook that is not proven to be its provider's; why is told to nobody.
    #[error("The webhook is not proven to be the provider's")]
    Unproven,
    /// A report that is not signed by whom it says.
    #[error("The report is not signed by GitHub")]
    Unsigned,
    /// The environment is unknown, not the tenant's, or none was named: told apart to nobody.
    #[error("Invalid or inaccessible environment")]
    EnvironmentDenied,
    /// The tenant may only read.
    #[error("The tenant is suspended: reads still work, writes do not")]
    TenantSuspended,
    /// No such thing for this caller.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// It exists already.
    #[error("{0}")]
    AlreadyExists(&'static str),
    /// There are as many as there may be.
    #[error("{0}")]
    LimitReached(&'static str),
    /// The database can't be reached; worth trying again.
    #[error("storage is unreachable")]
    Unavailable,
    /// A mistake of ours; the cause is for the log alone.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Unavailable(cause) => {
                tracing::warn!(%cause, "storage is unreachable");
                Self::Unavailable
            }
            other => Self::Internal(Box::new(other)),
        }
    }
}

impl From<Unavailable> for Error {
    fn from(_: Unavailable) -> Self {
        Self::Unavailable
    }
}
