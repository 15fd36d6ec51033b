use serde::{Deserialize, Serialize};

use crate::config::values::Rate;

/// `[rate_limits]`: how often one client address may do what, as `5/minute`, `20/10 minutes` or `off`. The window starts with the first
/// request in it. An address of IPv6 counts with its /64 network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimits {
    /// Signing in. Default `5/minute`.
    pub login: Rate,
    /// Signing up. Default `5/minute`.
    pub register: Rate,
    /// Asking for a mail to reset a password. Default `3/minute`.
    pub forgot_password: Rate,
    /// Asking for another mail to verify an address. Default `3/minute`.
    pub resend_verification: Rate,
    /// Taking a refresh token for new tokens. Default `10/minute`.
    pub refresh: Rate,
    /// Setting a password by the token of a mail. Default `5/minute`.
    pub reset_password: Rate,
    /// Verifying an address by the token of a mail. Default `10/minute`.
    pub verify_email: Rate,
    /// Activating a licence on a domain; by itself, ending it there. Default `10/minute`.
    pub activate: Rate,
    /// Verifying a licence. Default `30/minute`.
    pub verify_license: Rate,
    /// Checking for an update; by itself, asking about a release. Default `30/minute`.
    pub check_updates: Rate,
    /// Downloading a release; by itself, asking for a link to one. Default `5/minute`.
    pub download: Rate,
    /// Listing the components of a site; by themselves, those that there are, and checks of them. Default `30/minute`.
    pub components: Rate,
    /// Downloading one component. Default `100/minute`.
    pub download_component: Rate,
    /// Requests of any kind to `/api/v1`, `/v1/auth` and `/api/keys`. Default `600/minute`.
    pub requests: Rate,
    /// Keys, and licences' keys, that were presented and that nobody knows; a good key is never refused for it. Default `20/10 minutes`.
    pub unknown_keys: Rate,
    /// Events that one key may send one by one. Default `1000/minute`.
    pub events: Rate,
    /// Bulk requests of events that one key may send. Default `100/minute`.
    pub events_bulk: Rate,
}

impl Default for RateLimits {
    fn default() -> Self {
        let rate = |text: &str| -> Rate { text.parse().expect("a rate") };
        Self {
            login: rate("5/minute"),
            register: rate("5/minute"),
            forgot_password: rate("3/minute"),
            resend_verification: rate("3/minute"),
            refresh: rate("10/minute"),
            reset_password: rate("5/minute"),
            verify_email: rate("10/minute"),
            activate: rate("10/minute"),
            verify_license: rate("30/minute"),
            check_updates: rate("30/minute"),
            download: rate("5/minute"),
            components: rate("30/minute"),
            download_component: rate("100/minute"),
            requests: rate("600/minute"),
            unknown_keys: rate("20/10 minutes"),
            events: rate("1000/minute"),
            events_bulk: rate("100/minute"),
        }
    }
}

impl RateLimits {
    /// Nothing is limited.
    pub const OFF: Self = Self {
        login: Rate::Off,
        register: Rate::Off,
        forgot_password: Rate::Off,
        resend_verification: Rate::Off,
        refresh: Rate::Off,
        reset_password: Rate::Off,
        verify_email: Rate::Off,
        activate: Rate::Off,
        verify_license: Rate::Off,
        check_updates: Rate::Off,
        download: Rate::Off,
        components: Rate::Off,
        download_component: Rate::Off,
        requests: Rate::Off,
        unknown_keys: Rate::Off,
        events: Rate::Off,
        events_bulk: Rate::Off,
    };
}
