//! What an access token says.

use keyward_domain::{Id, Session, Tenant, Timestamp, User};
use serde::{Deserialize, Serialize};

use crate::{Authority, Error};

/// The claims of an access token (RFC 7519, 4.1), and whose session it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claims {
    /// The issuer: this server's public URL, or `keyward`.
    pub(super) iss: String,
    /// The person's id.
    pub(super) sub: String,
    /// Their tenant's.
    pub(super) tid: String,
    /// The session's.
    pub(super) sid: String,
    /// When it was made, in seconds since the Unix epoch.
    pub(super) iat: i64,
    /// When it ends.
    pub(super) exp: i64,
}

/// Whose token it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bearer {
    pub(super) user: Id<User>,
    pub(super) tenant: Id<Tenant>,
    pub(super) session: Id<Session>,
}

impl Claims {
    pub(super) fn new(authority: &Authority, user: &User, session: Id<Session>, now: Timestamp) -> Self {
        let (ids, policy) = (authority.ids(), authority.policy());
        Self {
            iss: policy.issuer.clone(),
            sub: ids.encode(user.id),
            tid: ids.encode(user.tenant),
            sid: ids.encode(session),
            iat: now.as_seconds(),
            exp: now.plus(policy.access_token_ttl).as_seconds(),
        }
    }

    /// Whose token it is. `InvalidToken` for ids that this database never printed.
    pub(super) fn ids(&self, authority: &Authority) -> Result<Bearer, Error> {
        let ids = authority.ids();
        let user = ids.decode(&self.sub).ok_or(Error::InvalidToken)?;
        let tenant = ids.decode(&self.tid).ok_or(Error::InvalidToken)?;
        Ok(Bearer { user, tenant, session: ids.decode(&self.sid).ok_or(Error::InvalidToken)? })
    }
}
