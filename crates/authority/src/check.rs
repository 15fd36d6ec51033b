//! Rules on fields that several operations share.

use std::time::Duration;

use keyward_domain::{
    Balance, BuiltInRole, Interval, Invalid, Limit, LimitName, LimitScope, Limits, Metadata, Networks, Owner,
    Permission, Permissions, Refill, Role, RoleHolder, RoleName, Timestamp, Units, Window,
};
use keyward_storage::{Connection, Tx, credits, roles};

use crate::keys::{NewCredits, NewLimit};
use crate::{Actor, Error};

/// A check looks at each permission of a key, so their number is bounded.
const MAX_ROLES: usize = 32;
const MAX_PERMISSIONS: usize = 256;
const MAX_PERMISSIONS_OF_ROLES: usize = 1000;

/// The longest lifetime that may be asked for by `ttl_seconds`: 100 years.
const MAX_TTL_SECONDS: i64 = 100 * 366 * 24 * 3600;

/// When something ends, from `expires_at` and `ttl_seconds`, of which one may be sent.
pub(crate) fn expiry(
    invalid: &mut Invalid,
    prefix: &str,
    expires_at: Option<&str>,
    ttl_seconds: Option<i64>,
    now: Timestamp,
) -> Option<Timestamp> {
    match (expires_at, ttl_seconds) {
        (None, None) => None,
        (Some(_), Some(_)) => {
            invalid.add(format!("{prefix}ttl_seconds"), "can't be sent together with expires_at");
            None
        }
        (Some(text), None) => {
            let field = format!("{prefix}expires_at");
            let end = invalid.check::<Timestamp, _>(&field, text.parse())?;
            if end <= now {
                invalid.add(field, "must be in the future");
            }
            Some(end)
        }
        (None, Some(seconds)) if (1..=MAX_TTL_SECONDS).contains(&seconds) => {
            Some(now.plus(Duration::from_secs(seconds.unsigned_abs())))
        }
        (None, Some(_)) => {
            invalid.add(format!("{prefix}ttl_seconds"), "must be between 1 and 3162240000 (100 years)");
            None
        }
    }
}

/// The networks of `allowed_ips`.
pub(crate) fn networks(invalid: &mut Invalid, prefix: &str, texts: &[String]) -> Networks {
    Networks::parse(texts).unwrap_or_else(|(index, reason)| {
        invalid.add(format!("{prefix}allowed_ips[{index}]"), reason);
        Networks::default()
    })
}

/// The limits.
pub(crate) fn limits(invalid: &mut Invalid, prefix: &str, inputs: &[NewLimit]) -> Limits {
    let mut limits = Vec::new();
    if inputs.len() > Limits::MAX {
        invalid.add(format!("{prefix}limits"), format_args!("must hold at most {} limits", Limits::MAX));
        return Limits::default();
    }
    for (index, input) in inputs.iter().enumerate() {
        let at = |field: &str| format!("{prefix}limits[{index}].{field}");
        let name = invalid.check(&at("name"), input.name.parse::<LimitName>());
        let most = invalid.check(&at("limit"), Units::new(input.limit));
        let window = invalid.check(&at("window_seconds"), Window::from_seconds(input.window_seconds));
        let scope = match &input.scope {
            None => Some(LimitScope::Key),
            Some(text) => invalid.check(&at("scope"), text.parse()),
        };
        if let (Some(name), Some(most), Some(window), Some(scope)) = (name, most, window, scope) {
            limits.push(Limit { name, most, window, auto: input.auto, scope });
        }
    }
    // Where one is left out, the others' places are not those that were sent.
    if limits.len() < inputs.len() {
        return Limits::default();
    }
    Limits::new(limits).unwrap_or_else(|(index, reason)| {
        invalid.add(format!("{prefix}limits[{index}]"), reason);
        Limits::default()
    })
}

/// The credits.
pub(crate) fn credits(
    invalid: &mut Invalid,
    prefix: &str,
    input: &NewCredits,
) -> Option<credits::NewCredits> {
    let at = |field: &str| format!("{prefix}credits.{field}");
    let balance = invalid.check(&at("remaining"), Balance::new(input.remaining));
    let refill = match &input.refill {
        None => None,
        Some(refill) => {
            let amount = invalid.check(&at("refill.amount"), Balance::new(refill.amount));
            match Interval::new(&refill.interval, refill.day) {
                Ok(interval) => amount.map(|amount| Refill { amount, interval }),
                Err((field, reason)) => {
                    invalid.add(at(&format!("refill.{field}")), reason);
                    None
                }
            }
        }
    };
    balance.map(|balance| credits::NewCredits { balance, refill })
}

