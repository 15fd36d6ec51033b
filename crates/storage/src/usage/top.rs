//! Whose keys were asked about most.

use keyward_domain::{Environment, Id, Key, Owner, OwnerType, Timestamp};
use sea_orm::sea_query::{Alias, Expr, ExprTrait};
use sea_orm::{ConnectionTrait, QueryResult};

use super::read::{summed, within};
use crate::column::At;
use crate::entity::{key, key_usage};
use crate::keys::{of_owner_type, owner};
use crate::{Connection, StorageError};

/// What is told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Keys.
    Key,
    /// Owners; of one kind alone, when it is named.
    Owner(Option<OwnerType>),
}

/// One of those that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// A key.
    Key(Id<Key>),
    /// An owner.
    Owner(Owner),
}

/// Whether more than so many rows of an environment's keys are added up for these hours.
pub async fn are_more_than(
    db: &impl Connection,
    environment: Id<Environment>,
    from: Timestamp,
    to: Timestamp,
    rows: u64,
) -> Result<bool, StorageError> {
    let mut query = within(environment, from, to);
    query.column((key_usage::Entity, key_usage::Column::KeyId)).limit(1).offset(rows);
    Ok(db.orm().query_one(&query).await?.is_some())
}

/// Those of an environment that were asked about most in the hours that begin at `from` or later and before `to`, the busiest first,
/// `most` of them. Who was not asked about is none.
pub async fn top(
    db: &impl Connection,
    environment: Id<Environment>,
    by: By,
    from: Timestamp,
    to: Timestamp,
    most: u64,
) -> Result<Vec<Member>, StorageError> {
    use key::{Column, Entity};
    let id = (key_usage::Entity, key_usage::Column::KeyId);
    let owners = [Column::UserId, Column::ServiceAccountId, Column::CustomerId].map(|it| (Entity, it));
    let mut query = within(environment, from, to);
    query.expr_as(summed(), "total").order_by(Alias::new("total"), sea_orm::Order::Desc).limit(most);
    match by {
        By::Key => drop(query.column(id).group_by_col(id).order_by(id, sea_orm::Order::Asc)),
        By::Owner(kind) => {
            if let Some(kind) = kind {
                query.and_where(of_owner_type(kind));
            }
            // Exactly one of them is there, so the first key stands for the owner in the order.
            let first = Expr::col((Entity, Column::Id)).min();
            query.columns(owners).group_by_columns(owners).order_by_expr(first, sea_orm::Order::Asc);
        }
    }
    let member = |row: QueryResult| match by {
        By::Key => Ok(Member::Key(Id::new(row.try_get("", "key_id")?))),
        By::Owner(_) => {
            let id = |column| row.try_get::<Option<i64>>("", column);
            let found = owner(id("user_id")?, id("service_account_id")?, id("customer_id")?);
            Ok(Member::Owner(found.ok_or_else(|| At("keys", "user_id").corrupt())?))
        }
    };
    db.orm().query_all(&query).await?.into_iter().map(member).collect()
}
