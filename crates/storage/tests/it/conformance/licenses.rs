use keyward_domain::{
    Id, License, LicenseFacts, LicenseSource, LicenseStatus, Page, Product, Revocation, Suspension, Tier,
    Timestamp,
};
use keyward_storage::licenses::{self, Filter, LicenseChange, NewLicense, Search, StoredLicense};
use keyward_storage::{Storage, StorageError, Tx, Unique, activations, products, tiers};

use super::activations as site;
use super::products::new_product;
use crate::sample::{House, NOW, assert_err, at_once, digest, later, name, write};

/// A house with a product, and the tier that a migration has put there.
pub(crate) struct Shop {
    pub(crate) house: House,
    pub(crate) product: Id<Product>,
    pub(crate) tier: Id<Tier>,
}

impl Shop {
    pub(crate) async fn build(storage: &Storage) -> Self {
        let house = House::build(storage, "shop").await;
        let insert = async |tx: &Tx| products::insert(tx, &new_product("flavor")).await;
        let product = write(storage, insert).await.unwrap().id;
        let tier = tiers::find(&storage.reader(), "starter").await.unwrap().unwrap().id;
        Self { house, product, tier }
    }

    pub(crate) fn license(&self, number: u16) -> NewLicense {
        NewLicense {
            tenant: self.house.tenant,
            customer: None,
            product: self.product,
            tier: self.tier,
            source: LicenseSource::Individual,
            batch: None,
            subscription: None,
            index: digest(number),
            sealed: vec![0, 255, 7],
            display: format!("FLVR-{number:04}-****-****-WXYZ"),
            expires_at: later(1000),
            now: NOW,
        }
    }

    pub(crate) async fn insert(&self, storage: &Storage, new: &NewLicense) -> StoredLicense {
        let insert = async |tx: &Tx| licenses::insert_all(tx, std::slice::from_ref(new)).await;
        write(storage, insert).await.unwrap().remove(0)
    }
}

async fn change(storage: &Storage, license: &License, to: LicenseChange, now: Timestamp) -> License {
    write(storage, async |tx: &Tx| licenses::change(tx, license, &to, now).await).await.unwrap()
}

async fn facts(storage: &Storage, license: &License, facts: LicenseFacts) -> License {
    change(storage, license, LicenseChange { facts: Some(facts), ..LicenseChange::default() }, NOW).await
}

pub(crate) async fn comes_back_as_it_was_made(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let new = NewLicense {
        customer: Some(shop.house.customer),
        batch: Some("b_1".to_owned()),
        source: LicenseSource::Nfr,
        ..shop.license(1)
    };
    let made = shop.insert(storage, &new).await;
    let license = &made.license;
    assert_eq!((made.sealed.as_slice(), made.index), (new.sealed.as_slice(), new.index));
    assert_eq!((license.tenant, license.customer), (new.tenant, new.customer));
    assert_eq!((license.product, license.tier, license.source), (new.product, new.tier, new.source));
    assert_eq!((&license.batch, &license.display), (&new.batch, &new.display));
    assert_eq!(license.facts, LicenseFacts::until(new.expires_at));
    let reader = storage.reader();
    assert_eq!(licenses::get(&reader, new.tenant, license.id).await.unwrap(), Some(made.clone()));
    assert_eq!(licenses::find(&reader, &new.index).await.unwrap(), Some(made.clone()));
    assert_eq!(licenses::find(&reader, &digest(2)).await.unwrap(), None);
    let stranger = House::build(storage, "stranger").await;
    assert_eq!(licenses::get(&reader, stranger.tenant, license.id).await.unwrap(), None);
    let lock = async |tx: &Tx| licenses::lock_of_tenant(tx, stranger.tenant, license.id).await;
    assert_eq!(write(storage, lock).await.unwrap(), None);
}

pub(crate) async fn a_key_is_one_licence_for_ever(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let made = shop.insert(storage, &shop.license(1)).await.license;
    facts(storage, &made, LicenseFacts { deleted_at: Some(NOW), ..made.facts.clone() }).await;
    let reader = storage.reader();
    assert_eq!(licenses::find(&reader, &digest(1)).await.unwrap(), None);
    assert_eq!(licenses::get(&reader, made.tenant, made.id).await.unwrap(), None);
    // What is told of its end asks for it, in its own account alone.
    let gone = licenses::get_even_deleted(&reader, made.tenant, made.id).await.unwrap().unwrap();
    assert_eq!((gone.license.facts.deleted_at, gone.index), (Some(NOW), digest(1)));
    let stranger = House::build(storage, "stranger").await.tenant;
    assert_eq!(licenses::get_even_deleted(&reader, stranger, made.id).await.unwrap(), None);
    let again = async |tx: &Tx| licenses::insert_all(tx, &[shop.license(2), shop.license(1)]).await;
    assert_err!(write(storage, again).await, StorageError::Taken(Unique::LicenseKey));
    assert_eq!(licenses::find(&storage.reader(), &digest(2)).await.unwrap(), None);
}