/// The metadata, from compact JSON.
pub(crate) fn metadata(invalid: &mut Invalid, prefix: &str, json: Option<&str>) -> Metadata {
    let Some(json) = json else { return Metadata::default() };
    invalid.check(&format!("{prefix}metadata"), Metadata::from_json(json)).unwrap_or_default()
}

/// Role names from their texts, each once. One at fault is told under the list's name, as one that does not exist is.
pub(crate) fn role_names(invalid: &mut Invalid, field: &str, texts: &[String]) -> Vec<RoleName> {
    let mut names: Vec<RoleName> = Vec::new();
    if texts.len() > MAX_ROLES {
        invalid.add(field, format_args!("must name at most {MAX_ROLES} roles"));
        return names;
    }
    for text in texts {
        if let Some(name) = invalid.check(field, text.parse::<RoleName>())
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

/// Permissions from their texts.
pub(crate) fn permissions(invalid: &mut Invalid, prefix: &str, texts: &[String]) -> Permissions {
    if texts.len() > MAX_PERMISSIONS {
        let reason = format_args!("must name at most {MAX_PERMISSIONS} permissions");
        invalid.add(format!("{prefix}permissions"), reason);
        return Permissions::default();
    }
    let each = texts.iter().enumerate();
    each.filter_map(|(index, text)| {
        invalid.check(&format!("{prefix}permissions[{index}]"), text.parse::<Permission>())
    })
    .collect()
}

/// The roles that a key copies from its owner's: all but `operator`, which is for people who are signed in.
pub(crate) fn copied(mut roles: Vec<RoleName>) -> Vec<RoleName> {
    roles.retain(|role| role.as_str() != BuiltInRole::OPERATOR);
    roles
}

/// What the roles of a key allow together. Invalid: a role that does not exist, one that such a holder can't have, and `super_admin`
/// beside others.
pub(crate) async fn resolve_roles(
    db: &impl Connection,
    actor: &Actor,
    field: &str,
    names: &[RoleName],
    holder: Option<RoleHolder>,
) -> Result<Permissions, Error> {
    let own = if names.iter().all(|name| BuiltInRole::find(name.as_str()).is_some()) {
        Vec::new()
    } else {
        roles::find(db, actor.tenant, names).await?
    };
    sum(names, &own, field, holder, false)
}

/// The same for an account that is to hold the roles: none of them goes away before the transaction ends. Only an operator makes others one.
pub(crate) async fn hold_roles(
    tx: &Tx,
    actor: &Actor,
    field: &str,
    names: &[RoleName],
    holder: RoleHolder,
) -> Result<Permissions, Error> {
    let own = roles::hold(tx, actor.tenant, names).await?;
    sum(names, &own, field, Some(holder), actor.is_operator())
}

fn sum(
    names: &[RoleName],
    own: &[Role],
    field: &str,
    holder: Option<RoleHolder>,
    may_be_operator: bool,
) -> Result<Permissions, Error> {
    let mut invalid = Invalid::none();
    let others = names.iter().filter(|name| name.as_str() != BuiltInRole::OPERATOR).count();
    let mut all: Vec<Permission> = Vec::new();
    for name in names {
        if let Some(role) = BuiltInRole::find(name.as_str()) {
            if holder.is_some_and(|holder| !role.fits(holder)) {
                invalid.add(field, format_args!("can't hold {name} for this kind of account"));
            }
            if role.name == BuiltInRole::OPERATOR && !may_be_operator {
                invalid.add(field, "names a role that can't be assigned: operator");
            }
            if role.name == BuiltInRole::SUPER_ADMIN && others > 1 {
                invalid.add(field, "can't combine super_admin with other roles");
            }
            all.extend(role.permissions().iter().cloned());
        } else if let Some(role) = own.iter().find(|role| role.name == *name) {
            all.extend(role.permissions.iter().cloned());
        } else {
            invalid.add(field, format_args!("names a role that does not exist: {name}"));
        }
    }
    let all: Permissions = all.into_iter().collect();
    if all.len() > MAX_PERMISSIONS_OF_ROLES {
        invalid
            .add(field, format_args!("must not stand for more than {MAX_PERMISSIONS_OF_ROLES} permissions"));
    }
    invalid.into_result()?;
    Ok(all)
}

/// Who roles must fit when a key is made for this owner; a customer can hold any.
pub(crate) fn holder(owner: Owner) -> Option<RoleHolder> {
    match owner {
        Owner::User(_) => Some(RoleHolder::User),
        Owner::ServiceAccount(_) => Some(RoleHolder::ServiceAccount),
        Owner::Customer(_) => None,
    }
}
