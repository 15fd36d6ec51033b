use keyward_domain::{Artifact, Channel, FromVersions, Id, ReleaseNotes, ReleaseOf, Rollout};
use keyward_storage::releases::{self, NewRelease, ReleaseSpec};
use keyward_storage::{Storage, StorageError, Tx, Unique, products};
use keyward_token::Digest;

use super::products::new_product;
use crate::sample::{NOW, assert_err, later, write};

pub(crate) fn spec() -> ReleaseSpec {
    ReleaseSpec {
        channel: Channel::Beta,
        notes: ReleaseNotes {
            changelog: "<p>New.</p>".to_owned(),
            requires: Some("6.4".to_owned()),
            ..ReleaseNotes::default()
        },
        rollout: Rollout::new(30).unwrap(),
        from: FromVersions { least: Some("1.0.0".parse().unwrap()), most: None },
        critical: true,
        autoupdate: false,
        stop: true,
    }
}

pub(crate) fn new_release(of: ReleaseOf, version: &str) -> NewRelease {
    let artifact = Artifact {
        object: format!("flavor/{version}.zip"),
        size: 5_000_000_000,
        sha256: Digest::sha256(version),
        signature: "c2ln".to_owned(),
        key_id: "r1".to_owned(),
    };
    NewRelease { of, version: version.parse().unwrap(), spec: spec(), artifact, published_at: None, now: NOW }
}

async fn product(storage: &Storage) -> ReleaseOf {
    let made = write(storage, async |tx: &Tx| products::insert(tx, &new_product("flavor")).await).await;
    ReleaseOf::Product(made.unwrap().id)
}

pub(crate) async fn one_comes_back_by_id_and_by_version(storage: &Storage) {
    let new = new_release(product(storage).await, "1.5.0-beta.1");
    let made = write(storage, async |tx: &Tx| releases::insert(tx, &new).await).await.unwrap();
    assert_eq!((made.of, &made.version, &made.artifact), (new.of, &new.version, &new.artifact));
    let said = (&made.notes, made.channel, made.rollout, &made.from);
    assert_eq!(said, (&new.spec.notes, new.spec.channel, new.spec.rollout, &new.spec.from));
    assert_eq!((made.critical, made.autoupdate, made.stop), (true, false, true));
    assert_eq!((made.created_at, made.published_at, made.yanked_at), (NOW, None, None));
    let reader = storage.reader();
    assert_eq!(releases::get(&reader, made.id).await.unwrap(), Some(made.clone()));
    assert_eq!(releases::get(&reader, Id::new(4711)).await.unwrap(), None);
    assert_eq!(releases::find(&reader, new.of, &new.version).await.unwrap(), Some(made.clone()));
    let other = "1.5.0".parse().unwrap();
    assert_eq!(releases::find(&reader, new.of, &other).await.unwrap(), None);
    let held = async |tx: &Tx| {
        Ok((releases::lock(tx, new.of, &new.version).await?, releases::lock(tx, new.of, &other).await?))
    };
    assert_eq!(write(storage, held).await.unwrap(), (Some(made.clone()), None));
    assert_eq!(releases::all(&reader, new.of).await.unwrap(), [made]);
}

pub(crate) async fn a_version_is_one_release_of_a_product_and_of_a_component(storage: &Storage) {
    let of = product(storage).await;
    let component = super::components::component(storage, of, "core").await;
    let new = new_release(of, "1.5.0");
    let _ = write(storage, async |tx: &Tx| releases::insert(tx, &new).await).await.unwrap();
    let of_component = NewRelease { of: ReleaseOf::Component(component.id), ..new.clone() };
    let _ = write(storage, async |tx: &Tx| releases::insert(tx, &of_component).await).await.unwrap();
    for twice in [new, of_component] {
        let again = async |tx: &Tx| releases::insert(tx, &twice).await;
        assert_err!(write(storage, again).await, StorageError::Taken(Unique::ReleaseVersion));
    }
}

pub(crate) async fn what_is_said_of_one_changes_and_it_is_published_and_yanked(storage: &Storage) {
    let new = NewRelease { published_at: Some(later(1)), ..new_release(product(storage).await, "1.5.0") };
    let made = write(storage, async |tx: &Tx| releases::insert(tx, &new).await).await.unwrap();
    assert_eq!(made.published_at, Some(later(1)));
    let change = ReleaseSpec {
        channel: Channel::Stable,
        rollout: Rollout::ALL,
        from: FromVersions::default(),
        ..spec()
    };
    let changed = write(storage, async |tx: &Tx| releases::change(tx, made.id, &change).await).await.unwrap();
    assert_eq!(
        (changed.channel, changed.rollout, &changed.from),
        (Channel::Stable, Rollout::ALL, &FromVersions::default())
    );
    assert_eq!((&changed.artifact, changed.published_at), (&made.artifact, made.published_at));
    let publish = async |tx: &Tx| releases::publish(tx, made.id, later(2)).await;
    assert_eq!(write(storage, publish).await.unwrap().offered(), Some(later(2)));
    let yank = async |tx: &Tx| releases::yank(tx, made.id, later(3)).await;
    let yanked = write(storage, yank).await.unwrap();
    assert_eq!(
        (yanked.published_at, yanked.yanked_at, yanked.offered()),
        (Some(later(2)), Some(later(3)), None)
    );
}
