//! Register on the licensing hub: a tenant with one owner, who proves their address before they sign in.

use keyward_domain::{Account, EmailAddress, Id, Invalid, Name, Password, ReferralCode, Tenant, Timestamp};
use keyward_storage::accounts::{self, AccountChange};
use keyward_storage::{Tx, audit, users};

use super::of;
use super::verify_email::send_verification;
use crate::sessions::{Device, person};
use crate::tenants::create::{NAME_TAKEN, NewTenant, build, name_of_address, other_name_of_address, target};
use crate::{Answer, Authority, Error, Once, Stranger};

/// An account to be.
#[derive(Clone, Default)]
pub struct Register {
    /// The owner's address.
    pub email: String,
    /// Their password: 8 to 128 characters.
    pub password: String,
    /// Their name: 1 to 255 characters.
    pub name: String,
    /// For whom they work: 1 to 255 characters.
    pub company: Option<String>,
    /// The code of the partner who sent them: `FLV-XXXXXX`.
    pub referral_code: Option<String>,
}

impl std::fmt::Debug for Register {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Register").field("email", &self.email).finish_non_exhaustive()
    }
}

struct Checked {
    email: EmailAddress,
    password: Password,
    name: Name,
    company: Option<Name>,
    referral_code: Option<ReferralCode>,
}

impl Register {
    fn check(&self) -> Result<Checked, Invalid> {
        let mut invalid = Invalid::none();
        let email = super::new_email(&mut invalid, &self.email);
        let password = email.as_ref().and_then(|email| {
            let checked = Password::new(&self.password, email);
            invalid.check("password", checked)
        });
        let name = invalid.check("name", self.name.parse::<Name>());
        let company = self.company.as_deref().and_then(|text| invalid.check("company", text.parse::<Name>()));
        let code = self.referral_code.as_deref();
        let referral_code =
            code.and_then(|text| invalid.check("referral_code", text.parse::<ReferralCode>()));
        let ((email, password), name) = invalid.into_value(email.zip(password).zip(name))?;
        Ok(Checked { email, password, name, company, referral_code })
    }
}

/// Makes an account of type `customer` and sends its owner a mail to prove the address with. `AlreadyExists` when the address has an
/// account; a referral code that nobody has is a fault of its field.
pub async fn register(
    authority: &Authority,
    device: &Device,
    input: &Register,
    once: &Once<'_, Account>,
) -> Result<Answer<Account>, Error> {
    if !authority.policy().sign_up {
        return Err(Error::Forbidden("Signing up is switched off here: ask for an invitation"));
    }
    let now = authority.now();
    let checked = input.check()?;
    let hash = authority.passwords().hash(&checked.password, authority.entropy()).await?;
    let name = name_of_address(&checked.email)?;
    match attempt(authority, device, &name, (&checked, &hash), now, once).await {
        // Somebody called their tenant so: the person did not choose this name, and must not be stopped by it.
        Err(Error::AlreadyExists(NAME_TAKEN)) => {
            let name = other_name_of_address(authority, &checked.email)?;
            attempt(authority, device, &name, (&checked, &hash), now, once).await
        }
        answer => answer,
    }
}

async fn attempt(
    authority: &Authority,
    device: &Device,
    name: &Name,
    (checked, hash): (&Checked, &str),
    now: Timestamp,
    once: &Once<'_, Account>,
) -> Result<Answer<Account>, Error> {
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, &Stranger).await? {
        return Ok(again);
    }
    let referred_by = partner(&tx, checked.referral_code.as_ref()).await?;
    let NewTenant { tenant, admin, .. } = build(&tx, name, &checked.email, now).await?;
    users::set_password(&tx, admin.id, hash).await?;
    users::rename(&tx, admin.id, &checked.name).await?;
    let company = checked.company.clone().map(Some);
    let change = AccountChange { company, referred_by, ..AccountChange::default() };
    accounts::change(&tx, tenant.id, &change).await?;
    send_verification(authority, &tx, &admin, now).await?;
    let account = of(authority, &tx, admin.id).await?;
    once.settle(authority, &tx, &Stranger, &account).await?;
    let actor = person(&admin, None, device.origin.clone());
    let event = authority.event(&actor, "tenant.create", target(&tenant), r#"{"by":"register"}"#.to_owned());
    audit::append(&tx, tenant.id, now, &[event]).await?;
    tx.commit().await?;
    authority.mail_waits();
    Ok(Answer::Fresh(account))
}

async fn partner(tx: &Tx, code: Option<&ReferralCode>) -> Result<Option<Id<Tenant>>, Error> {
    let Some(code) = code else { return Ok(None) };
    let found = accounts::find_partner(tx, code).await?;
    found.map(Some).ok_or_else(|| Invalid::one("referral_code", "is nobody's").into())
}
