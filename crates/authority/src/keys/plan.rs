//! What a new key is to be: checked first, resolved in the transaction second.

use keyward_domain::{
    Credits, EnvironmentType, Invalid, KeyKind, Limits, Metadata, Name, Networks, Permissions, RoleName,
    Timestamp,
};
use keyward_storage::credits::NewCredits;
use keyward_storage::keys::NewKey;
use keyward_storage::{Tx, credits};
use keyward_token::{Algorithm, Digest};

use super::OwnerRef;
use super::create::CreateKey;
use super::owner::FoundOwner;
use crate::{Actor, Authority, Error, check};

/// A creation whose own fields are in order.
pub(crate) struct Plan<'a> {
    pub(crate) name: Name,
    owner: &'a OwnerRef,
    roles: Vec<RoleName>,
    permissions: Permissions,
    expires_at: Option<Timestamp>,
    networks: Networks,
    limits: Limits,
    credits: Option<NewCredits>,
    metadata: Metadata,
}

/// What is kept of a secret, made here or elsewhere.
pub(crate) struct Kept {
    pub(crate) digest: Digest,
    pub(crate) algorithm: Algorithm,
    pub(crate) format: String,
    pub(crate) display: String,
}

impl<'a> Plan<'a> {
    /// Checks every field that needs no database; `prefix` goes before the fields' names.
    pub(crate) fn check(
        authority: &Authority,
        input: &'a CreateKey,
        prefix: &str,
        now: Timestamp,
    ) -> Result<Self, Invalid> {
        let mut invalid = Invalid::none();
        let name = invalid.check(&format!("{prefix}name"), input.name.parse::<Name>());
        input.owner.check(&mut invalid, prefix);
        let roles = check::role_names(&mut invalid, &format!("{prefix}roles"), &input.roles);
        let permissions = check::permissions(&mut invalid, prefix, &input.permissions);
        let expires_at =
            check::expiry(&mut invalid, prefix, input.expires_at.as_deref(), input.ttl_seconds, now);
        let networks = check::networks(&mut invalid, prefix, &input.allowed_ips);
        let limits = check::limits(&mut invalid, prefix, &input.limits);
        let credits =
            input.credits.as_ref().and_then(|credits| check::credits(&mut invalid, prefix, credits));
        let metadata = check::metadata(&mut invalid, prefix, input.metadata.as_deref());
        if let Some(format) = &input.format
            && authority.formats().get(format).is_none()
        {
            let known: Vec<_> = authority.formats().iter().map(|format| format.name.to_string()).collect();
            invalid.add(format!("{prefix}format"), format_args!("must be one of {}", known.join(", ")));
        }
        match name {
            Some(name) if invalid.problems().is_empty() => Ok(Self {
                name,
                owner: &input.owner,
                roles,
                permissions,
                expires_at,
                networks,
                limits,
                credits,
                metadata,
            }),
            _ => Err(invalid),
        }
    }

    /// Resolves owner and roles, and refuses what the actor or the owner does not hold.
    pub(crate) async fn resolve(
        self,
        authority: &Authority,
        tx: &Tx,
        actor: &Actor,
        kept: Kept,
        now: Timestamp,
    ) -> Result<(NewKey, FoundOwner, Option<Credits>), Error> {
        let found = self.owner.resolve(authority, tx, actor, now).await?;
        let asked = self.roles.is_empty() && self.permissions.is_empty();
        // Who asks for nothing gets what the owner is.
        let roles = if asked { found.roles.clone().unwrap_or_default() } else { self.roles };
        let holder = check::holder(found.owner);
        let of_roles = check::resolve_roles(tx, actor, "roles", &roles, holder).await?;
        let permissions: Permissions = of_roles.iter().chain(&self.permissions).cloned().collect();
        actor.may_hand_out(&permissions)?;
        if let Some(held) = &found.roles {
            let held = check::resolve_roles(tx, actor, "owner", held, None).await?;
            if let Some(missing) = held.missing(&permissions).next() {
                return Err(Error::NotHeld(missing.clone()));
            }
        }
        let credits = match &self.credits {
            Some(new) => Some(credits::insert(tx, new, now).await?),
            None => None,
        };
        let new = NewKey {
            tenant: actor.tenant,
            environment: actor.environment()?,
            kind: KeyKind::Private,
            name: self.name,
            description: None,
            owner: found.owner,
            format: kept.format,
            display: kept.display,
            digest: kept.digest,
            algorithm: kept.algorithm,
            roles,
            permissions,
            networks: self.networks,
            limits: self.limits,
            limit_scope: None,
            credits: credits.as_ref().map(|credits| credits.account),
            metadata: self.metadata,
            expires_at: self.expires_at,
            now,
        };
        Ok((new, found, credits))
    }
}

/// The type of the actor's environment.
pub(crate) fn environment_type(actor: &Actor) -> Result<EnvironmentType, Error> {
    actor.environment.map(|environment| environment.kind).ok_or(Error::EnvironmentDenied)
}
