//! Who a bearer of an access token is, now.

use std::sync::Arc;

use keyward_domain::{BuiltInRole, Permission, Permissions, TenantStatus, User};
use keyward_storage::sessions::{self, SessionInContext};
use keyward_storage::{Connection, roles};

use super::claims::Bearer;
use super::signing::verify;
use crate::{Actor, Authority, Error, Origin, Principal, identities};

/// The person whose token it is, with what they may do at this moment: a changed role, a removed account, an ended session and a
/// suspended tenant count from the next request on. Whatever is wrong is `InvalidToken`.
pub async fn authenticate(authority: &Authority, token: &str, origin: Origin) -> Result<Actor, Error> {
    if let Some(issuer) = identities::issuer_of(authority, token) {
        return identities::authenticate(authority, issuer, token, origin).await;
    }
    let claims = verify(authority.signer(), authority, token).await?;
    let Bearer { user, tenant, session } = claims.ids(authority)?;
    let reader = authority.storage().reader();
    let context = sessions::in_context(&reader, session).await?.ok_or(Error::InvalidToken)?;
    if context.user.id != user || context.user.tenant != tenant {
        return Err(Error::InvalidToken);
    }
    person_of(authority, &reader, context, origin).await
}

/// The person of a session that stands.
pub(super) async fn person_of(
    authority: &Authority,
    reader: &impl Connection,
    context: SessionInContext,
    origin: Origin,
) -> Result<Actor, Error> {
    let (found, session) = (context.user, context.session);
    if !session.stands(authority.now()) {
        return Err(Error::InvalidToken);
    }
    let tenant = found.tenant;
    let principal = Principal::User {
        user: found.id,
        permissions: Arc::new(permissions(reader, &found).await?),
        operator: BuiltInRole::is_among(BuiltInRole::OPERATOR, &found.roles),
        email: found.email.into(),
        session: Some(session.id),
        tenant_suspended: context.tenant == TenantStatus::Suspended,
    };
    Ok(Actor { principal, tenant, environment: None, origin })
}

/// What a person's roles allow together.
pub(crate) async fn permissions(db: &impl Connection, user: &User) -> Result<Permissions, Error> {
    let built_in: Vec<_> = user.roles.iter().filter_map(|name| BuiltInRole::find(name.as_str())).collect();
    let mut all: Vec<Permission> =
        built_in.iter().flat_map(|role| role.permissions().iter().cloned().collect::<Vec<_>>()).collect();
    if built_in.len() < user.roles.len() {
        let own = roles::find(db, user.tenant, &user.roles).await?;
        all.extend(own.iter().flat_map(|role| role.permissions.iter().cloned()));
    }
    Ok(all.into_iter().collect())
}
