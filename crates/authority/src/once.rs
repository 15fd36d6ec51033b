//! Idempotent creation: the first answer is kept, sealed, in the transaction that it answers for (contract v1, part 1).

use keyward_storage::Tx;
use keyward_storage::idempotency::{self, Kept};
use sha2::{Digest as _, Sha256};

use crate::{Actor, Authority, Error, Principal};

/// What a caller asked to happen at most once.
pub struct Once<'a, T> {
    request: Option<Request<'a>>,
    render: &'a (dyn Fn(&T) -> (u16, Vec<u8>) + Sync),
}

struct Request<'a> {
    route: &'a str,
    key: &'a str,
    body: &'a [u8],
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
    pub fn no(render: &'a (dyn Fn(&T) -> (u16, Vec<u8>) + Sync)) -> Self {
        Self { request: None, render }
    }

    /// Once for this key on this route; `body` is compared with the first one's.
    pub fn per_key(
        route: &'a str,
        key: &'a str,
        body: &'a [u8],
        render: &'a (dyn Fn(&T) -> (u16, Vec<u8>) + Sync),
    ) -> Self {
        Self { request: Some(Request { route, key, body }), render }
    }

    /// Claims the key for this transaction: `None` when it is ours. Another body under a used key is `AlreadyExists`.
    pub async fn claim(
        &self,
        authority: &Authority,
        tx: &Tx,
        actor: &Actor,
    ) -> Result<Option<Answer<T>>, Error> {
        let Some(request) = &self.request else { return Ok(None) };
        let now = authority.now();
        let scope = scope(actor, request.route);
        let expires_at = now.plus(authority.policy().idempotency_ttl);
        let Some(kept) = idempotency::claim(tx, &scope, request.key, now, expires_at).await? else {
            return Ok(None);
        };
        if kept.fingerprint != fingerprint(request.body) {
            return Err(Error::AlreadyExists("This Idempotency-Key was used with another body"));
        }
        let body = authority.vault().open(&kept.answer, context(&scope, request.key).as_bytes());
        let body = body.map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(Some(Answer::Again { status: kept.status, body }))
    }

    /// Keeps the answer of a claimed key.
    pub async fn settle(&self, authority: &Authority, tx: &Tx, actor: &Actor, made: &T) -> Result<(), Error> {
        let Some(request) = &self.request else { return Ok(()) };
        let scope = scope(actor, request.route);
        let (status, body) = (self.render)(made);
        let answer =
            authority.vault().seal(&body, context(&scope, request.key).as_bytes(), authority.entropy());
        let kept = Kept { fingerprint: fingerprint(request.body), status, answer };
        Ok(idempotency::settle(tx, &scope, request.key, kept).await?)
    }
}

/// A key counts within one tenant, environment, caller and route: an answer may hold a secret, and another caller, were it another key of the
/// same owner, might not be allowed to make it.
fn scope(actor: &Actor, route: &str) -> String {
    let environment = actor.environment.map(|environment| environment.id.get());
    let caller = match &actor.principal {
        Principal::Key(grant) => format!("{:?}/{}", grant.subject, grant.name),
        _ => format!("{:?}", actor.owner()),
    };
    format!("{}/{}/{caller}/{route}", actor.tenant.get(), environment.unwrap_or_default())
}

fn context(scope: &str, key: &str) -> String {
    format!("{scope}\n{key}")
}

fn fingerprint(body: &[u8]) -> Vec<u8> {
    Sha256::digest(body).to_vec()
}
