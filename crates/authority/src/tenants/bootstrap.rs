//! Make the first tenant and the first operator, with keys to go on with. For who may open the data directory.

use keyward_domain::BuiltInRole;
use keyward_gate::GrantEnvironment;
use keyward_storage::users;

use super::create::{CreateTenant, NewTenant, build, target};
use crate::keys::create::{CreateKey, issue_one};
use crate::keys::{Created, OwnerRef};
use crate::{Actor, Authority, Error, Origin};

/// A tenant with the first keys of its first person.
#[derive(Debug)]
pub struct Bootstrapped {
    /// The tenant, its environments and its first person.
    pub made: NewTenant,
    /// That person's key in `Development`, who may do everything.
    pub development: Created,
    /// And in `Production`.
    pub production: Created,
}

/// Adds a tenant whose first person is an operator too, and a key of theirs in each environment: all of it or nothing.
pub async fn bootstrap(
    authority: &Authority,
    origin: &Origin,
    input: &CreateTenant,
) -> Result<Bootstrapped, Error> {
    let now = authority.now();
    let (name, email) = input.check()?;
    let tx = authority.storage().begin().await?;
    let mut made = build(&tx, &name, &email, now).await?;
    users::verify_email(&tx, made.admin.id, now).await?;
    made.admin.roles.extend(BuiltInRole::OPERATOR.parse());
    users::set_roles(&tx, made.admin.id, &made.admin.roles).await?;
    let key = CreateKey {
        name: "First key".to_owned(),
        owner: OwnerRef { user_id: Some(authority.ids().encode(made.admin.id)), ..OwnerRef::default() },
        roles: vec![BuiltInRole::SUPER_ADMIN.to_owned()],
        ..CreateKey::default()
    };
    let within = |environment: &keyward_domain::Environment| {
        let environment = GrantEnvironment { id: environment.id, kind: environment.kind };
        Actor::operator(made.tenant.id, Some(environment), origin.clone())
    };
    let development = issue_one(authority, &tx, &within(&made.development), &key, now).await?;
    let actor = within(&made.production);
    let production = issue_one(authority, &tx, &actor, &key, now).await?;
    authority.note(&tx, &actor, "tenant.create", target(&made.tenant), "{}", now).await?;
    authority.commit(tx, &actor, "key.create", &[&development.key, &production.key], now).await?;
    Ok(Bootstrapped { made, development, production })
}
