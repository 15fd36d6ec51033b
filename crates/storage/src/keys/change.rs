//! Changing keys.

use keyward_domain::{Credits, Id, Key, KeyState, Limits, Metadata, Name, Networks, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::read;
use crate::column::{self, At};
use crate::entity::key::{ActiveModel, Column, Entity};
use crate::{StorageError, Tx};

/// What to change of a key; what is `None` stays. Roles and permissions never change.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// What people call it.
    pub name: Option<Name>,
    /// What the tenant keeps beside it.
    pub metadata: Option<Metadata>,
    /// Where it may be used from.
    pub networks: Option<Networks>,
    /// How much it may do in a stretch of time.
    pub limits: Option<Limits>,
    /// The account that it spends from; `Some(None)` takes it away.
    #[expect(clippy::option_option, reason = "unchanged, none and one are three things")]
    pub credits: Option<Option<Id<Credits>>>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// What was decided about it.
    pub state: Option<KeyState>,
    /// The key that takes its place.
    pub successor: Option<Id<Key>>,
}

/// Changes a key that this transaction holds by [`super::lock`]. Revoking notes the time.
pub async fn change(tx: &Tx, id: Id<Key>, change: &Change, now: Timestamp) -> Result<Key, StorageError> {
    let mut row = ActiveModel { id: Set(id.get()), updated_at: Set(now.as_micros()), ..Default::default() };
    if let Some(name) = &change.name {
        row.name = Set(name.to_string());
    }
    if let Some(metadata) = &change.metadata {
        row.metadata = Set(metadata.to_string());
    }
    if let Some(networks) = &change.networks {
        row.networks = Set(column::networks(networks));
    }
    if let Some(limits) = &change.limits {
        row.limits = Set(column::limits(limits));
    }
    if let Some(account) = change.credits {
        row.credit_account_id = Set(account.map(Id::get));
    }
    if let Some(end) = change.expires_at {
        row.expires_at = Set(Some(end.as_micros()));
    }
    if let Some(state) = change.state {
        row.state = Set(state.as_str().to_owned());
        row.revoked_at = Set((state == KeyState::Revoked).then_some(now.as_micros()));
    }
    if let Some(successor) = change.successor {
        row.successor_id = Set(Some(successor.get()));
    }
    match row.update(&tx.0).await {
        Ok(row) => read(row),
        Err(sea_orm::DbErr::RecordNotUpdated) => Err(At("keys", "id").corrupt()),
        Err(error) => Err(error.into()),
    }
}

/// Notes that it was told of keys that they end.
pub async fn note_expiring(
    tx: &Tx,
    keys: impl IntoIterator<Item = Id<Key>>,
    now: Timestamp,
) -> Result<(), StorageError> {
    let keys: Vec<_> = keys.into_iter().map(Id::get).collect();
    if keys.is_empty() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::ExpiryToldAt, Expr::value(now.as_micros()))
        .filter(Column::Id.is_in(keys))
        .exec(&tx.0)
        .await?;
    Ok(())
}
