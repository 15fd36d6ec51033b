//! Whether who began a change may still end it.

use keyward_domain::{BuiltInRole, Code, Key, KeyState, TenantStatus, Timestamp};
use keyward_gate::Subject;
use keyward_storage::{Tx, standing};

use crate::{Actor, Authority, Error, Principal};

impl Authority {
    /// Refuses a caller whose key, session or account has ended since the request came in: a body that is sent slowly must not outlive
    /// the revocation of its key.
    ///
    /// Called once the tenant's audit chain was appended to. Whoever ends a key or a session appends to that chain as well, and
    /// holds its end until the commit: either that is committed and seen here, or it waits for this transaction and is answered after it.
    pub async fn still_stands(
        &self,
        tx: &Tx,
        actor: &Actor,
        changed: &[&Key],
        now: Timestamp,
    ) -> Result<(), Error> {
        let tenant = match &actor.principal {
            Principal::Key(grant) => {
                // A key of the configuration has no row.
                let Subject::Key(id) = grant.subject else { return Ok(()) };
                // What this change made of it is not what it was: see `may_change`.
                if changed.iter().any(|key| key.id == id) {
                    return Ok(());
                }
                let found = standing::of_key(tx, id).await?;
                let found = found.ok_or(Error::CallersKey(Code::NotFound))?;
                if found.disabled {
                    return Err(Error::CallersKey(Code::Disabled));
                }
                stands(found.state, found.expires_at, now)?;
                found.tenant
            }
            Principal::User { user, session, operator, .. } => {
                let person = match session {
                    Some(id) => standing::of_session(tx, *id)
                        .await?
                        .filter(|session| session.expires_at > now)
                        .map(|session| session.person),
                    None => standing::of_user(tx, *user).await?,
                };
                let person = person.ok_or(Error::InvalidToken)?;
                if *operator && !BuiltInRole::is_among(BuiltInRole::OPERATOR, &person.roles) {
                    return Err(Error::InvalidToken);
                }
                person.tenant
            }
            Principal::Operator => return Ok(()),
        };
        if tenant == TenantStatus::Suspended && !actor.is_operator() {
            return Err(Error::TenantSuspended);
        }
        Ok(())
    }
}

/// Refuses a caller that is about to change its own key, locked as it is now, when that key may not be used any more.
pub(crate) fn may_change(actor: &Actor, key: &Key, now: Timestamp) -> Result<(), Error> {
    match &actor.principal {
        Principal::Key(grant) if grant.subject == Subject::Key(key.id) => {
            stands(key.state, key.expires_at, now)
        }
        _ => Ok(()),
    }
}

fn stands(state: KeyState, expires_at: Option<Timestamp>, now: Timestamp) -> Result<(), Error> {
    match state {
        KeyState::Revoked => Err(Error::CallersKey(Code::Revoked)),
        KeyState::Disabled => Err(Error::CallersKey(Code::Disabled)),
        KeyState::Active if expires_at.is_some_and(|end| end <= now) => Err(Error::CallersKey(Code::Expired)),
        KeyState::Active => Ok(()),
    }
}
