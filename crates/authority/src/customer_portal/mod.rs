//! The customers' portal (contract v1, part 8): the tenant lets a customer in, who then sees and changes what is its own.
//!
//! A session's token is opaque and good for these operations alone. What each of them asks is a right of the session's.

pub mod authenticate;
pub mod end;
pub mod keys;
pub mod open;
pub mod usage;

use keyward_domain::{
    AuditActor, AuditEvent, AuditTarget, Customer, Id, Key, Outcome, PortalRight, PortalSession, Timestamp,
};
use keyward_gate::GrantEnvironment;
use keyward_storage::{Tx, audit};

use crate::{Authority, Error, Origin};

const SESSION: &str = "Portal session";

/// A customer in its portal.
#[derive(Debug, Clone)]
pub struct PortalActor {
    /// The session.
    pub session: PortalSession,
    /// The customer.
    pub customer: Customer,
    /// Where it is known.
    pub environment: GrantEnvironment,
    /// Whether its tenant may only read.
    pub tenant_suspended: bool,
    /// Where the request came from.
    pub origin: Origin,
}

impl PortalActor {
    /// Lets a read pass.
    pub fn may_read(&self, right: PortalRight) -> Result<(), Error> {
        if self.session.allowed.contains(&right) {
            Ok(())
        } else {
            Err(Error::Forbidden("The portal session does not allow this"))
        }
    }

    /// Lets a write pass: like a read, but not for a suspended tenant.
    pub fn may_write(&self, right: PortalRight) -> Result<(), Error> {
        self.may_read(right)?;
        if self.tenant_suspended { Err(Error::TenantSuspended) } else { Ok(()) }
    }

    /// Who it is, for the trail.
    pub(crate) fn audit_actor(&self, authority: &Authority) -> AuditActor {
        AuditActor {
            kind: "portal_session",
            id: authority.ids().encode(self.session.id),
            name: self.customer.external_id.to_string(),
            address: self.origin.address.map(|address| address.to_string()),
            request_id: self.origin.request_id.clone(),
            user_agent: self.origin.user_agent.clone(),
        }
    }

    /// Writes down what the customer did to a key, in the transaction that does it, and tells webhooks of it.
    async fn record(
        &self,
        authority: &Authority,
        tx: &Tx,
        action: &'static str,
        key: &Key,
        now: Timestamp,
    ) -> Result<(), Error> {
        let target = AuditTarget { kind: "key", id: key.id.get(), name: key.name.to_string() };
        let actor = self.audit_actor(authority);
        let event = AuditEvent { actor, action, target, outcome: Outcome::Done, detail: "{}".to_owned() };
        audit::append(tx, self.session.tenant, now, &[event]).await?;
        authority.tell_of_keys(tx, self.session.tenant, action, &[key], now).await
    }
}

fn target(session: Id<PortalSession>, customer: &str) -> AuditTarget {
    AuditTarget { kind: "portal_session", id: session.get(), name: customer.to_owned() }
}
