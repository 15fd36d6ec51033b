//! Who holds a portal session's token, now.

use keyward_domain::TenantStatus;
use keyward_gate::GrantEnvironment;
use keyward_storage::portal_sessions;
use keyward_token::Digest;

use super::PortalActor;
use crate::{Authority, Error, Origin};

/// Whatever is longer is no token of ours.
const MAX_BYTES: usize = 128;

/// The customer whose session's token it is. Whatever is wrong is `InvalidToken`: unknown, expired, ended, or the customer removed.
pub async fn authenticate(authority: &Authority, token: &str, origin: Origin) -> Result<PortalActor, Error> {
    if token.len() > MAX_BYTES {
        return Err(Error::InvalidToken);
    }
    let reader = authority.storage().reader();
    let found = portal_sessions::in_context(&reader, &Digest::sha256(token)).await?;
    let found = found.filter(|found| found.session.stands(authority.now())).ok_or(Error::InvalidToken)?;
    Ok(PortalActor {
        environment: GrantEnvironment { id: found.environment.id, kind: found.environment.kind },
        tenant_suspended: found.tenant == TenantStatus::Suspended,
        session: found.session,
        customer: found.customer,
        origin,
    })
}
