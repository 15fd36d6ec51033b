//! Gates.

use keyward_domain::gates::{Credential, Gate, GateLimit, GateQuery, GateSettings, Rule};
use keyward_domain::{Cost, Environment, Id, Name, Tenant, Timestamp, Units, Window};
use keyward_token::Digest;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use serde::{Deserialize, Serialize};

use crate::column::{At, holds_in_any_case, time};
use crate::entity::gate::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// A gate to be added.
#[derive(Debug, Clone)]
pub struct NewGate {
    /// Whose it is.
    pub tenant: Id<Tenant>,
    /// Whose keys may pass it.
    pub environment: Id<Environment>,
    /// What it is called.
    pub name: Name,
    /// The digest of its secret.
    pub secret: Digest,
    /// What it asks.
    pub settings: GateSettings,
    /// The present time.
    pub now: Timestamp,
}

/// What changes of a gate; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct GateChange<'a> {
    /// What it is called, and what it asks.
    pub definition: Option<(&'a Name, &'a GateSettings)>,
    /// The digest of its secret.
    pub secret: Option<Digest>,
}

/// Adds a gate. `Taken(GateName)` when the environment has one of that name.
pub async fn insert(tx: &Tx, new: &NewGate) -> Result<Gate, StorageError> {
    let row = ActiveModel {
        tenant_id: Set(new.tenant.get()),
        environment_id: Set(new.environment.get()),
        secret: Set(new.secret.as_bytes().to_vec()),
        created_at: Set(new.now.as_micros()),
        updated_at: Set(new.now.as_micros()),
        ..definition(&new.name, &new.settings)
    };
    read(row.insert(&tx.0).await?)
}

/// The environment's gate of that id.
pub async fn get(
    db: &impl Connection,
    environment: Id<Environment>,
    id: Id<Gate>,
) -> Result<Option<Gate>, StorageError> {
    of(environment, id).one(db.orm()).await?.map(read).transpose()
}

/// The gate that has that secret, whosever it is.
pub async fn of_secret(db: &impl Connection, secret: &Digest) -> Result<Option<Gate>, StorageError> {
    let row = Entity::find().filter(Column::Secret.eq(secret.as_bytes().to_vec())).one(db.orm()).await?;
    row.map(read).transpose()
}

/// A page of the environment's gates by name, and how many there are: of those whose name holds `search`, whatever its ASCII case.
pub async fn list(
    db: &impl Connection,
    environment: Id<Environment>,
    search: Option<&str>,
    limit: u64,
    offset: u64,
) -> Result<(Vec<Gate>, u64), StorageError> {
    let all = Entity::find()
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(Condition::all().add_option(search.map(|text| holds_in_any_case(Column::Name, text))));
    let total = all.clone().count(db.orm()).await?;
    let rows = all.order_by_asc(Column::Name).limit(limit).offset(offset).all(db.orm()).await?;
    Ok((rows.into_iter().map(read).collect::<Result<_, _>>()?, total))
}

/// Changes a gate: as it was and as it is. `None` when the environment has none of that id; `Taken(GateName)` when it has another of that
/// name.
pub async fn change(
    tx: &Tx,
    environment: Id<Environment>,
    id: Id<Gate>,
    change: &GateChange<'_>,
    now: Timestamp,
) -> Result<Option<(Gate, Gate)>, StorageError> {
    let Some(old) = of(environment, id).lock_exclusive().one(&tx.0).await? else { return Ok(None) };
    let mut row: ActiveModel = match change.definition {
        Some((name, settings)) => definition(name, settings),
        None => <ActiveModel as ActiveModelTrait>::default(),
    };
    row.id = Set(old.id);
    row.updated_at = Set(now.as_micros());
    if let Some(secret) = change.secret {
        row.secret = Set(secret.as_bytes().to_vec());
    }
    let new = row.update(&tx.0).await?;
    Ok(Some((read(old)?, read(new)?)))
}

/// Deletes a gate, and tells what it was. `None` when the environment has none of that id.
pub async fn delete(
    tx: &Tx,
    environment: Id<Environment>,
    id: Id<Gate>,
) -> Result<Option<Gate>, StorageError> {
    let Some(row) = of(environment, id).lock_exclusive().one(&tx.0).await? else { return Ok(None) };
    Entity::delete_by_id(row.id).exec(&tx.0).await?;
    read(row).map(Some)
}

fn of(environment: Id<Environment>, id: Id<Gate>) -> Select<Entity> {
    Entity::find_by_id(id.get()).filter(Column::EnvironmentId.eq(environment.get()))
}

