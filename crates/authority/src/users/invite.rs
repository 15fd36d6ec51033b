//! Invite a person into one's own tenant.

use keyward_domain::{EmailAddress, EmailTokenPurpose, Invalid, Name, RoleHolder, RoleName, Timestamp, User};
use keyward_storage::{StorageError, Tx, Unique, email_tokens, tenants, users};

use super::Account;
use super::get::target;
use crate::accounts::{new_email, tokens};
use crate::mail::Letter;
use crate::{Actor, Answer, Authority, Error, Once, Principal, check, needs};

/// A person to be.
#[derive(Debug, Clone, Default)]
pub struct Invite {
    /// Their address.
    pub email: String,
    /// What they are called: 1 to 255 characters.
    pub name: Option<String>,
    /// What they may do, at least one role.
    pub roles: Vec<String>,
}

/// Adds a person without a password to the actor's tenant and sends them a mail with which they choose one. Only a person who is a
/// super admin may. Somebody who was invited before and has not accepted is invited anew; `AlreadyExists` for every other address that
/// has an account.
pub async fn invite(
    authority: &Authority,
    actor: &Actor,
    input: &Invite,
    once: &Once<'_, User>,
) -> Result<Answer<User>, Error> {
    actor.may_write(needs::USER_WRITE)?;
    if !actor.is_super_admin() || !actor.is_person() {
        return Err(Error::Forbidden("Only a person who is a super_admin may invite people"));
    }
    let mut invalid = Invalid::none();
    let email = new_email(&mut invalid, &input.email);
    let name = input.name.as_deref().and_then(|text| invalid.check("name", text.parse::<Name>()));
    let roles = check::role_names(&mut invalid, "role", &input.roles);
    if input.roles.is_empty() {
        invalid.add("role", "must name at least one role");
    }
    let email = invalid.into_value(email)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let permissions = check::hold_roles(&tx, actor, "role", &roles, RoleHolder::User).await?;
    actor.may_hand_out(&permissions)?;
    let user = add(&tx, actor, &email, name.as_ref(), &roles, now).await?;
    send(authority, &tx, actor, &user, &email, now).await?;
    once.settle(authority, &tx, actor, &user).await?;
    let detail = format!(r#"{{"roles":{}}}"#, serde_json::json!(input.roles));
    authority.note(&tx, actor, "user.invite", target(&Account::User(user.clone())), &detail, now).await?;
    tx.commit().await?;
    authority.mail_waits();
    Ok(Answer::Fresh(user))
}

async fn add(
    tx: &Tx,
    actor: &Actor,
    email: &EmailAddress,
    name: Option<&Name>,
    roles: &[RoleName],
    now: Timestamp,
) -> Result<User, Error> {
    const TAKEN: Error = Error::AlreadyExists("This e-mail address has an account already");
    let part = tx.savepoint().await?;
    match users::insert(&part, actor.tenant, email, name, roles, now).await {
        Ok(user) => {
            part.commit().await?;
            return Ok(user);
        }
        Err(StorageError::Taken(Unique::Email)) => part.rollback().await?,
        Err(error) => return Err(error.into()),
    }
    let known = users::find_sign_in(tx, email).await?.ok_or(TAKEN)?;
    let known = users::lock_sign_in(tx, known.user.id).await?.ok_or(TAKEN)?;
    let waits = known.password_hash.is_none() && known.user.email_verified_at.is_none();
    if known.user.tenant != actor.tenant || !waits {
        return Err(TAKEN);
    }
    let mut user = known.user;
    users::set_roles(tx, user.id, roles).await?;
    user.roles = roles.to_vec();
    if let Some(name) = name {
        users::rename(tx, user.id, name).await?;
        user.name = Some(name.clone());
    }
    Ok(user)
}

/// The newest invitation is the only one.
async fn send(
    authority: &Authority,
    tx: &Tx,
    actor: &Actor,
    user: &User,
    email: &EmailAddress,
    now: Timestamp,
) -> Result<(), Error> {
    email_tokens::withdraw(tx, user.id, EmailTokenPurpose::Invitation).await?;
    let (token, expires_at) = tokens::issue(authority, tx, user, EmailTokenPurpose::Invitation, now).await?;
    let tenant = tenants::get(tx, actor.tenant).await?.ok_or(Error::NotFound("Tenant"))?;
    let inviter = match &actor.principal {
        Principal::User { email, .. } => email,
        Principal::Key(_) | Principal::Operator => "An administrator",
    };
    let letter = Letter::Invitation { token: &token, tenant: tenant.name.as_str(), inviter };
    authority.post(tx, actor.tenant, email, &letter, Some(expires_at), now).await
}
