use keyward_domain::{Component, ReleaseOf};
use keyward_storage::components::{self, ComponentSpec};
use keyward_storage::releases::{self, NewRelease};
use keyward_storage::{Storage, StorageError, Tx, Unique, products, tiers};

use super::products::new_product;
use super::releases::new_release;
use crate::sample::{NOW, assert_err, later, name, write};

async fn spec(storage: &Storage) -> ComponentSpec {
    let tier = tiers::find(&storage.reader(), "business").await.unwrap().unwrap();
    ComponentSpec {
        name: name("Invoicing"),
        description: "Invoices and receipts".to_owned(),
        kind: "module".parse().unwrap(),
        tier: tier.id,
        requires_product: ">=1.4 <2.0".parse().unwrap(),
        depends_on: vec!["erp-core".parse().unwrap()],
        features: vec!["erp.pro".parse().unwrap()],
    }
}

/// A component of the product.
pub(crate) async fn component(storage: &Storage, of: ReleaseOf, slug: &str) -> Component {
    let ReleaseOf::Product(product) = of else { panic!("{of} is no product") };
    let (spec, slug) = (spec(storage).await, slug.parse().unwrap());
    write(storage, async |tx: &Tx| components::insert(tx, product, &slug, &spec, NOW).await).await.unwrap()
}

pub(crate) async fn one_comes_back_and_becomes_what_it_is_to_be(storage: &Storage) {
    let product = write(storage, async |tx: &Tx| products::insert(tx, &new_product("flavor")).await).await;
    let product = product.unwrap().id;
    let made = component(storage, ReleaseOf::Product(product), "invoicing").await;
    let spec = spec(storage).await;
    assert_eq!((made.product, made.slug.as_str(), &made.name), (product, "invoicing", &spec.name));
    assert_eq!((&made.description, &made.kind, made.tier), (&spec.description, &spec.kind, spec.tier));
    let needs = (&made.requires_product, &made.depends_on, &made.features);
    assert_eq!(needs, (&spec.requires_product, &spec.depends_on, &spec.features));
    let reader = storage.reader();
    assert_eq!(components::find(&reader, "invoicing").await.unwrap(), Some(made.clone()));
    assert_eq!(components::find(&reader, "none").await.unwrap(), None);
    assert_eq!(components::get(&reader, made.id).await.unwrap(), Some(made.clone()));
    assert_eq!(components::of_product(&reader, product).await.unwrap(), std::slice::from_ref(&made));
    assert_eq!(components::all(&reader).await.unwrap(), std::slice::from_ref(&made));
    let again = async |tx: &Tx| components::insert(tx, product, &made.slug, &spec, NOW).await;
    assert_err!(write(storage, again).await, StorageError::Taken(Unique::ComponentSlug));
    let other = ComponentSpec { depends_on: Vec::new(), name: name("Other"), ..spec.clone() };
    let replace = async |tx: &Tx| {
        let held = components::lock(tx, "invoicing").await?;
        assert_eq!(held.as_ref(), Some(&made));
        components::replace(tx, made.id, &other, later(1)).await
    };
    let changed = write(storage, replace).await.unwrap();
    assert_eq!((changed.name, changed.depends_on, changed.features), (other.name, Vec::new(), spec.features));
    assert_eq!((changed.slug, changed.created_at, changed.updated_at), (made.slug, NOW, later(1)));
}

pub(crate) async fn what_is_offered_of_them_is_published_and_not_yanked(storage: &Storage) {
    let product = write(storage, async |tx: &Tx| products::insert(tx, &new_product("flavor")).await).await;
    let of = ReleaseOf::Product(product.unwrap().id);
    let (one, other) = (component(storage, of, "one").await, component(storage, of, "other").await);
    let published = |of, version| NewRelease { published_at: Some(later(1)), ..new_release(of, version) };
    let of_one = ReleaseOf::Component(one.id);
    let insert = async |tx: &Tx| {
        releases::insert(tx, &new_release(of_one, "1.0.0")).await?;
        releases::insert(tx, &published(of, "1.0.0")).await?;
        releases::insert(tx, &published(ReleaseOf::Component(other.id), "1.0.0")).await?;
        let yanked = releases::insert(tx, &published(of_one, "1.1.0")).await?;
        releases::yank(tx, yanked.id, later(2)).await?;
        releases::insert(tx, &published(of_one, "1.2.0")).await
    };
    let last = write(storage, insert).await.unwrap();
    assert_eq!(releases::offered(&storage.reader(), [one.id]).await.unwrap(), [last]);
    let both = releases::offered(&storage.reader(), [one.id, other.id]).await.unwrap();
    assert_eq!(both.len(), 2);
}
