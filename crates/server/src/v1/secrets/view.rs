//! Keys in FlexPrice's shape.

use keyward_api::{CreatedSecret, SecretView};
use keyward_authority::secrets::create;
use keyward_domain::{IdCodec, Key, KeyState, Owner};

pub(super) fn secret(ids: &IdCodec, key: &Key) -> SecretView {
    SecretView {
        id: ids.encode(key.id),
        name: key.name.to_string(),
        kind: key.kind.as_str(),
        provider: "keyward",
        display_id: key.display.clone(),
        roles: key.roles.iter().map(ToString::to_string).collect(),
        user_type: key.owner.kind().as_str(),
        user_id: match key.owner {
            Owner::User(id) => ids.encode(id),
            Owner::ServiceAccount(id) => ids.encode(id),
            Owner::Customer(id) => ids.encode(id),
        },
        description: key.description.clone(),
        expires_at: key.expires_at.map(|time| time.to_string()),
        last_used_at: key.last_used_at.map(|time| time.to_string()),
        status: match key.state {
            KeyState::Active => "published",
            KeyState::Disabled => "inactive",
            KeyState::Revoked => "deleted",
        },
        created_at: key.created_at.to_string(),
        updated_at: key.updated_at.to_string(),
    }
}

pub(super) fn created(ids: &IdCodec, created: &create::CreatedSecret) -> CreatedSecret {
    let secret = secret(ids, &created.key);
    CreatedSecret {
        id: secret.id.clone(),
        name: secret.name.clone(),
        api_key: created.secret.expose().to_owned(),
        roles: secret.roles.clone(),
        created_at: secret.created_at.clone(),
        secret,
    }
}
