//! Making a secret and what is kept of it.

use keyward_domain::{
    Environment, EnvironmentType, Id, KeyKind, Limits, Metadata, Name, Networks, Owner, Permissions, Tenant,
    Timestamp,
};
use keyward_storage::keys::NewKey;
use keyward_token::{Algorithm, Digest, DigestKind, PlainSecret};

use crate::{Authority, Error};

/// A new secret and what is kept of it.
pub(crate) struct Minted {
    pub(crate) secret: PlainSecret,
    pub(crate) digest: Digest,
    pub(crate) algorithm: Algorithm,
    pub(crate) format: String,
    pub(crate) display: String,
}

impl Minted {
    /// A private key with this secret, that may do this much, from anywhere, as often as it likes and for ever.
    pub(crate) fn key(
        &self,
        (tenant, environment): (Id<Tenant>, Id<Environment>),
        owner: Owner,
        name: Name,
        permissions: Permissions,
        now: Timestamp,
    ) -> NewKey {
        NewKey {
            tenant,
            environment,
            kind: KeyKind::Private,
            name,
            description: None,
            owner,
            format: self.format.clone(),
            display: self.display.clone(),
            digest: self.digest,
            algorithm: self.algorithm.clone(),
            roles: Vec::new(),
            permissions,
            networks: Networks::default(),
            limits: Limits::default(),
            limit_scope: None,
            credits: None,
            metadata: Metadata::default(),
            expires_at: None,
            now,
        }
    }
}

/// No pepper is configured for a format that needs one.
#[derive(Debug, thiserror::Error)]
#[error("the format {0} digests with a pepper, and none is configured")]
struct NoPepper(String);

impl Authority {
    /// Makes a secret in the format of that name, which exists (see [`crate::check`]).
    pub(crate) fn mint(&self, format: &str, environment: EnvironmentType) -> Result<Minted, Error> {
        let format = self.formats().get(format).ok_or(Error::NotFound("Format"))?;
        let secret = format.template.generate(environment.tag(), self.entropy());
        let (digest, algorithm) = match format.digest {
            DigestKind::Sha256 => (Digest::sha256(secret.expose()), Algorithm::Sha256),
            DigestKind::HmacSha256 => {
                let pepper = self
                    .peppers()
                    .current()
                    .ok_or_else(|| Error::Internal(Box::new(NoPepper(format.name.to_string()))))?;
                (pepper.digest(secret.expose()), Algorithm::HmacSha256 { pepper: pepper.id().clone() })
            }
        };
        let display = format.display.apply(&format.template, &secret);
        Ok(Minted { secret, digest, algorithm, format: format.name.to_string(), display })
    }
}
