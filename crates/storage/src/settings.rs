//! What belongs to the database itself rather than to a server's configuration.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::connection::Sealed;
use crate::entity::setting;
use crate::{StorageError, Tx};

/// The setting's value; the first one offered stays for ever, whoever offers another later.
pub async fn get_or_set(tx: &Tx, name: &str, offer: &[u8]) -> Result<Vec<u8>, StorageError> {
    setting::Entity::insert(setting::ActiveModel { name: Set(name.to_owned()), value: Set(offer.to_vec()) })
        .on_conflict(OnConflict::column(setting::Column::Name).do_nothing().to_owned())
        .exec_without_returning(tx.orm())
        .await?;
    let row = setting::Entity::find_by_id(name.to_owned()).one(tx.orm()).await?;
    row.map(|row| row.value).ok_or(StorageError::Corrupt { table: "settings", column: "value" })
}
