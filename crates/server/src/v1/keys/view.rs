//! Keys as the wire shows them.

use keyward_api::{
    CreatedKey, CreditRefill, KeyCredits, KeyEnvironment, KeyFacts, KeyLimit, KeyOwner, KeyView,
};
use keyward_authority::Actor;
use keyward_authority::keys::{Created, Owned};
use keyward_domain::{Credits, ExternalId, IdCodec, Key, Limit, Owner, Timestamp};
use keyward_gate::{Grant, GrantEnvironment, Subject};
use serde_json::value::RawValue;

use crate::App;

/// A key that was just issued, its secret told this once.
pub(super) fn created(app: &App, actor: &Actor, created: &Created) -> CreatedKey {
    let key = key(app, actor, &created.key, created.external_id.as_ref(), created.credits.as_ref());
    CreatedKey { api_key: created.secret.expose().to_owned(), key }
}

/// A key.
pub(super) fn owned(app: &App, actor: &Actor, owned: &Owned) -> KeyView {
    key(app, actor, &owned.key, owned.external_id.as_ref(), owned.credits.as_ref())
}

fn key(
    app: &App,
    actor: &Actor,
    key: &Key,
    external_id: Option<&ExternalId>,
    credits: Option<&Credits>,
) -> KeyView {
    // Keys are only shown in their own environment.
    let environment = actor.environment.map_or("", |environment| environment.kind.as_str());
    shown(app, environment, key, external_id, credits)
}

/// A key in an environment of this kind.
pub(in crate::v1) fn shown(
    app: &App,
    environment: &'static str,
    key: &Key,
    external_id: Option<&ExternalId>,
    credits: Option<&Credits>,
) -> KeyView {
    let ids = app.authority.ids();
    let text = |time: Option<Timestamp>| time.map(|time| time.to_string());
    KeyView {
        id: ids.encode(key.id),
        name: key.name.to_string(),
        owner: owner(ids, key.owner, external_id.map(ExternalId::as_str)),
        environment: KeyEnvironment { id: ids.encode(key.environment), kind: environment },
        display_id: key.display.clone(),
        format: key.format.clone(),
        status: key.status(app.authority.now()).as_str(),
        roles: key.roles.iter().map(ToString::to_string).collect(),
        permissions: key.permissions.iter().map(ToString::to_string).collect(),
        allowed_ips: key.networks.iter().map(|network| network.to_string()).collect(),
        limits: key.limits.iter().map(limit).collect(),
        credits: credits.map(|credits| spendable(app, credits)),
        metadata: json(key.metadata.as_json()),
        expires_at: text(key.expires_at),
        last_used_at: text(key.last_used_at),
        revoked_at: text(key.revoked_at),
        successor_id: key.successor.map(|id| ids.encode(id)),
        created_at: key.created_at.to_string(),
        updated_at: key.updated_at.to_string(),
    }
}

/// What lies in storage, refills that are due included, and what this instance has leased of it and not spent.
fn spendable(app: &App, credits: &Credits) -> KeyCredits {
    let credits = credits.clone().at(app.authority.now());
    let remaining = credits.balance.get().saturating_add(app.authority.gate().unspent(&credits));
    let refill = credits.refill.map(|refill| CreditRefill {
        amount: refill.amount.as_i64(),
        interval: refill.interval.as_str().to_owned(),
        day: refill.interval.day().map(i64::from),
    });
    KeyCredits { remaining: i64::try_from(remaining).unwrap_or(i64::MAX), refill }
}

fn limit(limit: &Limit) -> KeyLimit {
    KeyLimit {
        name: limit.name.to_string(),
        limit: limit.most.get().into(),
        window_seconds: limit.window.as_seconds().into(),
        auto: limit.auto,
        scope: Some(limit.scope.as_str().to_owned()),
    }
}

/// An owner, with what a customer is called by the tenant.
pub(in crate::v1) fn owner(ids: &IdCodec, owner: Owner, external_id: Option<&str>) -> KeyOwner {
    let id = match owner {
        Owner::User(id) => ids.encode(id),
        Owner::ServiceAccount(id) => ids.encode(id),
        Owner::Customer(id) => ids.encode(id),
    };
    KeyOwner { kind: owner.kind().as_str(), id, external_id: external_id.map(str::to_owned) }
}

/// Stored metadata was compact JSON when it was taken.
fn json(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).unwrap_or_default()
}

/// What a grant tells of its key to who may verify it.
pub(super) fn facts(ids: &IdCodec, grant: &Grant) -> KeyFacts {
    let environment = |environment: GrantEnvironment| KeyEnvironment {
        id: ids.encode(environment.id),
        kind: environment.kind.as_str(),
    };
    KeyFacts {
        key_id: match grant.subject {
            Subject::Key(id) => Some(ids.encode(id)),
            Subject::Static => None,
        },
        name: grant.name.to_string(),
        owner: owner(ids, grant.owner, grant.external_id.as_deref()),
        environment: grant.environment.map(environment),
        roles: grant.roles.iter().map(ToString::to_string).collect(),
        permissions: grant.permissions.iter().map(ToString::to_string).collect(),
        expires_at: grant.expires_at.map(|time| time.to_string()),
        metadata: json(grant.metadata.as_json()),
    }
}
