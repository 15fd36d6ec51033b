//! Issue a key for one's own account, or for a service account.

use keyward_domain::{BuiltInRole, Invalid, Key, KeyKind, Name, Owner, Permissions, RoleName};
use keyward_storage::keys::{self, NewKey};
use keyward_storage::{Tx, service_accounts, users};
use keyward_token::PlainSecret;

use crate::keys::owner_of_service_account;
use crate::{Actor, Answer, Authority, Error, Once, check, needs};

/// A key to be issued, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct CreateSecret {
    /// What people call it: 1 to 255 characters.
    pub name: String,
    /// `private_key` (default) or `publishable_key`.
    pub kind: Option<String>,
    /// When it ends, RFC 3339; absent: never.
    pub expires_at: Option<String>,
    /// The machine it is for; absent: the caller's own account.
    pub service_account_id: Option<String>,
    /// More about it: at most 1000 characters.
    pub description: Option<String>,
}

/// A key that was just made.
#[derive(Debug)]
pub struct CreatedSecret {
    /// The key.
    pub key: Key,
    /// The secret, told this once.
    pub secret: PlainSecret,
}

const MAX_DESCRIPTION_CHARS: usize = 1000;

/// Issues a key that copies its owner's roles and what they stand for, for ever.
pub async fn create(
    authority: &Authority,
    actor: &Actor,
    input: &CreateSecret,
    once: &Once<'_, CreatedSecret>,
) -> Result<Answer<CreatedSecret>, Error> {
    actor.may_write(needs::SECRET_WRITE)?;
    let environment = actor.environment.ok_or(Error::EnvironmentDenied)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    // Before the fields: an `expires_at` that was good the first time may have passed by the retry.
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let mut invalid = Invalid::none();
    let name = invalid.check("name", input.name.parse::<Name>());
    let kind =
        input.kind.as_deref().map_or(Some(KeyKind::Private), |text| invalid.check("type", text.parse()));
    let expires_at = check::expiry(&mut invalid, "", input.expires_at.as_deref(), None, now);
    if input
        .description
        .as_ref()
        .is_some_and(|text| text.chars().nth(MAX_DESCRIPTION_CHARS).is_some() || text.contains('\0'))
    {
        invalid.add("description", "must be at most 1000 characters, none of them NUL");
    }
    let (name, kind) = invalid.into_value(name.zip(kind))?;
    let (owner, roles) = match &input.service_account_id {
        Some(id) => for_service_account(authority, &tx, actor, id).await?,
        None => for_oneself(&tx, actor).await?,
    };
    let permissions: Permissions = check::resolve_roles(&tx, actor, "roles", &roles, None).await?;
    actor.may_hand_out(&permissions)?;
    let policy = authority.policy();
    let format = match kind {
        KeyKind::Private => &policy.secret_format,
        KeyKind::Publishable => &policy.publishable_format,
    };
    let minted = authority.mint(format, environment.kind)?;
    let scope = (actor.tenant, environment.id);
    let new = NewKey {
        kind,
        description: input.description.clone(),
        roles,
        expires_at,
        ..minted.key(scope, owner, name, permissions, now)
    };
    let created = CreatedSecret { key: keys::insert(&tx, &new).await?, secret: minted.secret };
    once.settle(authority, &tx, actor, &created).await?;
    authority.commit(tx, actor, "key.create", &[&created.key], now).await?;
    Ok(Answer::Fresh(created))
}

async fn for_service_account(
    authority: &Authority,
    tx: &Tx,
    actor: &Actor,
    id: &str,
) -> Result<(Owner, Vec<RoleName>), Error> {
    if !(actor.is_person() && actor.is_super_admin()) {
        return Err(Error::Forbidden("Only a super_admin may make keys for a service account"));
    }
    let found = owner_of_service_account(authority, tx, actor, id).await?;
    Ok((found.owner, found.roles.unwrap_or_default()))
}

async fn for_oneself(tx: &Tx, actor: &Actor) -> Result<(Owner, Vec<RoleName>), Error> {
    let Some(owner) = actor.owner() else {
        return Err(Error::InvalidOperation(
            "The operator has no account of their own: name a service_account_id",
        ));
    };
    let roles = match owner {
        Owner::Customer(_) => return Err(Error::Forbidden("A customer's key can't make keys here")),
        // A static key acts as its tenant's super admin, whatever its person's roles are.
        _ if actor.is_static() => BuiltInRole::SUPER_ADMIN.parse().into_iter().collect(),
        Owner::User(id) => {
            check::copied(users::hold(tx, actor.tenant, id).await?.ok_or(Error::NotFound("User"))?.roles)
        }
        Owner::ServiceAccount(id) => {
            service_accounts::hold(tx, actor.tenant, id)
                .await?
                .ok_or(Error::NotFound("Service account"))?
                .roles
        }
    };
    Ok((owner, roles))
}
