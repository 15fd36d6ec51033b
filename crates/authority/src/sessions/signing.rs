//! The keys that sign access tokens: made on first use, kept sealed, changed each month.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use keyward_domain::Timestamp;
use keyward_storage::signing_keys::{self, StoredSigningKey};
use keyward_token::PlainSecret;
use sha2::{Digest as _, Sha256};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::claims::Claims;
use crate::{Authority, Error, MasterSecret, Vault};

/// How long a key signs.
const SIGNS_FOR: Duration = Duration::from_hours(30 * 24);
/// How long it verifies after that: the longest life that an access token can be configured to have.
pub(super) const VERIFIES_FOR: Duration = Duration::from_hours(24);
/// So many characters of the public key's SHA-256 name a key.
const KID_CHARS: usize = 32;
/// PKCS #8's head before the 32 bytes of an Ed25519 key (RFC 8410, 7).
const PKCS8_HEAD: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// Signs access tokens, and tells those that were signed here.
pub(crate) struct Signer {
    vault: Vault,
    ring: RwLock<Arc<[Arc<RingKey>]>>,
    /// One makes a key, the others wait for it.
    making: Mutex<()>,
}

/// A key in memory.
pub(super) struct RingKey {
    kid: String,
    verifying: DecodingKey,
    /// `None` where the sealed key can't be opened: the master secret is another one than it was.
    signing: Option<EncodingKey>,
    created_at: Timestamp,
    retires_at: Timestamp,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer")
    }
}

impl RingKey {
    fn signs(&self, now: Timestamp) -> bool {
        self.signing.is_some() && self.created_at <= now && now < self.retires_at
    }

    fn verifies(&self, now: Timestamp) -> bool {
        now < self.retires_at.plus(VERIFIES_FOR)
    }

    /// A token with these claims.
    pub(super) fn sign(&self, claims: &Claims) -> Result<PlainSecret, Error> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.kid.clone());
        let key = self.signing.as_ref().ok_or(Error::Unavailable)?;
        let token = encode(&header, claims, key).map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(PlainSecret::new(token))
    }
}

impl Signer {
    pub(crate) fn new(master: &MasterSecret) -> Self {
        let ring: Vec<Arc<RingKey>> = Vec::new();
        Self {
            vault: Vault::new(master, "signing keys"),
            ring: RwLock::new(ring.into()),
            making: Mutex::new(()),
        }
    }

    /// The key that signs now. To be called with no transaction open: it may write a new one.
    pub(super) async fn key(&self, authority: &Authority) -> Result<Arc<RingKey>, Error> {
        let now = authority.now();
        let signing = || self.ring().iter().find(|key| key.signs(now)).cloned();
        if let Some(key) = signing() {
            return Ok(key);
        }
        let _making = self.making.lock().await;
        if let Some(key) = signing() {
            return Ok(key);
        }
        self.load(authority, now).await?;
        if signing().is_none() {
            self.make(authority, now).await?;
            self.load(authority, now).await?;
        }
        signing().ok_or(Error::Unavailable)
    }

    /// The claims of a token that was signed here and has not expired. Everything else is `InvalidToken`.
    pub(super) async fn verify(&self, authority: &Authority, token: &str) -> Result<Claims, Error> {
        let now = authority.now();
        let header = decode_header(token).map_err(|_| Error::InvalidToken)?;
        let kid = header.kid.filter(|_| header.alg == Algorithm::EdDSA).ok_or(Error::InvalidToken)?;
        let key = self.find(authority, &kid, now).await?.ok_or(Error::InvalidToken)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        validation.set_issuer(&[&authority.policy().issuer]);
        // The library would ask a clock of its own: the time is compared below.
        validation.validate_exp = false;
        let decoded = decode::<Claims>(token, &key.verifying, &validation);
        let claims = decoded.map_err(|_| Error::InvalidToken)?.claims;
        if now.as_seconds() < claims.exp { Ok(claims) } else { Err(Error::InvalidToken) }
    }

    async fn find(
        &self,
        authority: &Authority,
        kid: &str,
        now: Timestamp,
    ) -> Result<Option<Arc<RingKey>>, Error> {
        let named = || self.ring().iter().find(|key| key.kid == kid && key.verifies(now)).cloned();
        let known = named();
        let ours = kid.len() == KID_CHARS && kid.bytes().all(|byte| byte.is_ascii_hexdigit());
        if known.is_some() || !ours {
            return Ok(known);
        }
        // Another instance may have made it a moment ago.
        self.load(authority, now).await?;
        Ok(named())
    }

    fn ring(&self) -> Arc<[Arc<RingKey>]> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn load(&self, authority: &Authority, now: Timestamp) -> Result<(), Error> {
        let stored = usable(authority, now).await?;
        let ring: Vec<_> = stored.into_iter().map(|key| Arc::new(self.open(key))).collect();
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring.into();
        Ok(())
    }

    fn open(&self, stored: StoredSigningKey) -> RingKey {
        let opened = self.vault.open(&stored.sealed, stored.kid.as_bytes()).map(Zeroizing::new);
        if opened.is_err() {
            tracing::warn!(kid = stored.kid, "a signing key can't be opened: it will verify, not sign");
        }
        let signing = opened.ok().map(|seed| {
            let der = Zeroizing::new([PKCS8_HEAD.as_slice(), &seed].concat());
            EncodingKey::from_ed_der(&der)
        });
        RingKey {
            kid: stored.kid,
            verifying: DecodingKey::from_ed_der(&stored.public_key),
            signing,
            created_at: stored.created_at,
            retires_at: stored.retires_at,
        }
    }

    async fn make(&self, authority: &Authority, now: Timestamp) -> Result<(), Error> {
        let mut seed = Zeroizing::new([0; 32]);
        authority.entropy().fill(&mut *seed);
        let public_key = SigningKey::from_bytes(&seed).verifying_key().to_bytes();
        let kid = hex::encode(Sha256::digest(public_key))[..KID_CHARS].to_owned();
        let sealed = self.vault.seal(&*seed, kid.as_bytes(), authority.entropy());
        let key =
            StoredSigningKey { kid, sealed, public_key, created_at: now, retires_at: now.plus(SIGNS_FOR) };
        let tx = authority.storage().begin().await?;
        signing_keys::insert(&tx, &key).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The keys whose tokens may still be good, the newest first.
pub(super) async fn usable(authority: &Authority, now: Timestamp) -> Result<Vec<StoredSigningKey>, Error> {
    let reader = authority.storage().reader();
    Ok(signing_keys::retiring_after(&reader, now.minus(VERIFIES_FOR)).await?)
}
