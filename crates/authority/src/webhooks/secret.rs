//! Secrets of endpoints: told once, kept sealed, because they sign.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keyward_domain::{Id, Tenant};
use keyward_token::PlainSecret;

use super::Desk;
use crate::{Authority, Error, Vault};

const BYTES: usize = 32;

/// What secrets of Standard Webhooks begin with.
pub(super) const PREFIX: &str = "whsec_";

/// A new secret: `whsec_` and Base64, or 64 hex digits for an endpoint of the hub.
pub(super) fn mint(authority: &Authority, desk: Desk) -> PlainSecret {
    let mut bytes = zeroize::Zeroizing::new([0; BYTES]);
    authority.entropy().fill(&mut *bytes);
    PlainSecret::new(match desk {
        Desk::Native => format!("{PREFIX}{}", STANDARD.encode(*bytes)),
        Desk::Hub => hex::encode(*bytes),
    })
}

/// The secret for the row.
pub(super) fn seal(authority: &Authority, tenant: Id<Tenant>, secret: &PlainSecret) -> Vec<u8> {
    let context = context(tenant);
    vault(authority).seal(secret.expose().as_bytes(), context.as_bytes(), authority.entropy())
}

/// The secret of a row.
pub(super) fn open(authority: &Authority, tenant: Id<Tenant>, sealed: &[u8]) -> Result<PlainSecret, Error> {
    let opened = vault(authority).open(sealed, context(tenant).as_bytes());
    let opened = opened.map_err(|error| Error::Internal(Box::new(error)))?;
    let text = String::from_utf8(opened).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(PlainSecret::new(text))
}

fn vault(authority: &Authority) -> Vault {
    authority.vault_for("webhook endpoints")
}

fn context(tenant: Id<Tenant>) -> String {
    format!("webhook endpoint of tenant {}", tenant.get())
}
