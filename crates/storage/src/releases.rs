//! Releases of products and components. Their files lie elsewhere: a row names its file.

use keyward_domain::{
    Artifact, Channel, FromVersions, Id, Release, ReleaseNotes, ReleaseOf, Rollout, Timestamp, Version,
};
use keyward_token::Digest;
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use crate::column::{At, micros, time};
use crate::entity::release::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// What of a release the operator says, and may change for as long as it is not published.
#[derive(Debug, Clone)]
pub struct ReleaseSpec {
    /// How ready it is.
    pub channel: Channel,
    /// What is said of it.
    pub notes: ReleaseNotes,
    /// How many of the sites get it.
    pub rollout: Rollout,
    /// From which versions a site gets it.
    pub from: FromVersions,
    /// Whether sites should take it at once.
    pub critical: bool,
    /// Whether sites may take it by themselves.
    pub autoupdate: bool,
    /// Whether a site must go through it on its way to a later one.
    pub stop: bool,
}

/// A release to be.
#[derive(Debug, Clone)]
pub struct NewRelease {
    /// Of what.
    pub of: ReleaseOf,
    /// Its version.
    pub version: Version,
    /// The rest that the operator says.
    pub spec: ReleaseSpec,
    /// Its file.
    pub artifact: Artifact,
    /// When it is published, if it is.
    pub published_at: Option<Timestamp>,
    /// When it is made.
    pub now: Timestamp,
}

/// Adds a release. `Taken(ReleaseVersion)` when there is that version.
pub async fn insert(tx: &Tx, new: &NewRelease) -> Result<Release, StorageError> {
    let (product, component) = match new.of {
        ReleaseOf::Product(id) => (Some(id.get()), None),
        ReleaseOf::Component(id) => (None, Some(id.get())),
    };
    let artifact = &new.artifact;
    let row = ActiveModel {
        product_id: Set(product),
        component_id: Set(component),
        version: Set(new.version.to_string()),
        object: Set(artifact.object.clone()),
        size: Set(i64::try_from(artifact.size).unwrap_or(i64::MAX)),
        sha256: Set(artifact.sha256.as_bytes().to_vec()),
        signature: Set(artifact.signature.clone()),
        key_id: Set(artifact.key_id.clone()),
        created_at: Set(new.now.as_micros()),
        published_at: Set(micros(new.published_at)),
        ..columns(&new.spec)
    };
    read(&row.insert(&tx.0).await?)
}

/// Changes what the operator says of a release.
pub async fn change(tx: &Tx, id: Id<Release>, spec: &ReleaseSpec) -> Result<Release, StorageError> {
    read(&ActiveModel { id: Set(id.get()), ..columns(spec) }.update(&tx.0).await?)
}

/// Notes that a release is published from now on.
pub async fn publish(tx: &Tx, id: Id<Release>, now: Timestamp) -> Result<Release, StorageError> {
    let row =
        ActiveModel { id: Set(id.get()), published_at: Set(Some(now.as_micros())), ..Default::default() };
    read(&row.update(&tx.0).await?)
}

/// Notes that a release is taken back.
pub async fn yank(tx: &Tx, id: Id<Release>, now: Timestamp) -> Result<Release, StorageError> {
    let row = ActiveModel { id: Set(id.get()), yanked_at: Set(Some(now.as_micros())), ..Default::default() };
    read(&row.update(&tx.0).await?)
}

