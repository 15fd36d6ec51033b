//! What is counted together.

use crate::config::{Rate, RateLimits};

/// What is counted together, whichever surface it comes over: a second one must not double the guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Category {
    Login,
    Register,
    ForgotPassword,
    ResendVerification,
    Refresh,
    ResetPassword,
    VerifyEmail,
    Activate,
    VerifyLicense,
    CheckUpdates,
    Download,
    Components,
    /// Of each component by itself.
    DownloadComponent,
    /// Every request of a surface that people use, counted before anything else is looked at.
    Requests,
    /// A key that was presented as a credential, and that nobody knows. Good keys are never counted: many may share an address.
    UnknownKeys,
    /// Events that come one by one; of whoever sends them, not of an address.
    Events,
    /// Events that come in bulk, by requests; of whoever sends them.
    EventsBulk,
}

impl Category {
    /// Its name in the configuration.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Register => "register",
            Self::ForgotPassword => "forgot_password",
            Self::ResendVerification => "resend_verification",
            Self::Refresh => "refresh",
            Self::ResetPassword => "reset_password",
            Self::VerifyEmail => "verify_email",
            Self::Activate => "activate",
            Self::VerifyLicense => "verify_license",
            Self::CheckUpdates => "check_updates",
            Self::Download => "download",
            Self::Components => "components",
            Self::DownloadComponent => "download_component",
            Self::Requests => "requests",
            Self::UnknownKeys => "unknown_keys",
            Self::Events => "events",
            Self::EventsBulk => "events_bulk",
        }
    }

    pub(super) const fn rate(self, rates: &RateLimits) -> Rate {
        match self {
            Self::Login => rates.login,
            Self::Register => rates.register,
            Self::ForgotPassword => rates.forgot_password,
            Self::ResendVerification => rates.resend_verification,
            Self::Refresh => rates.refresh,
            Self::ResetPassword => rates.reset_password,
            Self::VerifyEmail => rates.verify_email,
            Self::Activate => rates.activate,
            Self::VerifyLicense => rates.verify_license,
            Self::CheckUpdates => rates.check_updates,
            Self::Download => rates.download,
            Self::Components => rates.components,
            Self::DownloadComponent => rates.download_component,
            Self::Requests => rates.requests,
            Self::UnknownKeys => rates.unknown_keys,
            Self::Events => rates.events,
            Self::EventsBulk => rates.events_bulk,
        }
    }

    /// Whether [`Requests`](Self::Requests) of this path are counted: where people sign in and manage, not where keys are checked.
    pub(crate) fn counts_requests_of(path: &str) -> bool {
        let pages = path == "/dashboard" || path.starts_with("/dashboard/");
        pages || path.starts_with("/v1/auth/") || crate::hub::owns(path) || crate::flapjack::owns(path)
    }
}
