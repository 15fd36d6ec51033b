use keyward_authority::Policy;

use super::{Config, PublicUrl};

/// Who signs access tokens when no public URL is configured.
const ISSUER: &str = "keyward";

impl Config {
    /// What our own access tokens have in `iss`.
    pub(super) fn own_issuer(&self) -> &str {
        self.server.public_url.as_ref().map_or(ISSUER, PublicUrl::as_str)
    }

    /// What links in mails begin with: the public URL, or the address listened on.
    pub fn link_base(&self) -> String {
        let listen = self.server.listen;
        match &self.server.public_url {
            Some(url) => url.as_str().to_owned(),
            None if listen.ip().is_unspecified() => format!("http://localhost:{}", listen.port()),
            None => format!("http://{listen}"),
        }
    }

    /// What of it the operations go by.
    pub fn policy(&self) -> Policy {
        Policy {
            native_format: self.issue.native.to_string(),
            secret_format: self.issue.secret.to_string(),
            publishable_format: self.issue.publishable.to_string(),
            flapjack_format: self.issue.flapjack.to_string(),
            hub_format: self.issue.hub.to_string(),
            idempotency_ttl: self.idempotency.ttl(),
            max_bulk: self.limits.max_keys_per_request,
            max_import: self.limits.max_import_rows,
            credit_block: self.gate.credit_block,
            issuer: self.own_issuer().to_owned(),
            access_token_ttl: self.auth.access_token_ttl(),
            refresh_token_ttl: self.auth.refresh_token_ttl(),
            sign_up: self.auth.sign_up,
            require_verified_email: self.auth.require_verified_email,
            developer_license_limit: self.accounts.developer_license_limit,
            upgrade_requires: self.accounts.upgrade_requires.iter().map(|one| one.0).collect(),
            webhooks: self.webhooks.policy(),
            leaks: self.leaks.policy(),
            // The command line says so, not the configuration.
            development: false,
        }
    }
}
