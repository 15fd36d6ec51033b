use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use keyward_domain::{Id, License, ReleasedBy};
use keyward_storage::activations::{self, NewActivation, Seen};
use keyward_storage::licenses::{LicenseChange, change};
use keyward_storage::products::ProductChange;
use keyward_storage::tiers::TierSpec;
use keyward_storage::{LicenseWatch, Storage, Touched, Tx, products, tiers};

use super::licenses::Shop;
use crate::sample::{NOW, later, write};

/// Who writes down what it is told.
#[derive(Default)]
struct Listener(Mutex<Vec<Touched>>);

impl LicenseWatch for Listener {
    fn changed(&self, touched: &Touched) {
        self.0.lock().unwrap().push(touched.clone());
    }

    fn set_deaf(&self, _deaf: bool) {}
}

impl Listener {
    fn of(storage: &Storage) -> Arc<Self> {
        let listener = Arc::new(Self::default());
        let watcher: Arc<dyn LicenseWatch> = listener.clone();
        storage.watch_licenses(Arc::downgrade(&watcher));
        listener
    }

    /// What it was told since the last look.
    fn told(&self) -> Vec<Touched> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

fn these(ids: impl IntoIterator<Item = Id<License>>) -> Vec<Touched> {
    vec![Touched::These(BTreeSet::from_iter(ids))]
}

pub(crate) fn site(license: Id<License>, domain: &str) -> NewActivation {
    NewActivation {
        license,
        domain: domain.parse().unwrap(),
        counted: true,
        fingerprint: None,
        label: None,
        version: None,
        now: NOW,
    }
}

/// Every write that a verification could see is told, by the commit.
pub(crate) async fn whoever_watches_is_told_of_every_change(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let first = shop.insert(storage, &shop.license(1)).await.license;
    let second = shop.insert(storage, &shop.license(2)).await.license;
    let listener = Listener::of(storage);
    let id = first.id;
    let insert = async |tx: &Tx| activations::insert(tx, &site(id, "a.example")).await;
    let made = write(storage, insert).await.unwrap();
    assert_eq!(listener.told(), these([id]));
    let refresh = async |tx: &Tx| activations::refresh(tx, made.id, &Seen::default(), later(1)).await;
    write(storage, refresh).await.unwrap();
    assert_eq!(listener.told(), these([id]));
    let domain = made.domain.clone();
    let release = async |tx: &Tx| activations::release(tx, id, &domain, ReleasedBy::Site, later(1)).await;
    write(storage, release).await.unwrap();
    assert_eq!(listener.told(), these([id]));
    write(storage, release).await.unwrap();
    assert_eq!(listener.told(), [], "it was not active there any more");
    let suspended = async |tx: &Tx| {
        for one in [&first, &second] {
            change(tx, one, &LicenseChange { tier: Some(one.tier), ..LicenseChange::default() }, later(2))
                .await?;
            activations::insert(tx, &site(one.id, "b.example")).await?;
        }
        activations::release_all(tx, &[first.id, second.id], ReleasedBy::License, later(2)).await
    };
    write(storage, suspended).await.unwrap();
    assert_eq!(listener.told(), these([first.id, second.id]), "once, however often they were changed");
    let tier = TierSpec { name: "other".parse().unwrap(), rank: 5, ..tier(storage, &first).await };
    write(storage, async |tx: &Tx| tiers::put(tx, &tier, NOW).await).await.unwrap();
    assert_eq!(listener.told(), [Touched::Any]);
    let renamed = ProductChange { name: Some("Other".parse().unwrap()), ..ProductChange::default() };
    let rename = async |tx: &Tx| products::change(tx, first.product, &renamed, NOW).await;
    write(storage, rename).await.unwrap();
    assert_eq!(listener.told(), [Touched::Any]);
    // What nobody verifies by is not told.
    shop.insert(storage, &shop.license(3)).await;
    activations::touch(storage, &[(made.id, later(9))]).await.unwrap();
    assert_eq!(listener.told(), []);
}

async fn tier(storage: &Storage, license: &License) -> TierSpec {
    let tier = tiers::get(&storage.reader(), license.tier).await.unwrap().unwrap();
    TierSpec { name: tier.name, rank: tier.rank, domains: tier.domains, features: tier.features }
}

pub(crate) async fn it_is_told_by_the_commit_and_not_before(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let license = shop.insert(storage, &shop.license(1)).await.license.id;
    let listener = Listener::of(storage);
    let tx = storage.begin().await.unwrap();
    activations::insert(&tx, &site(license, "a.example")).await.unwrap();
    tx.rollback().await.unwrap();
    let tx = storage.begin().await.unwrap();
    activations::insert(&tx, &site(license, "a.example")).await.unwrap();
    drop(tx);
    let tx = storage.begin().await.unwrap();
    let part = tx.savepoint().await.unwrap();
    activations::insert(&part, &site(license, "b.example")).await.unwrap();
    part.commit().await.unwrap();
    assert_eq!(listener.told(), [], "nothing is committed");
    tx.commit().await.unwrap();
    assert_eq!(listener.told(), these([license]), "what a part of it changed, too");
    // Whoever has gone is told nothing, and hinders nobody.
    drop(listener);
    let insert = async |tx: &Tx| activations::insert(tx, &site(license, "c.example")).await;
    write(storage, insert).await.unwrap();
}
