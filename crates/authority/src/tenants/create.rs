//! Add a tenant with its first person and its two environments. An operator's alone.

use keyward_domain::{
    AuditTarget, BuiltInRole, EmailAddress, Environment, EnvironmentType, Invalid, Name, Tenant, Timestamp,
    User,
};
use keyward_storage::{StorageError, Tx, Unique, environments, tenants, users};

use crate::{Actor, Answer, Authority, Error, Once};

/// A tenant to be.
#[derive(Debug, Clone, Default)]
pub struct CreateTenant {
    /// What people call it: 1 to 255 characters, unique.
    pub name: String,
    /// The address of its first person, a super admin.
    pub email: String,
}

impl CreateTenant {
    pub(super) fn check(&self) -> Result<(Name, EmailAddress), Invalid> {
        let mut invalid = Invalid::none();
        let name = invalid.check("name", self.name.parse::<Name>());
        let email = invalid.check("email", self.email.parse::<EmailAddress>());
        invalid.into_value(name.zip(email))
    }
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

/// Adds a tenant. Its first person has no password yet.
pub async fn create(
    authority: &Authority,
    actor: &Actor,
    input: &CreateTenant,
    once: &Once<'_, NewTenant>,
) -> Result<Answer<NewTenant>, Error> {
    actor.must_be_operator()?;
    let now = authority.now();
    let (name, email) = input.check()?;
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let made = build(&tx, &name, &email, now).await?;
    users::verify_email(&tx, made.admin.id, now).await?;
    once.settle(authority, &tx, actor, &made).await?;
    let (tenant, actor) = (&made.tenant, actor.within(made.tenant.id));
    authority.note(&tx, &actor, "tenant.create", target(tenant), "{}", now).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(made))
}

/// The rows of a tenant: itself, its two environments, its first person, who owns it and has not proven their address.
pub(crate) async fn build(
    tx: &Tx,
    name: &Name,
    email: &EmailAddress,
    now: Timestamp,
) -> Result<NewTenant, Error> {
    let tenant = tenants::insert(tx, name, now).await.map_err(taken)?;
    let mut both = Vec::with_capacity(2);
    for (name, kind) in
        [("Development", EnvironmentType::Development), ("Production", EnvironmentType::Production)]
    {
        let name: Name = name.parse().map_err(|error| Error::Internal(Box::new(error)))?;
        both.push(environments::insert(tx, tenant.id, &name, kind, now).await?);
    }
    let roles: Vec<_> = BuiltInRole::SUPER_ADMIN.parse().into_iter().collect();
    let admin = users::insert(tx, tenant.id, email, None, &roles, now).await.map_err(taken)?;
    tenants::set_owner(tx, tenant.id, admin.id).await?;
    let (Some(production), Some(development)) = (both.pop(), both.pop()) else {
        return Err(Error::NotFound("Environment"));
    };
    Ok(NewTenant { tenant, admin, development, production })
}

/// What a tenant is called for which nobody chose a name.
pub(crate) fn name_of_address(email: &EmailAddress) -> Result<Name, Error> {
    email.as_str().parse().map_err(|error| Invalid::one("email", error).into())
}

/// The same where another tenant is called so.
pub(crate) fn other_name_of_address(authority: &Authority, email: &EmailAddress) -> Result<Name, Error> {
    let mut random = [0; 4];
    authority.entropy().fill(&mut random);
    let name = format!("{:.240} {}", email.as_str(), hex::encode(random));
    name.parse().map_err(|error| Invalid::one("email", error).into())
}

pub(crate) fn target(tenant: &Tenant) -> AuditTarget {
    AuditTarget { kind: "tenant", id: tenant.id.get(), name: tenant.name.to_string() }
}

pub(crate) const NAME_TAKEN: &str = "A tenant of this name exists already";

pub(crate) const EMAIL_TAKEN: &str = "This e-mail address has an account already";

pub(crate) fn taken(error: StorageError) -> Error {
    match error {
        StorageError::Taken(Unique::TenantName) => Error::AlreadyExists(NAME_TAKEN),
        StorageError::Taken(Unique::Email) => Error::AlreadyExists(EMAIL_TAKEN),
        other => other.into(),
    }
}
