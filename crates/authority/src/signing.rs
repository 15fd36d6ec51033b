//! Keys that sign tokens: made on first use, kept sealed, changed each month. One ring of them for each kind of token.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ed25519_dalek::SigningKey;
use jsonwebtoken::crypto::sign;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use keyward_domain::Timestamp;
use keyward_storage::Tx;
use keyward_storage::signing_keys::{self, StoredSigningKey};
use keyward_token::PlainSecret;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use crate::{Authority, Error, MasterSecret, Vault};

/// How long a key signs.
const SIGNS_FOR: Duration = Duration::from_hours(30 * 24);
/// So many characters of the public key's SHA-256 name a key.
const KID_CHARS: usize = 32;
/// PKCS #8's head before the 32 bytes of an Ed25519 key (RFC 8410, 7).
const PKCS8_HEAD: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// A kind of token. Keys of one kind neither sign nor verify another.
#[derive(Debug, Clone, Copy)]
pub struct TokenKind {
    /// Its name beside the keys in storage.
    pub name: &'static str,
    /// What its keys are sealed for (see [`Vault::new`]).
    pub vault: &'static str,
    /// The header's `typ` (RFC 7515, 4.1.9).
    pub typ: Option<&'static str>,
    /// How long a key verifies after it has signed its last token: no token lives longer.
    pub verifies_for: Duration,
}

/// A key that tokens may be signed with, as others may see it: Ed25519.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its name in tokens.
    pub kid: String,
    /// The public key.
    pub bytes: [u8; 32],
}

/// Signs tokens of one kind, and tells those that were signed here.
pub struct Signer {
    kind: TokenKind,
    vault: Vault,
    ring: RwLock<Arc<[Arc<RingKey>]>>,
    /// One makes a key, the others wait for it.
    making: Mutex<()>,
}

/// A key in memory.
pub struct RingKey {
    kid: String,
    typ: Option<&'static str>,
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

impl fmt::Debug for RingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RingKey({})", self.kid)
    }
}

impl RingKey {
    fn signs(&self, now: Timestamp) -> bool {
        self.signing.is_some() && self.created_at <= now && now < self.retires_at
    }

    fn verifies(&self, now: Timestamp, kind: &TokenKind) -> bool {
        now < self.retires_at.plus(kind.verifies_for)
    }

    /// A token with these claims: a JWS in compact form (RFC 7515, 7.1).
    pub fn sign(&self, claims: &impl Serialize) -> Result<PlainSecret, Error> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = self.typ.map(str::to_owned);
        header.kid = Some(self.kid.clone());
        let key = self.signing.as_ref().ok_or(Error::Unavailable)?;
        let token = encode(&header, claims, key).map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(PlainSecret::new(token))
    }

    /// Its name.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The signature over these bytes, which are no token (RFC 8032): 64 bytes in base64url.
    pub fn sign_bytes(&self, message: &[u8]) -> Result<String, Error> {
        let key = self.signing.as_ref().ok_or(Error::Unavailable)?;
        sign(message, key, Algorithm::EdDSA).map_err(|error| Error::Internal(Box::new(error)))
    }
}

impl Signer {
    /// The signer of a kind; its first key is made when it is first needed.
    pub(crate) fn new(master: &MasterSecret, kind: TokenKind) -> Self {
        let ring: Vec<Arc<RingKey>> = Vec::new();
        Self {
            kind,
            vault: Vault::new(master, kind.vault),
            ring: RwLock::new(ring.into()),
            making: Mutex::new(()),
        }
    }

    /// The key that signs now. To be called with no transaction open: it may write a new one.
    pub async fn key(&self, authority: &Authority) -> Result<Arc<RingKey>, Error> {
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

    /// The claims of a token that was signed here, whatever its time. Everything else is `InvalidToken`.
    pub(crate) async fn claims<C: DeserializeOwned>(
        &self,
        authority: &Authority,
        token: &str,
        required: &[&str],
    ) -> Result<C, Error> {
        let header = decode_header(token).map_err(|_| Error::InvalidToken)?;
        let kid = header.kid.filter(|_| header.alg == Algorithm::EdDSA).ok_or(Error::InvalidToken)?;
        let key = self.find(authority, &kid, authority.now()).await?.ok_or(Error::InvalidToken)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(required);
        validation.set_issuer(&[&authority.policy().issuer]);
        // The library would ask a clock of its own: the caller compares the time.
        validation.validate_exp = false;
        Ok(decode::<C>(token, &key.verifying, &validation).map_err(|_| Error::InvalidToken)?.claims)
    }

    /// The public half of every key whose tokens may still be good, the newest first.
    pub async fn public_keys(&self, authority: &Authority) -> Result<Vec<PublicKey>, Error> {
        let keys = self.usable(authority, authority.now()).await?;
        Ok(keys.into_iter().map(|key| PublicKey { kid: key.kid, bytes: key.public_key }).collect())
    }

    /// Forgets keys whose last token has expired.
    pub(crate) async fn forget(&self, tx: &Tx, now: Timestamp) -> Result<(), Error> {
        signing_keys::forget(tx, self.kind.name, now.minus(self.kind.verifies_for)).await?;
        Ok(())
    }

    async fn find(
        &self,
        authority: &Authority,
        kid: &str,
        now: Timestamp,
    ) -> Result<Option<Arc<RingKey>>, Error> {
        let named =
            || self.ring().iter().find(|key| key.kid == kid && key.verifies(now, &self.kind)).cloned();
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
        let stored = self.usable(authority, now).await?;
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
            typ: self.kind.typ,
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
        let key = StoredSigningKey {
            purpose: self.kind.name.to_owned(),
            kid,
            sealed,
            public_key,
            created_at: now,
            retires_at: now.plus(SIGNS_FOR),
        };
        let tx = authority.storage().begin().await?;
        signing_keys::insert(&tx, &key).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn usable(&self, authority: &Authority, now: Timestamp) -> Result<Vec<StoredSigningKey>, Error> {
        let (reader, after) = (authority.storage().reader(), now.minus(self.kind.verifies_for));
        Ok(signing_keys::retiring_after(&reader, self.kind.name, after).await?)
    }
}
