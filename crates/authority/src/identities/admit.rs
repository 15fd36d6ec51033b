//! A first sign-in: the person, and the tenant where one is to be made.

use keyward_domain::{
    AuditTarget, EmailAddress, Id, Name, RoleHolder, RoleName, Tenant, TenantStatus, Timestamp, User,
};
use keyward_storage::identities::{self, Subject};
use keyward_storage::{Tx, audit, tenants, users};
use serde_json::json;

use super::issuer::Issuer;
use super::verify::Claims;
use crate::sessions::person;
use crate::tenants::create::{EMAIL_TAKEN, NAME_TAKEN, build, taken, target};
use crate::{Actor, Authority, Error, Origin, check};

/// Where an address leads to nobody (RFC 2606, 2).
const NOWHERE: &str = "identity.invalid";
/// Of a wished-for name, so that something can stand behind it.
const MAX_NAME_CHARS: usize = 200;

/// Where somebody is to belong.
enum Place {
    /// In the tenant that the configuration names.
    Known(Id<Tenant>),
    /// In the tenant of this name of the issuer's, made if it is new.
    Named(String),
    /// In one of their own.
    Own,
}

/// What somebody or something is to be called.
struct Wish {
    email: EmailAddress,
    tenant: Name,
}

/// The id of the tenant that the configuration gives to this bearer.
pub(super) fn configured<'a>(issuer: &'a Issuer, claims: &Claims) -> Option<&'a str> {
    let admission = &issuer.admission;
    let named = claims.tenant.as_ref().and_then(|name| admission.tenants.get(name));
    admission.tenant.as_ref().or(named).map(String::as_str)
}

/// Makes the person's account, unless somebody else just has.
pub(super) async fn admit(
    authority: &Authority,
    issuer: &Issuer,
    claims: &Claims,
    origin: &Origin,
) -> Result<(), Error> {
    let place = place(authority, issuer, claims)?;
    let email = match &claims.email {
        Some(email) => email.clone(),
        None => unreachable_address(authority)?,
    };
    let wished = [claims.tenant.as_deref(), claims.email.as_ref().map(EmailAddress::as_str)];
    let wished = wished.into_iter().flatten().next().unwrap_or(&claims.subject);
    let mut wish = Wish { email, tenant: name(wished)? };
    loop {
        match attempt(authority, issuer, claims, &place, &wish, origin).await {
            // It is another's: an issuer's word does not open an account that it did not make.
            Err(Error::AlreadyExists(EMAIL_TAKEN)) => wish.email = unreachable_address(authority)?,
            Err(Error::AlreadyExists(NAME_TAKEN)) => {
                wish.tenant = name(&format!("{:.MAX_NAME_CHARS$} {}", wished, random(authority, 4)))?;
            }
            outcome => return outcome,
        }
    }
}

async fn attempt(
    authority: &Authority,
    issuer: &Issuer,
    claims: &Claims,
    place: &Place,
    wish: &Wish,
    origin: &Origin,
) -> Result<(), Error> {
    let now = authority.now();
    let subject = Subject { issuer: &issuer.name, name: &claims.subject };
    let tx = authority.storage().begin().await?;
    if !identities::claim(&tx, subject, now).await? {
        return Ok(());
    }
    let (user, made) = match place {
        Place::Known(tenant) => (join(&tx, *tenant, issuer, wish, origin, now).await?, None),
        Place::Own => make(&tx, wish, now).await?,
        Place::Named(name) => {
            if let Some(tenant) = identities::claim_tenant(&tx, &issuer.name, name, now).await? {
                (join(&tx, tenant, issuer, wish, origin, now).await?, None)
            } else {
                let made = make(&tx, wish, now).await?;
                identities::settle_tenant(&tx, &issuer.name, name, made.0.tenant).await?;
                made
            }
        }
    };
    identities::settle(&tx, subject, user.id, matches!(place, Place::Own)).await?;
    let actor = person(&user, None, origin.clone());
    let detail = json!({"issuer": issuer.name, "subject": claims.subject}).to_string();
    let account = AuditTarget { kind: "user", id: user.id.get(), name: user.email.clone() };
    let tenant = made.iter().map(|tenant| ("tenant.create", target(tenant)));
    let events: Vec<_> = tenant
        .chain([("user.create", account)])
        .map(|(action, target)| authority.event(&actor, action, target, detail.clone()))
        .collect();
    audit::append(&tx, user.tenant, now, &events).await?;
    tx.commit().await?;
    Ok(())
}

fn place(authority: &Authority, issuer: &Issuer, claims: &Claims) -> Result<Place, Error> {
    if let Some(text) = configured(issuer, claims) {
        let tenant = authority.ids().decode(text).ok_or_else(|| no_tenant(issuer, text))?;
        return Ok(Place::Known(tenant));
    }
    match &claims.tenant {
        _ if !issuer.admission.create_tenant => {
            Err(Error::Forbidden("No tenant is configured for this person: ask the operator"))
        }
        Some(name) => Ok(Place::Named(name.clone())),
        None => Ok(Place::Own),
    }
}

/// A person in a tenant that exists.
async fn join(
    tx: &Tx,
    tenant: Id<Tenant>,
    issuer: &Issuer,
    wish: &Wish,
    origin: &Origin,
    now: Timestamp,
) -> Result<User, Error> {
    let found = tenants::get(tx, tenant).await?.ok_or_else(|| no_tenant(issuer, "its id"))?;
    if found.status == TenantStatus::Suspended {
        return Err(Error::TenantSuspended);
    }
    let roles = roles(tx, tenant, issuer, origin).await?;
    users::insert(tx, tenant, &wish.email, None, roles, now).await.map_err(taken)
}

/// The roles of who joins; none where the tenant does not have them all.
async fn roles<'a>(
    tx: &Tx,
    tenant: Id<Tenant>,
    issuer: &'a Issuer,
    origin: &Origin,
) -> Result<&'a [RoleName], Error> {
    let roles = &issuer.admission.default_roles;
    let actor = Actor::operator(tenant, None, origin.clone());
    match check::hold_roles(tx, &actor, "default_roles", roles, RoleHolder::User).await {
        Ok(_) => Ok(roles),
        Err(Error::Invalid(reason)) => {
            tracing::error!(issuer = issuer.name, %reason, "somebody joined a tenant without the default roles");
            Ok(&[])
        }
        Err(error) => Err(error),
    }
}

/// A tenant with its first person, a super admin.
async fn make(tx: &Tx, wish: &Wish, now: Timestamp) -> Result<(User, Option<Tenant>), Error> {
    let made = build(tx, &wish.tenant, &wish.email, now).await?;
    Ok((made.admin, Some(made.tenant)))
}

fn no_tenant(issuer: &Issuer, tenant: &str) -> Error {
    tracing::error!(issuer = issuer.name, tenant, "auth.issuers names a tenant that does not exist");
    Error::Forbidden("No tenant is configured for this person: ask the operator")
}

/// An address that nobody else can have taken, and no mail reaches.
fn unreachable_address(authority: &Authority) -> Result<EmailAddress, Error> {
    let text = format!("{}@{NOWHERE}", random(authority, 16));
    text.parse().map_err(|error| Error::Internal(Box::new(error)))
}

fn random(authority: &Authority, bytes: usize) -> String {
    let mut random = vec![0; bytes];
    authority.entropy().fill(&mut random);
    hex::encode(random)
}

fn name(text: &str) -> Result<Name, Error> {
    text.parse().map_err(|_| Error::InvalidToken)
}
