//! The parts that every way to sign in shares.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyward_domain::{AuditTarget, Environment, EnvironmentType, Id, Permissions, Session, Timestamp, User};
use keyward_storage::sessions::{self, NewSession};
use keyward_storage::{Connection, Tx, environments, refresh_tokens};
use keyward_token::{Digest, PlainSecret};
use zeroize::Zeroizing;

use super::claims::Claims;
use super::{Device, SignedIn};
use crate::signing::RingKey;
use crate::{Actor, Authority, Error, Origin, Principal};

/// What a refresh token begins with, so that a scanner for leaked secrets can tell it.
const REFRESH_PREFIX: &str = "kwr_";
const MAX_AGENT_CHARS: usize = 255;

/// Opens a session with its first refresh token.
pub(super) async fn open(
    authority: &Authority,
    tx: &Tx,
    user: &User,
    device: &Device,
    now: Timestamp,
) -> Result<(Session, PlainSecret), Error> {
    let agent = device.user_agent.as_deref();
    let new = NewSession {
        user: user.id,
        tenant: user.tenant,
        now,
        expires_at: now.plus(authority.policy().refresh_token_ttl),
        address: device.origin.address,
        // PostgreSQL takes no NUL, and no list of sessions any control character.
        user_agent: agent
            .map(|text| text.chars().filter(|c| !c.is_control()).take(MAX_AGENT_CHARS).collect()),
    };
    let session = sessions::insert(tx, &new).await?;
    let refresh = next_refresh(authority, tx, session.id, now, new.expires_at).await?;
    Ok((session, refresh))
}

/// Makes a family's next refresh token.
pub(super) async fn next_refresh(
    authority: &Authority,
    tx: &Tx,
    session: Id<Session>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<PlainSecret, Error> {
    let mut bytes = Zeroizing::new([0; 32]);
    authority.entropy().fill(&mut *bytes);
    let token = PlainSecret::new(format!("{REFRESH_PREFIX}{}", URL_SAFE_NO_PAD.encode(*bytes)));
    refresh_tokens::insert(tx, &Digest::sha256(token.expose()), session, now, expires_at).await?;
    Ok(token)
}

/// The answer to a sign-in, signed with a key that was had before the transaction.
pub(super) fn signed_in(
    authority: &Authority,
    key: &RingKey,
    user: User,
    environment: Option<Id<Environment>>,
    session: (Id<Session>, PlainSecret),
    now: Timestamp,
) -> Result<SignedIn, Error> {
    let access_token = key.sign(&Claims::new(authority, &user, session.0, now))?;
    Ok(SignedIn { access_token, refresh_token: session.1, user, environment })
}

/// Where somebody who has just signed in is likely to work.
pub(super) async fn home(db: &impl Connection, user: &User) -> Result<Option<Id<Environment>>, Error> {
    let all = environments::all(db, user.tenant).await?;
    let development = all.iter().find(|environment| environment.kind == EnvironmentType::Development);
    Ok(development.or(all.first()).map(|environment| environment.id))
}

/// A person as the audit trail names them, who may do nothing by this.
pub(crate) fn person(user: &User, session: Option<Id<Session>>, origin: Origin) -> Actor {
    let principal = Principal::User {
        user: user.id,
        email: user.email.as_str().into(),
        session,
        permissions: Arc::new(Permissions::default()),
        operator: false,
        tenant_suspended: false,
    };
    Actor { principal, tenant: user.tenant, environment: None, origin }
}

pub(super) fn target(session: Id<Session>, user: &User) -> AuditTarget {
    AuditTarget { kind: "session", id: session.get(), name: user.email.clone() }
}
