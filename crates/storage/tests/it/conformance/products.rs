use keyward_domain::{Id, Metadata, ProductKind};
use keyward_storage::products::{self, NewProduct, ProductChange};
use keyward_storage::{Storage, StorageError, Tx, Unique};

use crate::sample::{NOW, assert_err, later, name, write};

pub(crate) fn new_product(slug: &str) -> NewProduct {
    NewProduct {
        slug: slug.parse().unwrap(),
        name: name("Flavor"),
        kind: ProductKind::Theme,
        listing: Metadata::from_json(r#"{"homepage":"https://a.example"}"#).unwrap(),
        now: NOW,
    }
}

pub(crate) async fn comes_back_by_id_and_by_slug(storage: &Storage) {
    let new = new_product("flavor");
    let made = write(storage, async |tx: &Tx| products::insert(tx, &new).await).await.unwrap();
    assert_eq!(
        (&made.slug, &made.name, made.kind, &made.listing),
        (&new.slug, &new.name, new.kind, &new.listing)
    );
    let reader = storage.reader();
    assert_eq!(products::get(&reader, made.id).await.unwrap(), Some(made.clone()));
    assert_eq!(products::find(&reader, "flavor").await.unwrap(), Some(made.clone()));
    assert_eq!(products::find(&reader, "flavors").await.unwrap(), None);
    let held = async |tx: &Tx| Ok((products::lock(tx, "flavor").await?, products::lock(tx, "none").await?));
    assert_eq!(write(storage, held).await.unwrap(), (Some(made.clone()), None));
    assert_eq!(products::all(&reader).await.unwrap(), [made]);
}

pub(crate) async fn a_slug_is_one_product(storage: &Storage) {
    let new = new_product("flavor");
    let twice = async |tx: &Tx| {
        products::insert(tx, &new).await?;
        products::insert(tx, &new).await
    };
    assert_err!(write(storage, twice).await, StorageError::Taken(Unique::ProductSlug));
}

pub(crate) async fn what_is_not_named_stays(storage: &Storage) {
    let made = write(storage, async |tx: &Tx| products::insert(tx, &new_product("a")).await).await.unwrap();
    let change = ProductChange { kind: Some(ProductKind::Plugin), ..ProductChange::default() };
    let update = async |tx: &Tx| products::change(tx, made.id, &change, later(1)).await;
    let changed = write(storage, update).await.unwrap().unwrap();
    assert_eq!(
        (changed.kind, &changed.name, changed.updated_at),
        (ProductKind::Plugin, &made.name, later(1))
    );
    let unknown = async |tx: &Tx| products::change(tx, Id::new(4711), &change, NOW).await;
    assert_eq!(write(storage, unknown).await.unwrap(), None);
}
