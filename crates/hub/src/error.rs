//! Why an operation did not happen.

use keyward_domain::subscription::SubscriptionRefusal;
use keyward_domain::ticket::TicketClosed;
use keyward_domain::{Invalid, LicenseRefusal};
use keyward_storage::StorageError;

/// An operation that did not happen. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// As every operation may fail: bad fields, a missing permission, an outage.
    #[error(transparent)]
    Authority(#[from] keyward_authority::Error),
    /// A rule of the hub's stands against it.
    #[error("{}", .0.detail)]
    Refused(Refusal),
}

/// What the hub answers where a rule of its stands against something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of answer it is.
    pub kind: RefusalKind,
    /// The word for programs.
    pub code: &'static str,
    /// The sentence for people.
    pub detail: String,
    /// Numbers that belong to it, by name.
    pub more: Vec<(&'static str, i64)>,
}

/// What a caller would do about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// Ask for something else.
    Invalid,
    /// Ask somebody else.
    Forbidden,
    /// Nothing: there is no such thing for this caller.
    NotFound,
}

impl Error {
    pub(crate) fn refused(kind: RefusalKind, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Refused(Refusal { kind, code, detail: detail.into(), more: Vec::new() })
    }

    pub(crate) fn not_found(code: &'static str, detail: &str) -> Self {
        Self::refused(RefusalKind::NotFound, code, detail)
    }

    /// The same for another's licence, for one that was deleted, and for a key that no licence has.
    pub(crate) fn no_license() -> Self {
        LicenseRefusal::Gone.into()
    }

    pub(crate) fn no_client() -> Self {
        Self::not_found("client_not_found", "Client not found")
    }

    pub(crate) fn no_product() -> Self {
        Self::not_found("product_not_found", "Product not found")
    }

    pub(crate) fn no_release() -> Self {
        Self::not_found("release_not_found", "Release not found")
    }

    pub(crate) fn no_component() -> Self {
        Self::not_found("component_not_found", "Component not found")
    }

    pub(crate) fn no_activation() -> Self {
        Self::not_found("activation_not_found", "Activation not found")
    }

    pub(crate) fn no_plan() -> Self {
        Self::not_found("plan_not_found", "Plan not found")
    }

    pub(crate) fn no_subscription() -> Self {
        Self::not_found("subscription_not_found", "Subscription not found")
    }

    /// The same for another account's ticket.
    pub(crate) fn no_ticket() -> Self {
        Self::not_found("ticket_not_found", "Ticket not found")
    }

    pub(crate) fn no_attachment() -> Self {
        Self::not_found("attachment_not_found", "Attachment not found")
    }

    pub(crate) fn role_required(detail: &str) -> Self {
        Self::refused(RefusalKind::Forbidden, "role_required", detail)
    }

    /// For an operation of the authority's that asks one of ours.
    pub(crate) fn into_authority(self) -> keyward_authority::Error {
        match self {
            Self::Authority(error) => error,
            refused @ Self::Refused(_) => keyward_authority::Error::Internal(Box::new(refused)),
        }
    }

    /// A mistake of ours, or a database that somebody else wrote to.
    pub(crate) fn broken(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        keyward_authority::Error::Internal(Box::new(cause)).into()
    }
}

impl From<LicenseRefusal> for Refusal {
    fn from(refusal: LicenseRefusal) -> Self {
        let kind = match refusal {
            LicenseRefusal::Gone => RefusalKind::NotFound,
            _ if refusal.is_forbidden() => RefusalKind::Forbidden,
            _ => RefusalKind::Invalid,
        };
        Self { kind, code: refusal.code(), detail: refusal.detail().to_owned(), more: Vec::new() }
    }
}

impl From<LicenseRefusal> for Error {
    fn from(refusal: LicenseRefusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<SubscriptionRefusal> for Error {
    fn from(refusal: SubscriptionRefusal) -> Self {
        Self::refused(RefusalKind::Invalid, SubscriptionRefusal::CODE, refusal.detail())
    }
}

impl From<TicketClosed> for Error {
    fn from(closed: TicketClosed) -> Self {
        Self::refused(RefusalKind::Invalid, "ticket_closed", closed.to_string())
    }
}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        keyward_authority::Error::from(error).into()
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        keyward_authority::Error::from(invalid).into()
    }
}
