//! The roles that there are.

use keyward_domain::{BuiltInRole, Invalid, RoleHolder};
use keyward_storage::roles;

use super::AnyRole;
use crate::{Actor, Authority, Error, needs};

/// The built-in roles, `operator` only for who may give it, and the tenant's own; with `user_type`, those that such an account can hold.
pub async fn list(
    authority: &Authority,
    actor: &Actor,
    user_type: Option<&str>,
) -> Result<Vec<AnyRole>, Error> {
    actor.may_read(needs::ROLE_READ)?;
    let holder = match user_type {
        None => None,
        Some("user") => Some(RoleHolder::User),
        Some("service_account") => Some(RoleHolder::ServiceAccount),
        Some(_) => return Err(Invalid::one("user_type", "must be `user` or `service_account`").into()),
    };
    // What one can't give stands in no dialog.
    let shown = |role: &&BuiltInRole| role.name != BuiltInRole::OPERATOR || actor.is_operator();
    let fits = |role: &&BuiltInRole| holder.is_none_or(|holder| role.fits(holder));
    let built_in = BuiltInRole::all().iter().filter(shown).filter(fits);
    let mut all: Vec<AnyRole> = built_in.map(AnyRole::from).collect();
    let own = roles::all(&authority.storage().reader(), actor.tenant).await?;
    all.extend(own.into_iter().map(AnyRole::from));
    Ok(all)
}