/// A rule as it lies in the column `rules`, a list of such.
#[derive(Serialize, Deserialize)]
struct StoredRule {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    path_prefix: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    permissions: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cost: Option<i64>,
}

/// A limit as it lies in the column `limits`, a list of such.
#[derive(Serialize, Deserialize)]
struct StoredLimit {
    name: String,
    limit: i64,
    window_seconds: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cost: Option<i64>,
}

fn definition(name: &Name, settings: &GateSettings) -> ActiveModel {
    let text = |query: &Option<GateQuery>| query.as_ref().map(|query| query.as_str().to_owned());
    let headers: Vec<&str> =
        settings.credential.headers.iter().map(keyward_domain::gates::HeaderName::as_str).collect();
    let stored = |rule: &Rule| StoredRule {
        method: rule.method.as_ref().map(|method| method.as_str().to_owned()),
        path_prefix: rule.path_prefix.as_str().to_owned(),
        permissions: text(&rule.permissions),
        cost: (rule.cost != Cost::ONE).then(|| i64::from(rule.cost.get())),
    };
    let limit = |limit: &GateLimit| StoredLimit {
        name: limit.name.as_str().to_owned(),
        limit: limit.most.get().into(),
        window_seconds: limit.window.as_seconds().into(),
        cost: limit.cost.map(|cost| cost.get().into()),
    };
    let limits: Vec<_> = settings.limits.iter().map(limit).collect();
    let rules: Vec<_> = settings.rules.iter().map(stored).collect();
    ActiveModel {
        name: Set(name.to_string()),
        // Lists of texts have no value that JSON can't hold.
        headers: Set(serde_json::to_string(&headers).unwrap_or_default()),
        query_parameter: Set(settings.credential.query.as_ref().map(|name| name.as_str().to_owned())),
        permissions: Set(text(&settings.permissions)),
        rules: Set(serde_json::to_string(&rules).unwrap_or_default()),
        limits: Set(serde_json::to_string(&limits).unwrap_or_default()),
        on_outage: Set(settings.on_outage.as_str().to_owned()),
        deny_style: Set(settings.deny_style.as_str().to_owned()),
        ..Default::default()
    }
}

const fn at(column: &'static str) -> At {
    At("gates", column)
}

#[expect(clippy::needless_pass_by_value, reason = "rows are mapped as they come")]
fn read(row: Model) -> Result<Gate, StorageError> {
    let optional = |column, text: Option<&str>| text.map(|text| at(column).parse(text)).transpose();
    let rules: Vec<StoredRule> = serde_json::from_str(&row.rules).map_err(|_| at("rules").corrupt())?;
    let rule = |stored: &StoredRule| {
        Ok(Rule {
            method: stored.method.as_deref().map(|text| at("rules").parse(text)).transpose()?,
            path_prefix: at("rules").parse(&stored.path_prefix)?,
            permissions: optional("rules", stored.permissions.as_deref())?,
            cost: stored.cost.map_or(Ok(Cost::ONE), Cost::new).map_err(|_| at("rules").corrupt())?,
        })
    };
    let limits: Vec<StoredLimit> = serde_json::from_str(&row.limits).map_err(|_| at("limits").corrupt())?;
    let limit = |stored: &StoredLimit| {
        let corrupt = |_| at("limits").corrupt();
        Ok(GateLimit {
            name: at("limits").parse(&stored.name)?,
            most: Units::new(stored.limit).map_err(corrupt)?,
            window: Window::from_seconds(stored.window_seconds).map_err(corrupt)?,
            cost: stored.cost.map(Cost::new).transpose().map_err(corrupt)?,
        })
    };
    Ok(Gate {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        environment: Id::new(row.environment_id),
        name: at("name").name(&row.name)?,
        secret: Digest::from_bytes(at("secret").hash(&row.secret)?),
        settings: GateSettings {
            credential: Credential {
                headers: at("headers")
                    .list(&row.headers)?
                    .iter()
                    .map(|text| at("headers").parse(text))
                    .collect::<Result<_, _>>()?,
                query: row
                    .query_parameter
                    .as_deref()
                    .map(|text| at("query_parameter").parse(text))
                    .transpose()?,
            },
            permissions: optional("permissions", row.permissions.as_deref())?,
            rules: rules.iter().map(rule).collect::<Result<_, StorageError>>()?,
            limits: limits.iter().map(limit).collect::<Result<_, StorageError>>()?,
            on_outage: at("on_outage").parse(&row.on_outage)?,
            deny_style: at("deny_style").parse(&row.deny_style)?,
        },
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    })
}
