//! Who asks.

use keyward_domain::{Environment, Id, Need, Permissions};

use crate::Error;

/// The one who asks, and where they act.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// Where.
    pub environment: Id<Environment>,
    /// What they may do.
    pub permissions: &'a Permissions,
    /// Whether their tenant may only read.
    pub tenant_suspended: bool,
    /// The one customer that exists for them; `None`: every one.
    pub customer: Option<&'a str>,
}

impl Caller<'_> {
    pub(crate) fn may_read(&self, need: Need) -> Result<(), Error> {
        if self.permissions.meet(need) { Ok(()) } else { Err(Error::NotPermitted(need)) }
    }

    pub(crate) fn may_write(&self, need: Need) -> Result<(), Error> {
        self.may_read(need)?;
        if self.tenant_suspended { Err(Error::TenantSuspended) } else { Ok(()) }
    }
}
