//! What a download link carries: which file it is for and whose, and that we made it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyward_domain::{Activation, Id, License, Release, Timestamp};
use keyward_token::Digest;

use super::Entitled;
use crate::error::RefusalKind;
use crate::{Error, Hub};

/// A token for one file, for one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The token.
    pub token: String,
    /// The first instant at which it is no good any more.
    pub expires_at: Timestamp,
}

/// What a token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claims {
    pub(super) release: Id<Release>,
    pub(super) license: Id<License>,
    pub(super) activation: Id<Activation>,
    /// The licence's epoch: revoking a licence voids its links.
    pub(super) epoch: i64,
    pub(super) expires_at: i64,
    /// Of the file.
    pub(super) sha256: Digest,
}

/// A token for this release. Its time is in whole seconds.
pub(crate) fn issue(hub: &Hub, site: &Entitled, release: &Release, now: Timestamp) -> Ticket {
    let seconds = now.plus(hub.settings().link_ttl).as_seconds();
    let claims = Claims {
        release: release.id,
        license: site.license.id,
        activation: site.activation.id,
        epoch: site.license.facts.epoch,
        expires_at: seconds,
        sha256: release.artifact.sha256,
    };
    let text = claims.text();
    let token = format!("{text}.{}", URL_SAFE_NO_PAD.encode(hub.links().digest(&text).as_bytes()));
    Ticket { token, expires_at: Timestamp::from_micros(seconds.saturating_mul(1_000_000)) }
}

/// What a token of ours says, if its time is not over.
pub(super) fn read(hub: &Hub, token: &str, now: Timestamp) -> Result<Claims, Error> {
    let invalid =
        || Error::refused(RefusalKind::Forbidden, "download_link_invalid", "Download link is invalid");
    let (text, sum) = token.rsplit_once('.').ok_or_else(invalid)?;
    let sum = URL_SAFE_NO_PAD.decode(sum).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let sum = Digest::from_bytes(sum.ok_or_else(invalid)?);
    if !hub.links().digest(text).ct_eq(&sum) {
        return Err(invalid());
    }
    let claims = Claims::read(text).ok_or_else(invalid)?;
    if claims.expires_at <= now.as_seconds() {
        let detail = "Download link has expired";
        return Err(Error::refused(RefusalKind::Forbidden, "download_link_expired", detail));
    }
    Ok(claims)
}

impl Claims {
    fn text(&self) -> String {
        let Self { release, license, activation, epoch, expires_at, sha256 } = self;
        let [release, license, activation] = [release.get(), license.get(), activation.get()];
        format!("1.{release}.{license}.{activation}.{epoch}.{expires_at}.{}", sha256.to_hex())
    }

    fn read(text: &str) -> Option<Self> {
        let (numbers, sha256) = text.rsplit_once('.')?;
        let numbers: Vec<i64> = numbers.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let [1, release, license, activation, epoch, expires_at] = numbers[..] else { return None };
        Some(Self {
            release: Id::new(release),
            license: Id::new(license),
            activation: Id::new(activation),
            epoch,
            expires_at,
            sha256: Digest::from_hex(sha256).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_token_says_reads_back() {
        let claims = Claims {
            release: Id::new(12),
            license: Id::new(42),
            activation: Id::new(311),
            epoch: 3,
            expires_at: 1_795_219_200,
            sha256: Digest::sha256("abc"),
        };
        assert_eq!(Claims::read(&claims.text()), Some(claims));
        for bad in ["", "1.2.3.4.5.6", "2.1.1.1.1.1.ab", "1.x.1.1.1.1.ab"] {
            assert_eq!(Claims::read(bad), None, "{bad}");
        }
    }
}
