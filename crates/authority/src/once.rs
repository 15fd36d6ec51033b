//! Idempotent creation: the first answer is kept, sealed, in the transaction that it answers for (contract v1, part 1).

use keyward_storage::Tx;
use keyward_storage::idempotency::{self, Kept};
use sha2::{Digest as _, Sha256};

use crate::customer_portal::PortalActor;
use crate::{Actor, Authority, Error, Principal};

/// What a caller asked to happen at most once.
pub struct Once<'a, T> {
    request: Option<Request<'a, T>>,
}

struct Request<'a, T> {
    route: &'a str,
    key: &'a str,
    body: &'a [u8],
    render: &'a (dyn Fn(&T) -> (u16, Vec<u8>) + Sync),
}

impl<T> std::fmt::Debug for Once<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Once").field("key", &self.request.as_ref().map(|request| request.key)).finish()
    }
}

/// The answer to a creation.
#[derive(Debug)]
pub enum Answer<T> {
    /// It was made just now.
    Fresh(T),
    /// It was made before: the first answer, to the byte.
    Again {
        /// Its HTTP status.
        status: u16,
        /// Its body.
        body: Vec<u8>,
    },
}

impl<'a, T> Once<'a, T> {
    /// The longest idempotency key, in bytes.
    pub const MAX_KEY: usize = 255;

    /// As often as it is asked for.
    pub const fn no() -> Self {
        Self { request: None }
    }

    /// Once for this key on this route; `body` is compared with the first one's, and what `render` makes of what was made is the answer
    /// to all.
    pub fn per_key(
        route: &'a str,
        key: &'a str,
        body: &'a [u8],
        render: &'a (dyn Fn(&T) -> (u16, Vec<u8>) + Sync),
    ) -> Self {
        Self { request: Some(Request { route, key, body, render }) }
    }

    /// Claims the key for this transaction: `None` when it is ours. Another body under a used key is `AlreadyExists`.
    pub async fn claim(
        &self,
        authority: &Authority,
        tx: &Tx,
        who: &impl Asker,
    ) -> Result<Option<Answer<T>>, Error> {
        let Some(request) = &self.request else { return Ok(None) };
        let now = authority.now();
        let (scope, fingerprint) = who.asks(authority, request.body);
        let scope = format!("{scope}/{}", request.route);
        let expires_at = now.plus(authority.policy().idempotency_ttl);
        let Some(kept) = idempotency::claim(tx, &scope, request.key, now, expires_at).await? else {
            return Ok(None);
        };
        if kept.fingerprint != fingerprint {
            return Err(Error::AlreadyExists("This Idempotency-Key was used with another body"));
        }
        let body = authority.vault().open(&kept.answer, context(&scope, request.key).as_bytes());
        let body = body.map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(Some(Answer::Again { status: kept.status, body }))
    }

    /// Keeps the answer of a claimed key.
    pub async fn settle(
        &self,
        authority: &Authority,
        tx: &Tx,
        who: &impl Asker,
        made: &T,
    ) -> Result<(), Error> {
        let Some(request) = &self.request else { return Ok(()) };
        let (scope, fingerprint) = who.asks(authority, request.body);
        let scope = format!("{scope}/{}", request.route);
        let (status, body) = (request.render)(made);
        let answer =
            authority.vault().seal(&body, context(&scope, request.key).as_bytes(), authority.entropy());
        let kept = Kept { fingerprint, status, answer };
        Ok(idempotency::settle(tx, &scope, request.key, kept).await?)
    }
}

/// Who can ask for something to happen once.
pub trait Asker {
    /// Where its keys count, and what its body is compared by.
    fn asks(&self, authority: &Authority, body: &[u8]) -> (String, Vec<u8>);
}

/// A key counts within one tenant, environment, caller and route: an answer may hold a secret, and another caller, were it another key of the
/// same owner, might not be allowed to make it.
impl Asker for Actor {
    fn asks(&self, _: &Authority, body: &[u8]) -> (String, Vec<u8>) {
        let environment = self.environment.map(|environment| environment.id.get());
        let caller = match &self.principal {
            Principal::Key(grant) => format!("{:?}/{}", grant.subject, grant.name),
            _ => format!("{:?}", self.owner()),
        };
        let scope = format!("{}/{}/{caller}", self.tenant.get(), environment.unwrap_or_default());
        (scope, Sha256::digest(body).to_vec())
    }
}

/// A key counts within one session: another one may make keys that may do less.
impl Asker for PortalActor {
    fn asks(&self, _: &Authority, body: &[u8]) -> (String, Vec<u8>) {
        let (tenant, environment) = (self.session.tenant.get(), self.environment.id.get());
        let scope = format!("{tenant}/{environment}/portal session {}", self.session.id.get());
        (scope, Sha256::digest(body).to_vec())
    }
}

/// Somebody who is not known yet. Their keys count for whoever sends the same body alone, with the password in it, of which no plain digest
/// may be kept.
#[derive(Debug, Clone, Copy)]
pub struct Stranger;

impl Asker for Stranger {
    fn asks(&self, authority: &Authority, body: &[u8]) -> (String, Vec<u8>) {
        let digest = hex::encode(Sha256::digest(body));
        let keyed = authority.derive(&format!("idempotency of strangers/{digest}"));
        (format!("stranger/{}", hex::encode(keyed)), keyed.to_vec())
    }
}

fn context(scope: &str, key: &str) -> String {
    format!("{scope}\n{key}")
}
