//! The configured external issuers, with the places where their keys are.

mod file;
mod http;

use std::sync::Arc;

use keyward_authority::identities::{Admission, ClaimNames, Issuer, KeySource, Trust};

pub(crate) use file::FileKeys;
pub(crate) use http::HttpKeys;

use crate::config::{self, Config, ConfigError, SharedSecret};

/// Bytes of a JWKS at most: a hundred keys have a tenth of it.
const MAX_BYTES: usize = 1024 * 1024;
const TOO_LONG: &str = "is longer than 1 MiB";

/// The issuers that the configuration names. Refused: a file that can't be read, or has no secret in it.
pub fn issuers(config: &Config) -> Result<Vec<Issuer>, ConfigError> {
    config.auth.issuers.iter().map(|issuer| one(config, issuer)).collect()
}

fn one(config: &Config, issuer: &config::Issuer) -> Result<Issuer, ConfigError> {
    let label = |label: &config::Label| label.as_str().to_owned();
    let tenants = issuer.tenants.iter().map(|(name, id)| (name.clone(), label(id)));
    Ok(Issuer {
        name: label(&issuer.name),
        audience: issuer.audience.as_ref().map(label),
        trust: trust(config, issuer)?,
        claims: ClaimNames {
            subject: issuer.subject_claim.clone(),
            email: Some(issuer.email_claim.clone()).filter(|name| !name.is_empty()),
            tenant: issuer.tenant_claim.clone(),
        },
        admission: Admission {
            create_tenant: issuer.create_tenant,
            tenant: issuer.tenant.as_ref().map(label),
            tenants: tenants.collect(),
            default_roles: issuer.roles(),
        },
    })
}

fn trust(config: &Config, issuer: &config::Issuer) -> Result<Trust, ConfigError> {
    let refused = |reason: String| ConfigError {
        origin: None,
        key: "auth.issuers".to_owned(),
        reason: format!("{}: {reason}", issuer.name),
    };
    let secret = |secret: &SharedSecret| Trust::Secret(Arc::new(secret.expose()));
    if let Some(given) = &issuer.hs256_secret {
        return Ok(secret(given));
    }
    if let Some(name) = &issuer.hs256_secret_env {
        let given = config.secrets.issuers.get(name);
        return given.map(secret).ok_or_else(|| refused(format!("the variable {name} is not set")));
    }
    if let Some(path) = &issuer.hs256_secret_file {
        let named = |reason: &dyn std::fmt::Display| refused(format!("{}: {reason}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| named(&error))?;
        let given = text.trim_end().parse::<SharedSecret>().map_err(|reason| named(&reason))?;
        return Ok(secret(&given));
    }
    let source: Arc<dyn KeySource> = match (&issuer.jwks_url, &issuer.jwks_file) {
        (Some(url), _) => Arc::new(HttpKeys::new(url, issuer.fetch_timeout()).map_err(refused)?),
        (None, Some(path)) => Arc::new(FileKeys::open(path).map_err(refused)?),
        (None, None) => return Err(refused("has no keys".to_owned())),
    };
    Ok(Trust::Keys(source))
}
