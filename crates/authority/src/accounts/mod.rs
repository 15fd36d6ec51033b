//! Accounts of people who come by themselves: registration, proof of the address, passwords, what an account is on the licensing
//! hub (contract hub, A.4, B.5, B.6 and part E). One set of accounts for every surface.

pub mod change_password;
pub mod decide;
pub mod edit;
pub mod find;
pub mod forgot_password;
pub mod profile;
pub mod register;
pub mod request_upgrade;
pub mod resend_verification;
pub mod reset_password;
pub mod search;
pub mod verify_email;

mod errands;
mod partner;
pub(crate) mod tokens;

use keyward_domain::{Account, AuditTarget, EmailAddress, EmailTokenPurpose, Id, Invalid, User};
use keyward_storage::{Connection, accounts, users};

use crate::mail::deliverable;
use crate::sessions::Device;
use crate::{Authority, Error};

pub(crate) use errands::{Errand, Errands, run as run_errands};

const ACCOUNT: &str = "Account";

/// An address that somebody gives for a new account: mail must get there.
pub(crate) fn new_email(invalid: &mut Invalid, text: &str) -> Option<EmailAddress> {
    let email = invalid.check("email", text.parse::<EmailAddress>())?;
    invalid.check("email", deliverable(&email))?;
    Some(email)
}

/// Has a mail sent to an address, if it has an account; the worker finds out what to say.
async fn ask(
    authority: &Authority,
    device: &Device,
    email: &str,
    purpose: EmailTokenPurpose,
) -> Result<(), Error> {
    let email: EmailAddress = email.parse().map_err(|error| Invalid::one("email", error))?;
    if let Some(found) = users::find_sign_in(&authority.storage().reader(), &email).await? {
        authority.errands().add(Errand { user: found.user.id, purpose, device: device.clone() });
    }
    authority.mail_waits();
    Ok(())
}

async fn of(authority: &Authority, db: &impl Connection, user: Id<User>) -> Result<Account, Error> {
    let limit = authority.policy().developer_license_limit;
    accounts::get(db, user, limit).await?.ok_or(Error::NotFound(ACCOUNT))
}

fn target(account: &Account) -> AuditTarget {
    AuditTarget { kind: "account", id: account.id.get(), name: account.email.clone() }
}
