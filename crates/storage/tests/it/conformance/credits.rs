use keyward_domain::{Balance, Credits, Id, Interval, Refill, Timestamp};
use keyward_storage::credits::{self, NewCredits};
use keyward_storage::keys::{self, Change, NewKey};
use keyward_storage::{Storage, StorageError, Tx};

use crate::sample::{House, NOW, assert_err, at_once, insert_key, later, write};

fn balance(credits: i64) -> Balance {
    Balance::new(credits).unwrap()
}

fn new(credits: i64) -> NewCredits {
    NewCredits { balance: balance(credits), refill: None }
}

async fn open(storage: &Storage, new: NewCredits) -> Credits {
    write(storage, async |tx: &Tx| credits::insert(tx, &new, NOW).await).await.unwrap()
}

async fn lease(storage: &Storage, of: &Credits, need: u64, now: Timestamp) -> Option<(u64, u64)> {
    let leased =
        write(storage, async |tx: &Tx| credits::lease(tx, of.account, of.version, need, 100, now).await);
    leased.await.unwrap().map(|(leased, credits)| (leased, credits.balance.get()))
}

async fn left(storage: &Storage, of: &Credits) -> u64 {
    credits::get(&storage.reader(), of.account).await.unwrap().unwrap().balance.get()
}

pub(crate) async fn an_account_comes_back_as_it_was_opened(storage: &Storage) {
    let refills = [None, Some(Interval::Daily), Some(Interval::Monthly(31))];
    for interval in refills {
        let refill = interval.map(|interval| Refill { amount: balance(7), interval });
        let made = open(storage, NewCredits { balance: balance(1_000_000_000_000_000), refill }).await;
        assert_eq!((made.balance.get(), made.refill, made.version), (1_000_000_000_000_000, refill, 1));
        assert_eq!(made.refilled_at, NOW);
        let found = credits::find_all(&storage.reader(), [made.account]).await.unwrap();
        assert_eq!(found.get(&made.account), Some(&made));
    }
    assert_eq!(credits::get(&storage.reader(), Id::new(4711)).await.unwrap(), None);
    assert!(credits::find_all(&storage.reader(), []).await.unwrap().is_empty());
}

pub(crate) async fn a_lease_takes_from_the_balance(storage: &Storage) {
    let account = open(storage, new(1000)).await;
    assert_eq!(lease(storage, &account, 1, NOW).await, Some((100, 900)));
    assert_eq!(lease(storage, &account, 850, NOW).await, Some((850, 50)));
    assert_eq!(lease(storage, &account, 1, NOW).await, Some((13, 37)));
    assert_eq!(lease(storage, &account, 99, NOW).await, Some((37, 0)));
    assert_eq!(lease(storage, &account, 1, NOW).await, Some((0, 0)));
    assert_eq!(left(storage, &account).await, 0);
}

pub(crate) async fn a_lease_rolled_back_took_nothing(storage: &Storage) {
    let account = open(storage, new(1000)).await;
    let tx = storage.begin().await.unwrap();
    credits::lease(&tx, account.account, 1, 1, 100, NOW).await.unwrap();
    drop(tx);
    assert_eq!(left(storage, &account).await, 1000);
}

pub(crate) async fn of_many_leases_at_once_none_takes_what_another_took(storage: &Storage) {
    let account = open(storage, new(1000)).await;
    let take = |storage: Storage, _| {
        let account = account.clone();
        async move { lease(&storage, &account, 7, NOW).await.unwrap().0 }
    };
    let leased: u64 = at_once(64, take, storage).await.into_iter().sum();
    assert_eq!(leased + left(storage, &account).await, 1000);
    assert!(leased >= 64 * 7);
}

pub(crate) async fn a_new_setting_ends_the_leases_of_the_old_one(storage: &Storage) {
    let account = open(storage, new(1000)).await;
    let (leased, _) = lease(storage, &account, 1, NOW).await.unwrap();
    let set = async |tx: &Tx| credits::set(tx, account.account, &new(5), later(9)).await;
    let anew = write(storage, set).await.unwrap();
    assert_eq!((anew.balance.get(), anew.version, anew.refilled_at), (5, 2, later(9)));
    assert_eq!(lease(storage, &account, 1, NOW).await, None);
    let give_back = async |tx: &Tx| credits::give_back(tx, account.account, account.version, leased).await;
    assert!(!write(storage, give_back).await.unwrap());
    assert_eq!(left(storage, &account).await, 5);
    assert_eq!(lease(storage, &anew, 1, NOW).await, Some((2, 3)));
    let set = async |tx: &Tx| credits::set(tx, Id::new(4711), &new(5), NOW).await;
    assert_err!(write(storage, set).await, StorageError::Corrupt { table: "credit_accounts", column: "id" });
}

pub(crate) async fn what_is_given_back_is_there_again(storage: &Storage) {
    let account = open(storage, new(1000)).await;
    let (leased, _) = lease(storage, &account, 1, NOW).await.unwrap();
    let give_back = async |tx: &Tx| credits::give_back(tx, account.account, 1, leased - 30).await;
    assert!(write(storage, give_back).await.unwrap());
    assert_eq!(left(storage, &account).await, 970);
}

pub(crate) async fn a_refill_that_is_due_is_paid_in_by_the_lease(storage: &Storage) {
    let refill = Some(Refill { amount: balance(50), interval: Interval::Daily });
    let account = open(storage, NewCredits { balance: balance(4), refill }).await;
    assert_eq!(lease(storage, &account, 4, NOW).await, Some((4, 0)));
    // NOW is at noon.
    assert_eq!(lease(storage, &account, 4, later(11 * 3600)).await, Some((0, 0)));
    assert_eq!(lease(storage, &account, 1, later(12 * 3600)).await, Some((13, 37)));
    assert_eq!(lease(storage, &account, 37, later(13 * 3600)).await, Some((37, 0)));
    assert_eq!(lease(storage, &account, 1, later(14 * 3600)).await, Some((0, 0)), "once a day");
}

pub(crate) async fn a_key_points_to_its_account(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let account = open(storage, new(5)).await.account;
    let one = insert_key(storage, &NewKey { credits: Some(account), ..house.key(1) }).await;
    let other = insert_key(storage, &NewKey { credits: Some(account), ..house.key(2) }).await;
    let bystander = insert_key(storage, &house.key(3)).await;
    assert_eq!((one.credits, bystander.credits), (Some(account), None));
    let sharing = async |tx: &Tx| keys::lock_spending_from(tx, account).await;
    assert_eq!(write(storage, sharing).await.unwrap(), [one.clone(), other.clone()]);
    let change = async |tx: &Tx, id, credits| {
        keys::change(tx, id, &Change { credits: Some(credits), ..Change::default() }, NOW).await
    };
    let changed = write(storage, async |tx: &Tx| change(tx, one.id, None).await).await.unwrap();
    assert_eq!(changed.credits, None);
    let changed =
        write(storage, async |tx: &Tx| change(tx, bystander.id, Some(account)).await).await.unwrap();
    assert_eq!(changed.credits, Some(account));
    let nowhere = write(storage, async |tx: &Tx| change(tx, one.id, Some(Id::new(4711))).await).await;
    assert_err!(nowhere, StorageError::Reference);
}