/// The release of that id.
pub async fn get(db: &impl Connection, id: Id<Release>) -> Result<Option<Release>, StorageError> {
    Entity::find_by_id(id.get()).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// That version.
pub async fn find(
    db: &impl Connection,
    of: ReleaseOf,
    version: &Version,
) -> Result<Option<Release>, StorageError> {
    by_version(of, version).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// The same, held until this transaction ends.
pub async fn lock(tx: &Tx, of: ReleaseOf, version: &Version) -> Result<Option<Release>, StorageError> {
    by_version(of, version).lock(LockType::Update).one(&tx.0).await?.as_ref().map(read).transpose()
}

/// Every release of it, the first made first.
pub async fn all(db: &impl Connection, of: ReleaseOf) -> Result<Vec<Release>, StorageError> {
    select(of).order_by_asc(Column::Id).all(db.orm()).await?.iter().map(read).collect()
}

/// Every release of these that may be had, the first made first.
pub async fn offered(
    db: &impl Connection,
    of: impl IntoIterator<Item = Id<keyward_domain::Component>>,
) -> Result<Vec<Release>, StorageError> {
    let found = Entity::find()
        .filter(Column::ComponentId.is_in(of.into_iter().map(Id::get)))
        .filter(Column::PublishedAt.is_not_null())
        .filter(Column::YankedAt.is_null())
        .order_by_asc(Column::Id);
    found.all(db.orm()).await?.iter().map(read).collect()
}

fn select(of: ReleaseOf) -> Select<Entity> {
    Entity::find().filter(match of {
        ReleaseOf::Product(id) => Column::ProductId.eq(id.get()),
        ReleaseOf::Component(id) => Column::ComponentId.eq(id.get()),
    })
}

fn by_version(of: ReleaseOf, version: &Version) -> Select<Entity> {
    select(of).filter(Column::Version.eq(version.to_string()))
}

fn columns(spec: &ReleaseSpec) -> ActiveModel {
    let ReleaseNotes { changelog, upgrade_notice, requires, tested, requires_php } = spec.notes.clone();
    ActiveModel {
        channel: Set(spec.channel.as_str().to_owned()),
        changelog: Set(changelog),
        upgrade_notice: Set(upgrade_notice),
        requires: Set(requires),
        tested: Set(tested),
        requires_php: Set(requires_php),
        rollout_percent: Set(spec.rollout.get().into()),
        from_least: Set(spec.from.least.as_ref().map(Version::to_string)),
        from_most: Set(spec.from.most.as_ref().map(Version::to_string)),
        critical: Set(spec.critical),
        autoupdate: Set(spec.autoupdate),
        stop: Set(spec.stop),
        ..Default::default()
    }
}

fn read(row: &Model) -> Result<Release, StorageError> {
    let at = |column| At("releases", column);
    let version = |column, text: &Option<String>| text.as_deref().map(|text| at(column).parse(text));
    let of = match (row.product_id, row.component_id) {
        (Some(id), None) => ReleaseOf::Product(Id::new(id)),
        (None, Some(id)) => ReleaseOf::Component(Id::new(id)),
        _ => return Err(at("product_id").corrupt()),
    };
    Ok(Release {
        id: Id::new(row.id),
        of,
        version: at("version").parse(&row.version)?,
        channel: at("channel").parse(&row.channel)?,
        notes: ReleaseNotes {
            changelog: row.changelog.clone(),
            upgrade_notice: row.upgrade_notice.clone(),
            requires: row.requires.clone(),
            tested: row.tested.clone(),
            requires_php: row.requires_php.clone(),
        },
        rollout: Rollout::new(row.rollout_percent).map_err(|_| at("rollout_percent").corrupt())?,
        from: FromVersions {
            least: version("from_least", &row.from_least).transpose()?,
            most: version("from_most", &row.from_most).transpose()?,
        },
        critical: row.critical,
        autoupdate: row.autoupdate,
        stop: row.stop,
        artifact: Artifact {
            object: row.object.clone(),
            size: u64::try_from(row.size).map_err(|_| at("size").corrupt())?,
            sha256: Digest::from_bytes(at("sha256").hash(&row.sha256)?),
            signature: row.signature.clone(),
            key_id: row.key_id.clone(),
        },
        created_at: time(row.created_at),
        published_at: row.published_at.map(time),
        yanked_at: row.yanked_at.map(time),
    })
}
