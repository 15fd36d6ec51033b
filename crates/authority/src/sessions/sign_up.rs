//! Sign up: a person with a tenant of their own.

use keyward_domain::{EmailAddress, Invalid, Name, Password, Timestamp};
use keyward_storage::{audit, users};

use super::open::{open, person, signed_in, target};
use super::{Device, SignedIn};
use crate::accounts::new_email;
use crate::accounts::verify_email::send_verification;
use crate::tenants::create::{
    NAME_TAKEN, NewTenant, build, name_of_address, other_name_of_address, target as tenant_target,
};
use crate::{Answer, Authority, Error, Once, Stranger};

/// A person to be, with their tenant.
#[derive(Clone, Default)]
pub struct SignUp {
    /// Their address.
    pub email: String,
    /// Their password: 8 to 128 characters.
    pub password: String,
    /// What their tenant is called: 1 to 255 characters, unique. Their address where it is `None`.
    pub tenant_name: Option<String>,
}

impl std::fmt::Debug for SignUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignUp").field("email", &self.email).finish_non_exhaustive()
    }
}

/// Makes a tenant with two environments and its first person, a super admin, signs them in and sends them a mail to prove their
/// address with: they need to before they sign in again.
pub async fn sign_up(
    authority: &Authority,
    device: &Device,
    input: &SignUp,
    once: &Once<'_, SignedIn>,
) -> Result<Answer<SignedIn>, Error> {
    if !authority.policy().sign_up {
        return Err(Error::Forbidden("Signing up is switched off here: ask for an invitation"));
    }
    let now = authority.now();
    let mut invalid = Invalid::none();
    let email = new_email(&mut invalid, &input.email);
    let password = email.as_ref().and_then(|email| {
        let checked = Password::new(&input.password, email);
        invalid.check("password", checked)
    });
    let asked = input.tenant_name.as_deref();
    let name = invalid.check("tenant_name", asked.unwrap_or("unnamed").parse::<Name>());
    let ((email, password), name) = invalid.into_value(email.zip(password).zip(name))?;
    let hash = authority.passwords().hash(&password, authority.entropy()).await?;
    if asked.is_some() {
        return attempt(authority, device, &name, (&email, &hash), now, once).await;
    }
    match attempt(authority, device, &name_of_address(&email)?, (&email, &hash), now, once).await {
        // Somebody called their tenant so: the person did not choose this name, and must not be stopped by it.
        Err(Error::AlreadyExists(NAME_TAKEN)) => {
            let name = other_name_of_address(authority, &email)?;
            attempt(authority, device, &name, (&email, &hash), now, once).await
        }
        answer => answer,
    }
}

async fn attempt(
    authority: &Authority,
    device: &Device,
    name: &Name,
    (email, hash): (&EmailAddress, &str),
    now: Timestamp,
    once: &Once<'_, SignedIn>,
) -> Result<Answer<SignedIn>, Error> {
    let key = authority.signer().key(authority).await?;
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, &Stranger).await? {
        return Ok(again);
    }
    let NewTenant { tenant, admin, development, .. } = build(&tx, name, email, now).await?;
    users::set_password(&tx, admin.id, hash).await?;
    send_verification(authority, &tx, &admin, now).await?;
    let (session, refresh) = open(authority, &tx, &admin, device, now).await?;
    let actor = person(&admin, Some(session.id), device.origin.clone());
    let made = tenant_target(&tenant);
    let events = [
        authority.event(&actor, "tenant.create", made, "{}".to_owned()),
        authority.event(&actor, "session.create", target(session.id, &admin), "{}".to_owned()),
    ];
    audit::append(&tx, tenant.id, now, &events).await?;
    let signed_in = signed_in(authority, &key, admin, Some(development.id), (session.id, refresh), now)?;
    once.settle(authority, &tx, &Stranger, &signed_in).await?;
    tx.commit().await?;
    authority.mail_waits();
    Ok(Answer::Fresh(signed_in))
}
