//! Let a customer into its portal.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyward_domain::{ExternalId, Invalid, PortalRight, PortalSession};
use keyward_storage::customers;
use keyward_storage::portal_sessions::{self, NewPortalSession};
use keyward_token::{Digest, PlainSecret};
use zeroize::Zeroizing;

use super::target;
use crate::{Actor, Answer, Authority, Error, Once, check, needs};

/// A session to be, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct OpenPortal {
    /// A customer's id.
    pub customer_id: Option<String>,
    /// Or the tenant's own id of it.
    pub external_id: Option<String>,
    /// How long it is good: 60 to 86400 seconds; 3600 by default.
    pub ttl_seconds: Option<u64>,
    /// What the customer may do there; by default all that the caller may do itself.
    pub allow: Option<Vec<String>>,
    /// What keys that the customer makes there may do; by default nothing.
    pub permissions: Vec<String>,
}

/// A session that was just opened. The only time its token is told.
#[derive(Debug)]
pub struct Opened {
    /// The session.
    pub session: PortalSession,
    /// The token.
    pub token: PlainSecret,
}

/// What a token begins with, so that a scanner for leaked secrets can tell it.
const PREFIX: &str = "kwp_";
const CUSTOMER: &str = "Customer";
const DEFAULT_TTL_SECONDS: u64 = 3600;

/// Lets a customer in. Nobody gives what they may not do themselves.
pub async fn open(
    authority: &Authority,
    actor: &Actor,
    input: &OpenPortal,
    once: &Once<'_, Opened>,
) -> Result<Answer<Opened>, Error> {
    actor.may_write(needs::CUSTOMER_WRITE)?;
    let environment = actor.environment()?;
    let mut invalid = Invalid::none();
    if input.customer_id.is_some() == input.external_id.is_some() {
        invalid.add("external_id", "must be sent, or customer_id instead of it");
    }
    let seconds = input.ttl_seconds.unwrap_or(DEFAULT_TTL_SECONDS);
    if !(60..=86_400).contains(&seconds) {
        invalid.add("ttl_seconds", "must be a whole number from 60 to 86400");
    }
    let allowed = rights(&mut invalid, actor, input.allow.as_deref());
    let permissions = check::permissions(&mut invalid, "", &input.permissions);
    invalid.into_result()?;
    if let Some(refused) = allowed.iter().find(|right| actor.may_read(right.needs()).is_err()) {
        return Err(Error::NotPermitted(refused.needs()));
    }
    actor.may_hand_out(&permissions)?;
    let mut bytes = Zeroizing::new([0; 32]);
    authority.entropy().fill(&mut *bytes);
    let token = PlainSecret::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(*bytes)));
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let found = match (&input.customer_id, &input.external_id) {
        (Some(text), _) => customers::hold(&tx, environment, authority.decode(text, CUSTOMER)?).await?,
        (None, Some(text)) => match text.parse::<ExternalId>() {
            Ok(external_id) => customers::find(&tx, environment, &external_id).await?,
            // What no customer can be called, none is.
            Err(_) => None,
        },
        (None, None) => None,
    };
    let customer = found.ok_or(Error::NotFound(CUSTOMER))?;
    let new = NewPortalSession {
        tenant: actor.tenant,
        environment,
        customer: customer.id,
        digest: &Digest::sha256(token.expose()),
        allowed: &allowed,
        permissions: &permissions,
        now,
        expires_at: now.plus(Duration::from_secs(seconds)),
    };
    let session = portal_sessions::insert(&tx, &new).await?;
    let target = target(session.id, customer.external_id.as_str());
    let opened = Opened { session, token };
    once.settle(authority, &tx, actor, &opened).await?;
    authority.note(&tx, actor, "portal_session.create", target, "{}", now).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(opened))
}

fn rights(invalid: &mut Invalid, actor: &Actor, texts: Option<&[String]>) -> Vec<PortalRight> {
    let Some(texts) = texts else {
        let may = |right: &PortalRight| actor.may_read(right.needs()).is_ok();
        return PortalRight::ALL.into_iter().filter(may).collect();
    };
    let mut rights = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        if let Some(right) = invalid.check(&format!("allow[{index}]"), text.parse::<PortalRight>())
            && !rights.contains(&right)
        {
            rights.push(right);
        }
    }
    rights
}
