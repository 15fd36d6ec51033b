use keyward_authority::Policy;

use super::{Config, PublicUrl};

/// Who signs access tokens when no public URL is configured.
const ISSUER: &str = "keyward";

impl Config {
    /// What our own access tokens have in `iss`.
    pub(super) fn own_issuer(&self) -> &str {
        self.server.public_url.as_ref().map_or(ISSUER, PublicUrl::as_str)
    }

    /// What of it the operations go by.
    pub fn policy(&self) -> Policy {
        Policy {
            native_format: self.issue.native.to_string(),
            secret_format: self.issue.secret.to_string(),
            publishable_format: self.issue.publishable.to_string(),
            flapjack_format: self.issue.flapjack.to_string(),
            idempotency_ttl: self.idempotency.ttl(),
            max_bulk: self.limits.max_keys_per_request,
            max_import: self.limits.max_import_rows,
            issuer: self.own_issuer().to_owned(),
            access_token_ttl: self.auth.access_token_ttl(),
            refresh_token_ttl: self.auth.refresh_token_ttl(),
            sign_up: self.auth.sign_up,
        }
    }
}
