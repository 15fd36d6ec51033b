//! Add a tenant with its first person and its two environments. The operator's alone.

use keyward_domain::{
    AuditTarget, BuiltInRole, EmailAddress, Environment, EnvironmentType, Invalid, Name, Tenant, User,
};
use keyward_storage::{StorageError, Unique, audit, environments, tenants, users};

use crate::{Actor, Authority, Error, Origin};

/// A tenant to be.
#[derive(Debug, Clone, Default)]
pub struct CreateTenant {
    /// What people call it: 1 to 255 characters, unique.
    pub name: String,
    /// Its first person, a super admin.
    pub email: String,
}

/// A tenant that was just made.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// The tenant.
    pub tenant: Tenant,
    /// Its first person.
    pub admin: User,
    /// Named `Development`.
    pub development: Environment,
    /// Named `Production`.
    pub production: Environment,
}

/// Adds a tenant.
pub async fn create(authority: &Authority, origin: Origin, input: &CreateTenant) -> Result<NewTenant, Error> {
    let now = authority.now();
    let mut invalid = Invalid::none();
    let name = invalid.check("name", input.name.parse::<Name>());
    let email = invalid.check("email", input.email.parse::<EmailAddress>());
    let (name, email) = invalid.into_value(name.zip(email))?;
    let tx = authority.storage().begin().await?;
    let tenant = tenants::insert(&tx, &name, now).await.map_err(taken)?;
    let mut both = Vec::with_capacity(2);
    for (name, kind) in
        [("Development", EnvironmentType::Development), ("Production", EnvironmentType::Production)]
    {
        let name: Name = name.parse().map_err(|error| Error::Internal(Box::new(error)))?;
        both.push(environments::insert(&tx, tenant.id, &name, kind, now).await?);
    }
    let roles: Vec<_> = BuiltInRole::SUPER_ADMIN.parse().into_iter().collect();
    let admin = users::insert(&tx, tenant.id, &email, None, &roles, now).await.map_err(taken)?;
    let actor = Actor::operator(tenant.id, None, origin);
    let target = AuditTarget { kind: "tenant", id: tenant.id.get(), name: tenant.name.to_string() };
    let event = authority.event(&actor, "tenant.create", target, "{}".to_owned());
    audit::append(&tx, tenant.id, now, &[event]).await?;
    tx.commit().await?;
    let (Some(production), Some(development)) = (both.pop(), both.pop()) else {
        return Err(Error::NotFound("Environment"));
    };
    Ok(NewTenant { tenant, admin, development, production })
}

pub(super) fn taken(error: StorageError) -> Error {
    match error {
        StorageError::Taken(Unique::TenantName) => {
            Error::AlreadyExists("A tenant of this name exists already")
        }
        StorageError::Taken(Unique::Email) => {
            Error::AlreadyExists("This e-mail address has an account already")
        }
        other => other.into(),
    }
}
