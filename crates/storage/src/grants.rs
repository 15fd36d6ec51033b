//! What a check needs to know of keys, in one query.

use std::collections::HashMap;
use std::sync::OnceLock;

use keyward_domain::{
    Credits, Environment, EnvironmentType, Id, Key, KeyKind, KeyState, Limits, Metadata, Name, Networks,
    Owner, Permissions, RoleName, Tenant, TenantStatus, Timestamp,
};
use keyward_token::Digest;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, JoinType, QueryFilter, QueryResult,
    QuerySelect, QueryTrait, Statement, TryGetable, Value,
};

use crate::column::{At, time};
use crate::entity::{customer, environment, key, tenant, user};
use crate::{Connection, StorageError};

/// A key with what lies above it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyInContext {
    /// The key.
    pub id: Id<Key>,
    /// Whose it is.
    pub tenant: Id<Tenant>,
    /// Its tenant's standing.
    pub tenant_status: TenantStatus,
    /// Whether the operator switched the tenant's account off.
    pub disabled: bool,
    /// Where it acts.
    pub environment: Id<Environment>,
    /// What its environment is for.
    pub environment_type: EnvironmentType,
    /// What it is for.
    pub kind: KeyKind,
    /// What people call it.
    pub name: Name,
    /// The one that it acts for.
    pub owner: Owner,
    /// Its owner's external id, when that is a customer.
    pub external_id: Option<String>,
    /// What was decided about it.
    pub state: KeyState,
    /// The roles it was made with.
    pub roles: Vec<RoleName>,
    /// What it may do.
    pub permissions: Permissions,
    /// Where it may be used from.
    pub networks: Networks,
    /// How much it may do in a stretch of time.
    pub limits: Limits,
    /// The key whose counts its limits take from.
    pub limit_scope: Id<Key>,
    /// The account that it spends from.
    pub credits: Option<Id<Credits>>,
    /// What the tenant keeps beside it.
    pub metadata: Metadata,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// The most digests of one query.
pub const MOST: usize = 64;

/// How many queries are worth having under way: one a core, which asks what more there is to ask together.
pub fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The keys of those digests (at most [`MOST`]) with what lies above them; a digest that no key has is left out. A row that can't be
/// read spoils no other.
pub async fn load(
    db: &impl Connection,
    digests: &[Digest],
) -> Result<HashMap<Digest, Result<KeyInContext, StorageError>>, StorageError> {
    let Some(last) = digests.last() else { return Ok(HashMap::new()) };
    let backend = db.orm().get_database_backend();
    let places = digests.len().next_power_of_two();
    let values = digests
        .iter()
        .chain(std::iter::repeat(last))
        .take(places)
        .map(|digest| Value::from(digest.as_bytes().to_vec()));
    let rows = db
        .orm()
        .query_all_raw(Statement::from_sql_and_values(backend, text(backend, places), values))
        .await?;
    rows.iter()
        .map(|row| {
            let digest = At("keys", "digest").hash(&row.try_get_by_index::<Vec<u8>>(0)?)?;
            Ok((Digest::from_bytes(digest), read(row)))
        })
        .collect()
}

/// The query for so many digests, a power of two: it is built once, and the database keeps it prepared.
fn text(backend: DbBackend, places: usize) -> &'static str {
    static TEXTS: [[OnceLock<String>; MOST.ilog2() as usize + 1]; 2] =
        [const { [const { OnceLock::new() }; MOST.ilog2() as usize + 1] }; 2];
    let texts = &TEXTS[usize::from(backend == DbBackend::Postgres)];
    texts[places.ilog2() as usize].get_or_init(|| select(places).build(backend).sql)
}

/// What [`read`] reads, in its order.
fn select(places: usize) -> sea_orm::Select<key::Entity> {
    use key::Column;
    key::Entity::find()
        .select_only()
        .columns([
            Column::Digest,
            Column::Id,
            Column::TenantId,
            Column::EnvironmentId,
            Column::Kind,
            Column::Name,
            Column::UserId,
            Column::ServiceAccountId,
            Column::CustomerId,
            Column::State,
            Column::Roles,
            Column::Permissions,
            Column::Networks,
            Column::Limits,
            Column::LimitScopeId,
            Column::CreditAccountId,
            Column::Metadata,
            Column::ExpiresAt,
        ])
        .column(tenant::Column::Status)
        .column(user::Column::DisabledAt)
        .column(environment::Column::Kind)
        .column(customer::Column::ExternalId)
        .column(customer::Column::DeletedAt)
        .join(JoinType::InnerJoin, tenant_of_key())
        .join(JoinType::LeftJoin, crate::accounts::owner_of_tenant())
        .join(JoinType::InnerJoin, environment_of_key())
        .join(JoinType::LeftJoin, customer_of_key())
        .filter(Column::Digest.is_in(vec![Vec::<u8>::new(); places]))
}

/// The cells of a row, one after the other: looking each up by its name takes longer than the query.
struct Cells<'a> {
    row: &'a QueryResult,
    next: usize,
}

impl Cells<'_> {
    fn next<T: TryGetable>(&mut self) -> Result<T, DbErr> {
        self.next += 1;
        self.row.try_get_by_index(self.next - 1)
    }
}

fn read(row: &QueryResult) -> Result<KeyInContext, StorageError> {
    let at = |column| At("keys", column);
    let mut cells = Cells { row, next: 1 };
    let id: i64 = cells.next()?;
    Ok(KeyInContext {
        id: Id::new(id),
        tenant: Id::new(cells.next()?),
        environment: Id::new(cells.next()?),
        kind: at("kind").parse(&cells.next::<String>()?)?,
        name: at("name").name(&cells.next::<String>()?)?,
        owner: crate::keys::owner(cells.next()?, cells.next()?, cells.next()?)
            .ok_or_else(|| at("user_id").corrupt())?,
        state: at("state").parse(&cells.next::<String>()?)?,
        roles: at("roles").roles(&cells.next::<String>()?)?,
        permissions: at("permissions").permissions(&cells.next::<String>()?)?,
        networks: at("networks").networks(&cells.next::<String>()?)?,
        limits: at("limits").limits(&cells.next::<String>()?)?,
        limit_scope: Id::new(cells.next::<Option<i64>>()?.unwrap_or(id)),
        credits: cells.next::<Option<i64>>()?.map(Id::new),
        metadata: Metadata::from_json(&cells.next::<String>()?).map_err(|_| at("metadata").corrupt())?,
        expires_at: cells.next::<Option<i64>>()?.map(time),
        tenant_status: At("tenants", "status").parse(&cells.next::<String>()?)?,
        disabled: cells.next::<Option<i64>>()?.is_some(),
        environment_type: At("environments", "kind").parse(&cells.next::<String>()?)?,
        external_id: {
            let (external_id, deleted_at): (Option<String>, Option<i64>) = (cells.next()?, cells.next()?);
            external_id.filter(|_| deleted_at.is_none())
        },
    })
}

fn tenant_of_key() -> sea_orm::RelationDef {
    key::Entity::belongs_to(tenant::Entity).from(key::Column::TenantId).to(tenant::Column::Id).into()
}

fn environment_of_key() -> sea_orm::RelationDef {
    key::Entity::belongs_to(environment::Entity)
        .from(key::Column::EnvironmentId)
        .to(environment::Column::Id)
        .into()
}

fn customer_of_key() -> sea_orm::RelationDef {
    key::Entity::belongs_to(customer::Entity).from(key::Column::CustomerId).to(customer::Column::Id).into()
}
