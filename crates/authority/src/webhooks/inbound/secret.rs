//! What a provider signs with, or what its signatures are verified with: kept sealed.

use keyward_domain::webhook::WebhookProvider;
use keyward_domain::{Environment, Id};
use keyward_token::PlainSecret;

use super::verify;
use crate::{Authority, Error, Vault};

const MAX_BYTES: usize = 1024;

/// Why a text is no secret of that provider's.
pub(super) fn check(provider: WebhookProvider, secret: &str) -> Result<(), &'static str> {
    let written =
        (1..=MAX_BYTES).contains(&secret.len()) && secret.bytes().all(|byte| byte.is_ascii_graphic());
    match provider {
        WebhookProvider::Stripe if written => Ok(()),
        WebhookProvider::Stripe => Err("must be the signing secret of the endpoint at Stripe, whsec_…"),
        WebhookProvider::Standard if written && verify::standard::Key::read(secret).is_some() => Ok(()),
        WebhookProvider::Standard => {
            Err("must be whsec_ and the Base64 of a secret, or whpk_ and that of an Ed25519 public key")
        }
    }
}

pub(super) fn seal(authority: &Authority, environment: Id<Environment>, secret: &PlainSecret) -> Vec<u8> {
    let context = context(environment);
    vault(authority).seal(secret.expose().as_bytes(), context.as_bytes(), authority.entropy())
}

pub(super) fn open(
    authority: &Authority,
    environment: Id<Environment>,
    sealed: &[u8],
) -> Result<PlainSecret, Error> {
    let opened = vault(authority).open(sealed, context(environment).as_bytes());
    let opened = opened.map_err(|error| Error::Internal(Box::new(error)))?;
    let text = String::from_utf8(opened).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(PlainSecret::new(text))
}

fn vault(authority: &Authority) -> Vault {
    authority.vault_for("webhook connections")
}

fn context(environment: Id<Environment>) -> String {
    format!("webhook connection of environment {}", environment.get())
}
