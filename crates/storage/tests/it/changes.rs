//! Changes are heard by other instances, once they are committed and in that order. PostgreSQL alone has other instances.

use std::collections::BTreeSet;

use keyward_domain::Id;
use keyward_storage::changes::{Change, Heard, announce};
use keyward_storage::{Engine, Touched, Tx, activations, licenses};
use keyward_token::Digest;

use crate::conformance::licenses::Shop;
use crate::conformance::touched::site;
use crate::fixture::Fixture;
use crate::sample::write;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_committed_is_heard_by_another_instance() {
    let here = Fixture::migrated(Engine::Postgres).await;
    let mut heard = here.another().await.subscribe().await.unwrap().unwrap();
    let dropped = here.begin().await.unwrap();
    announce(&dropped, &Change::Tenant(Id::new(1))).await.unwrap();
    drop(dropped);
    // More than one payload holds.
    let digests: Vec<_> = (0..150).map(|number| Digest::sha256(&number.to_string())).collect();
    let tx = here.begin().await.unwrap();
    announce(&tx, &Change::Keys(digests.clone())).await.unwrap();
    announce(&tx, &Change::Tenant(Id::new(2))).await.unwrap();
    tx.commit().await.unwrap();
    here.beat(7).await.unwrap();

    let mut keys = Vec::new();
    while let Heard::Change(Change::Keys(some)) = heard.next().await.unwrap() {
        keys.extend(some);
        if keys.len() == digests.len() {
            break;
        }
    }
    assert_eq!(keys, digests);
    assert_eq!(heard.next().await.unwrap(), Heard::Change(Change::Tenant(Id::new(2))));
    assert_eq!(heard.next().await.unwrap(), Heard::Beat(7));
}

/// Licences are told by the commit itself, however many.
#[tokio::test(flavor = "multi_thread")]
async fn licences_are_heard_of_by_another_instance() {
    let here = Fixture::migrated(Engine::Postgres).await;
    let shop = Shop::build(&here).await;
    let new: Vec<_> = (0..700).map(|number| shop.license(number)).collect();
    let made = write(&here, async |tx: &Tx| licenses::insert_all(tx, &new).await).await.unwrap();
    let ids: BTreeSet<_> = made.into_iter().map(|made| made.license.id).collect();
    let mut heard = here.another().await.subscribe().await.unwrap().unwrap();
    let tx = here.begin().await.unwrap();
    for id in &ids {
        activations::insert(&tx, &site(*id, "a.example")).await.unwrap();
    }
    tx.commit().await.unwrap();
    here.beat(7).await.unwrap();
    let mut told = BTreeSet::new();
    while let Heard::Licenses(Touched::These(some)) = heard.next().await.unwrap() {
        told.extend(some);
        if told.len() == ids.len() {
            break;
        }
    }
    assert_eq!(told, ids);
    assert_eq!(heard.next().await.unwrap(), Heard::Beat(7));
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_there_is_nobody_to_hear() {
    let here = Fixture::migrated(Engine::Sqlite).await;
    assert!(here.subscribe().await.unwrap().is_none());
    let tx = here.begin().await.unwrap();
    announce(&tx, &Change::Tenant(Id::new(1))).await.unwrap();
    tx.commit().await.unwrap();
}
