//! What is done for an address after the answer was given, because its time must not tell whether the address has an account.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use keyward_domain::{EmailTokenPurpose, Id, Timestamp, User};
use keyward_storage::users::{self, SignIn};
use keyward_storage::{Tx, audit, email_tokens};

use super::tokens::issue;
use super::verify_email::{address, send_verification, target};
use crate::mail::Letter;
use crate::sessions::{Device, person};
use crate::{Authority, Error};

/// A mail to somebody who asked for one.
pub(crate) struct Errand {
    pub(crate) user: Id<User>,
    pub(crate) purpose: EmailTokenPurpose,
    pub(crate) device: Device,
}

/// What waits to be done; the mail's worker does it.
#[derive(Default)]
pub(crate) struct Errands(Mutex<VecDeque<Errand>>);

/// More than this at a time is a flood, and whoever waits can ask again.
const MOST: usize = 1000;

impl Errands {
    pub(super) fn add(&self, errand: Errand) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MOST {
            waiting.push_back(errand);
        } else {
            tracing::warn!(
                purpose = errand.purpose.as_str(),
                "too many mails are asked for: one is left out"
            );
        }
    }

    fn next(&self) -> Option<Errand> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

/// Does what waits. One that fails is left out, and logged: whoever asked can ask again.
pub(crate) async fn run(authority: &Authority) {
    while let Some(errand) = authority.errands().next() {
        if let Err(error) = one(authority, &errand).await {
            tracing::error!(%error, purpose = errand.purpose.as_str(), "a mail that was asked for was not written");
        }
    }
}

async fn one(authority: &Authority, errand: &Errand) -> Result<(), Error> {
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let found = users::lock_sign_in(&tx, errand.user).await?;
    let Some(SignIn { user, .. }) = found.filter(|found| found.user.disabled_at.is_none()) else {
        return Ok(());
    };
    let action = match errand.purpose {
        EmailTokenPurpose::Reset => {
            send_reset(authority, &tx, &user, now).await?;
            "user.forgot_password"
        }
        _ if user.email_verified_at.is_some() => return Ok(()),
        _ => {
            send_verification(authority, &tx, &user, now).await?;
            "user.resend_verification"
        }
    };
    let actor = person(&user, None, errand.device.origin.clone());
    let event = authority.event(&actor, action, target(&user), "{}".to_owned());
    audit::append(&tx, user.tenant, now, &[event]).await?;
    tx.commit().await?;
    Ok(())
}

/// The newest token is the only one.
async fn send_reset(authority: &Authority, tx: &Tx, user: &User, now: Timestamp) -> Result<(), Error> {
    email_tokens::withdraw(tx, user.id, EmailTokenPurpose::Reset).await?;
    let (token, expires_at) = issue(authority, tx, user, EmailTokenPurpose::Reset, now).await?;
    authority.post(tx, user.tenant, &address(user)?, &Letter::Reset(&token), Some(expires_at), now).await
}