pub(crate) async fn what_it_points_to_must_exist(storage: &Storage) {
    let shop = Shop::build(storage).await;
    for new in [
        NewLicense { product: Id::new(4711), ..shop.license(1) },
        NewLicense { tier: Id::new(4711), ..shop.license(1) },
        NewLicense { customer: Some(Id::new(4711)), ..shop.license(1) },
        NewLicense { tenant: Id::new(4711), ..shop.license(1) },
    ] {
        let insert = async |tx: &Tx| licenses::insert_all(tx, std::slice::from_ref(&new)).await;
        assert_err!(write(storage, insert).await, StorageError::Reference);
    }
}

pub(crate) async fn its_facts_change_together(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let made = shop.insert(storage, &shop.license(1)).await.license;
    let new_facts = LicenseFacts {
        expires_at: later(5),
        revoked: Some(Revocation { at: later(1), reason: Some(name("refund")) }),
        suspended: Some(Suspension { at: later(2), reason: None }),
        deleted_at: None,
        epoch: 3,
    };
    let business = tiers::find(&storage.reader(), "business").await.unwrap().unwrap().id;
    let to = LicenseChange {
        facts: Some(new_facts.clone()),
        tier: Some(business),
        customer: Some(shop.house.customer),
    };
    let changed = change(storage, &made, to, later(9)).await;
    assert_eq!(changed.facts, new_facts);
    assert_eq!(
        (changed.tier, changed.customer, changed.updated_at),
        (business, Some(shop.house.customer), later(9))
    );
    let free = facts(storage, &changed, LicenseFacts::until(later(5))).await;
    assert_eq!(free.facts, LicenseFacts::until(later(5)));
    assert_eq!((free.tier, free.created_at), (business, NOW));
}

pub(crate) async fn a_list_is_what_the_filter_says(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let customer = Some(shop.house.customer);
    let mut made = Vec::new();
    for new in [
        shop.license(1),
        NewLicense { customer, source: LicenseSource::Commitment, ..shop.license(2) },
        NewLicense { expires_at: NOW, ..shop.license(3) },
        shop.license(4),
        shop.license(5),
        shop.license(6),
    ] {
        made.push(shop.insert(storage, &new).await.license);
    }
    let until = LicenseFacts::until(later(1000));
    let revoked = Some(Revocation { at: NOW, reason: None });
    let suspended = Some(Suspension { at: NOW, reason: None });
    facts(
        storage,
        &made[3],
        LicenseFacts { revoked: revoked.clone(), suspended: suspended.clone(), ..until.clone() },
    )
    .await;
    facts(storage, &made[4], LicenseFacts { suspended, ..until.clone() }).await;
    facts(storage, &made[5], LicenseFacts { deleted_at: Some(NOW), revoked, ..until }).await;
    let stranger = House::build(storage, "stranger").await;
    shop.insert(storage, &NewLicense { tenant: stranger.tenant, ..shop.license(7) }).await;
    let find = async |filter: Filter, page| {
        let (found, total) =
            licenses::list(&storage.reader(), shop.house.tenant, &filter, page).await.unwrap();
        let numbers = found.iter().map(|one| made.iter().position(|it| it.id == one.license.id).unwrap() + 1);
        (numbers.collect::<Vec<_>>(), total)
    };
    let all = async |filter| find(filter, Page::first(100)).await.0;
    assert_eq!(all(Filter::default()).await, [5, 4, 3, 2, 1]);
    for (status, numbers) in [
        (LicenseStatus::Active, [2, 1].as_slice()),
        (LicenseStatus::Expired, &[3]),
        (LicenseStatus::Suspended, &[5]),
        (LicenseStatus::Revoked, &[4]),
    ] {
        assert_eq!(
            all(Filter { status: Some((status, NOW)), ..Filter::default() }).await,
            numbers,
            "{status}"
        );
    }
    assert_eq!(all(Filter { customer, ..Filter::default() }).await, [2]);
    assert_eq!(all(Filter { source: Some(LicenseSource::Commitment), ..Filter::default() }).await, [2]);
    assert_eq!(all(Filter { expires_before: Some(later(1)), ..Filter::default() }).await, [3]);
    assert_eq!(all(Filter { product: Some(Id::new(4711)), ..Filter::default() }).await, [0_usize; 0]);
    assert_eq!(all(Filter { tier: Some(shop.tier), ..Filter::default() }).await, [5, 4, 3, 2, 1]);
    let search = |text: &str, index| Filter {
        search: Some(Search { text: text.to_owned(), index }),
        ..Filter::default()
    };
    assert_eq!(all(search("flvr-0002", None)).await, [2]);
    assert_eq!(all(search("nothing", Some(digest(3)))).await, [3]);
    assert_eq!(all(search("%", None)).await, [0_usize; 0]);
    let second = Page { limit: 2, offset: 2, ..Page::first(2) };
    assert_eq!(find(Filter::default(), second).await, (vec![3, 2], 5));
}

