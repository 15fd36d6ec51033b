//! Who is doing something, and what they may.

use std::net::IpAddr;
use std::sync::{Arc, LazyLock};

use keyward_domain::{BuiltInRole, Environment, Id, Need, Owner, Permissions, Session, Tenant, User};
use keyward_gate::{CachedGrant, GrantEnvironment, Subject};

use crate::Error;

/// The one who asks for an operation: whose, where, with which permissions.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who.
    pub principal: Principal,
    /// The tenant whose rows exist for them.
    pub tenant: Id<Tenant>,
    /// The environment in which they act; `None` when none was named.
    pub environment: Option<GrantEnvironment>,
    /// Where the request came from.
    pub origin: Origin,
}

/// How the actor was recognised.
#[derive(Debug, Clone)]
pub enum Principal {
    /// By a key, static keys included.
    Key(Arc<CachedGrant>),
    /// By an access token: a person who is signed in.
    User {
        /// Who.
        user: Id<User>,
        /// Their address.
        email: Box<str>,
        /// The session that the token belongs to; `None` for a token of an external issuer, who keeps their session.
        session: Option<Id<Session>>,
        /// What they may do at this moment.
        permissions: Arc<Permissions>,
        /// Whether they hold the role `operator` at this moment.
        operator: bool,
        /// Whether their tenant may only read.
        tenant_suspended: bool,
    },
    /// By access to the data directory: may do everything.
    Operator,
}

/// Where a request came from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The client's address, when it came over a network.
    pub address: Option<IpAddr>,
    /// The request's id, as in the log.
    pub request_id: String,
    /// What sent it, as it calls itself.
    pub user_agent: Option<String>,
}

static EVERYTHING: LazyLock<Permissions> = LazyLock::new(|| {
    BuiltInRole::find(BuiltInRole::SUPER_ADMIN).map(BuiltInRole::permissions).unwrap_or_default()
});

impl Actor {
    /// The one who presented this key. The key's own environment stands; `named` counts where it has none.
    pub fn from_key(grant: Arc<CachedGrant>, named: Option<GrantEnvironment>, origin: Origin) -> Self {
        let environment = grant.environment.or(named);
        Self { tenant: grant.tenant, environment, principal: Principal::Key(grant), origin }
    }

    /// The operator of this machine, acting for a tenant.
    pub fn operator(tenant: Id<Tenant>, environment: Option<GrantEnvironment>, origin: Origin) -> Self {
        Self { principal: Principal::Operator, tenant, environment, origin }
    }

    /// The operator of this machine, acting for no tenant yet: to them no tenant's rows exist.
    pub fn at_large(origin: Origin) -> Self {
        Self::operator(Id::new(0), None, origin)
    }

    /// The same one, acting in another tenant, for an operation that lets them.
    pub(crate) fn within(&self, tenant: Id<Tenant>) -> Self {
        Self { tenant, environment: None, ..self.clone() }
    }

    /// What they may do.
    pub fn permissions(&self) -> &Permissions {
        match &self.principal {
            Principal::Key(grant) => &grant.permissions,
            Principal::User { permissions, .. } => permissions,
            Principal::Operator => &EVERYTHING,
        }
    }

    /// Whether they may do everything in their tenant.
    pub fn is_super_admin(&self) -> bool {
        self.permissions().missing(&EVERYTHING).next().is_none()
    }

    /// Whether they run this server, whatever their tenant. A role, and of people alone: no permission stands for it, `*:*` neither, and
    /// no key has it.
    pub fn is_operator(&self) -> bool {
        match &self.principal {
            Principal::User { operator, .. } => *operator,
            Principal::Operator => true,
            Principal::Key(_) => false,
        }
    }

    /// Lets pass what only an operator may do.
    pub fn must_be_operator(&self) -> Result<(), Error> {
        if self.is_operator() { Ok(()) } else { Err(Error::Forbidden("Only an operator may do this")) }
    }

    /// Whether they are known by a key of the configuration.
    pub fn is_static(&self) -> bool {
        matches!(&self.principal, Principal::Key(grant) if grant.subject == Subject::Static)
    }

    /// Whether they stand for a person rather than a machine or a customer.
    pub fn is_person(&self) -> bool {
        match &self.principal {
            Principal::Key(grant) => matches!(grant.owner, Owner::User(_)),
            Principal::User { .. } | Principal::Operator => true,
        }
    }

    /// The person who is signed in. Refused for everybody else.
    pub(crate) fn signed_in(&self) -> Result<Id<User>, Error> {
        match &self.principal {
            Principal::User { user, .. } => Ok(*user),
            Principal::Key(_) | Principal::Operator => {
                Err(Error::Forbidden("Only a person who is signed in may do this"))
            }
        }
    }

    /// The session that the request came from; somebody whom an external issuer vouches for has none here.
    pub(crate) fn session(&self) -> Option<Id<Session>> {
        match &self.principal {
            Principal::User { session, .. } => *session,
            Principal::Key(_) | Principal::Operator => None,
        }
    }

    /// The one that the actor acts for.
    pub fn owner(&self) -> Option<Owner> {
        match &self.principal {
            Principal::Key(grant) => Some(grant.owner),
            Principal::User { user, .. } => Some(Owner::User(*user)),
            Principal::Operator => None,
        }
    }

    /// Their environment. `EnvironmentDenied` when none was named.
    pub fn environment(&self) -> Result<Id<Environment>, Error> {
        self.environment.map(|environment| environment.id).ok_or(Error::EnvironmentDenied)
    }

    /// Lets a read pass.
    pub fn may_read(&self, need: Need) -> Result<(), Error> {
        if self.permissions().meet(need) { Ok(()) } else { Err(Error::NotPermitted(need)) }
    }

    /// Lets a write pass: like a read, but not for a suspended tenant.
    pub fn may_write(&self, need: Need) -> Result<(), Error> {
        self.may_read(need)?;
        if self.tenant_suspended() { Err(Error::TenantSuspended) } else { Ok(()) }
    }

    /// Whether their tenant may only read; the operator is not held to it.
    pub fn tenant_suspended(&self) -> bool {
        match &self.principal {
            Principal::Key(grant) => grant.tenant_suspended,
            Principal::User { tenant_suspended, .. } => *tenant_suspended,
            Principal::Operator => false,
        }
    }

    /// Lets permissions be handed out: only such as the actor holds.
    pub fn may_hand_out(&self, permissions: &Permissions) -> Result<(), Error> {
        match self.permissions().missing(permissions).next() {
            Some(missing) => Err(Error::NotHeld(missing.clone())),
            None => Ok(()),
        }
    }

    pub(crate) fn audit_kind(&self) -> &'static str {
        match &self.principal {
            Principal::Key(grant) => match grant.subject {
                Subject::Key(_) => "key",
                Subject::Static => "static_key",
            },
            Principal::User { .. } => "user",
            Principal::Operator => "operator",
        }
    }
}
