//! Who is told by mail.

use keyward_domain::{BuiltInRole, EmailAddress, Id, Owner, Tenant};
use keyward_storage::{Connection, users};

use crate::Error;

/// Whom to write to about something of this owner's: the person, or else the people who may do everything in the tenant.
pub(crate) async fn owners_of(
    db: &impl Connection,
    tenant: Id<Tenant>,
    owner: Option<Owner>,
) -> Result<Vec<EmailAddress>, Error> {
    let people = match owner {
        Some(Owner::User(id)) => users::get(db, tenant, id).await?.into_iter().collect(),
        _ => Vec::new(),
    };
    let people = if people.is_empty() { users::all(db, tenant).await? } else { people };
    let one = people.len() == 1;
    let addressed = people.iter().filter(|person| {
        let admin = person.roles.iter().any(|role| role.as_str() == BuiltInRole::SUPER_ADMIN);
        person.disabled_at.is_none() && (one || admin)
    });
    // What is stored was an address when it was stored.
    Ok(addressed.filter_map(|person| person.email.parse().ok()).collect())
}