pub(crate) async fn those_that_count_are_counted(storage: &Storage) {
    let shop = Shop::build(storage).await;
    shop.insert(storage, &shop.license(1)).await;
    shop.insert(storage, &NewLicense { source: LicenseSource::Nfr, ..shop.license(2) }).await;
    let gone = shop.insert(storage, &shop.license(3)).await.license;
    assert_eq!(licenses::count_allowed(&storage.reader(), shop.house.tenant).await.unwrap(), 2);
    facts(storage, &gone, LicenseFacts { deleted_at: Some(NOW), ..gone.facts.clone() }).await;
    assert_eq!(licenses::count_allowed(&storage.reader(), shop.house.tenant).await.unwrap(), 1);
}

pub(crate) async fn a_held_one_waits_for_its_holder(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let id = shop.insert(storage, &shop.license(1)).await.license.id;
    let count = move |storage: Storage, _| async move {
        let tx = storage.begin().await.unwrap();
        let found = licenses::lock(&tx, id).await.unwrap().unwrap().license;
        let facts = LicenseFacts { epoch: found.facts.epoch + 1, ..found.facts.clone() };
        let to = LicenseChange { facts: Some(facts), ..LicenseChange::default() };
        licenses::change(&tx, &found, &to, NOW).await.unwrap();
        tx.commit().await.unwrap();
    };
    at_once(20, count, storage).await;
    let found = licenses::find(&storage.reader(), &digest(1)).await.unwrap().unwrap();
    assert_eq!(found.license.facts.epoch, 20);
}

pub(crate) async fn each_end_is_noted_once(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let ended = shop.insert(storage, &NewLicense { expires_at: NOW, ..shop.license(1) }).await.license;
    shop.insert(storage, &shop.license(2)).await;
    let revoked = shop.insert(storage, &NewLicense { expires_at: NOW, ..shop.license(3) }).await.license;
    let taken = Some(Revocation { at: NOW, reason: None });
    facts(storage, &revoked, LicenseFacts { revoked: taken, ..revoked.facts.clone() }).await;
    let note = async |now| {
        let note = async |tx: &Tx| {
            let found = licenses::lock_expired(tx, now, 10).await?;
            licenses::note_expiry(tx, found.iter().map(|one| one.id), now).await?;
            Ok(found.iter().map(|one| one.id).collect::<Vec<_>>())
        };
        write(storage, note).await.unwrap()
    };
    assert_eq!(note(NOW).await, [ended.id]);
    assert_eq!(note(NOW).await, []);
    facts(storage, &ended, LicenseFacts::until(later(5))).await;
    assert_eq!(note(later(4)).await, []);
    assert_eq!(note(later(5)).await, [ended.id]);
}

pub(crate) async fn of_one_deleted_long_ago_the_digest_of_its_key_stays(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let mut made = Vec::new();
    for (number, deleted_at) in [(1, Some(NOW)), (2, Some(later(1))), (3, None)] {
        let license = shop.insert(storage, &shop.license(number)).await.license;
        site::insert(storage, &site::new(license.id, "a.example")).await.unwrap();
        made.push(facts(storage, &license, LicenseFacts { deleted_at, ..license.facts.clone() }).await);
    }
    let purge =
        async |before| write(storage, async |tx: &Tx| licenses::purge(tx, before, 10).await).await.unwrap();
    assert_eq!((purge(NOW).await, purge(later(1)).await, purge(later(1)).await), (0, 1, 0));
    let reader = storage.reader();
    let mut sites = Vec::new();
    for license in &made {
        sites.push(
            activations::find(&reader, license.id, &"a.example".parse().unwrap()).await.unwrap().is_some(),
        );
    }
    assert_eq!(sites, [false, true, true]);
    let gone = licenses::get_even_deleted(&reader, made[0].tenant, made[0].id).await.unwrap().unwrap();
    assert_eq!((gone.sealed.len(), gone.index), (0, digest(1)));
    let again = write(storage, async |tx: &Tx| licenses::insert_all(tx, &[shop.license(1)]).await).await;
    assert_err!(again, StorageError::Taken(Unique::LicenseKey));
}

pub(crate) async fn those_of_a_client_are_held_in_order(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let customer = Some(shop.house.customer);
    let first = shop.insert(storage, &NewLicense { customer, ..shop.license(1) }).await.license;
    let gone = shop.insert(storage, &NewLicense { customer, ..shop.license(2) }).await.license;
    let last = shop.insert(storage, &NewLicense { customer, ..shop.license(3) }).await.license;
    shop.insert(storage, &shop.license(4)).await;
    let taken = Some(Revocation { at: NOW, reason: None });
    facts(storage, &gone, LicenseFacts { revoked: taken, ..gone.facts.clone() }).await;
    let lock = async |tx: &Tx| licenses::lock_of_customer(tx, shop.house.tenant, shop.house.customer).await;
    let found = write(storage, lock).await.unwrap();
    assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [first.id, last.id]);
    // Another account's is nobody's.
    let stranger = House::build(storage, "stranger").await.tenant;
    let lock = async |tx: &Tx| licenses::lock_of_customer(tx, stranger, shop.house.customer).await;
    assert_eq!(write(storage, lock).await.unwrap(), []);
}
