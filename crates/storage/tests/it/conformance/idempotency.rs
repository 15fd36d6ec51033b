use keyward_domain::Timestamp;
use keyward_storage::idempotency::{self, Kept};
use keyward_storage::{Storage, StorageError, Tx};
use tokio::task::JoinHandle;

use crate::sample::{NOW, at_once, later, linger, write};

const SCOPE: &str = "POST /v1/keys of key_1";

fn kept(text: &str) -> Kept {
    Kept { fingerprint: vec![0, 255, 7], status: 201, answer: text.as_bytes().to_vec() }
}

async fn claim(tx: &Tx, key: &str, now: Timestamp) -> Result<Option<Kept>, StorageError> {
    idempotency::claim(tx, SCOPE, key, now, later(60)).await
}

/// Claims the key, and settles it by the answer if it was free.
async fn claim_and_settle(storage: &Storage, key: &str, answer: &str, now: Timestamp) -> Option<Kept> {
    let work = async |tx: &Tx| {
        let found = claim(tx, key, now).await?;
        if found.is_none() {
            idempotency::settle(tx, SCOPE, key, kept(answer)).await?;
        }
        Ok(found)
    };
    write(storage, work).await.unwrap()
}

fn claim_on_a_task(storage: &Storage) -> JoinHandle<Option<Kept>> {
    let storage = storage.clone();
    tokio::spawn(async move {
        let tx = storage.begin().await.unwrap();
        let found = claim(&tx, "k", NOW).await.unwrap();
        tx.commit().await.unwrap();
        found
    })
}

pub(crate) async fn a_settled_claim_gives_its_answer_again(storage: &Storage) {
    assert_eq!(claim_and_settle(storage, "k", "one", NOW).await, None);
    for _ in 0..2 {
        assert_eq!(claim_and_settle(storage, "k", "two", NOW).await, Some(kept("one")));
    }
}

pub(crate) async fn keys_and_scopes_are_told_apart(storage: &Storage) {
    assert_eq!(claim_and_settle(storage, "k", "one", NOW).await, None);
    assert_eq!(claim_and_settle(storage, "K", "two", NOW).await, None);
    let elsewhere = async |tx: &Tx| {
        let found = idempotency::claim(tx, "another scope", "k", NOW, later(60)).await?;
        idempotency::settle(tx, "another scope", "k", kept("three")).await.map(|()| found)
    };
    assert_eq!(write(storage, elsewhere).await.unwrap(), None);
    assert_eq!(claim_and_settle(storage, "k", "", NOW).await, Some(kept("one")));
    assert_eq!(claim_and_settle(storage, "K", "", NOW).await, Some(kept("two")));
}

pub(crate) async fn an_expired_answer_is_forgotten(storage: &Storage) {
    assert_eq!(claim_and_settle(storage, "k", "one", NOW).await, None);
    assert_eq!(claim_and_settle(storage, "k", "two", later(59)).await, Some(kept("one")));
    assert_eq!(claim_and_settle(storage, "k", "two", later(60)).await, None);
}

pub(crate) async fn a_claim_forgets_every_expired_answer_and_no_other(storage: &Storage) {
    for (key, end) in [("old", later(10)), ("new", later(11))] {
        let work = async |tx: &Tx| {
            idempotency::claim(tx, SCOPE, key, NOW, end).await?;
            idempotency::settle(tx, SCOPE, key, kept(key)).await
        };
        write(storage, work).await.unwrap();
    }
    claim_and_settle(storage, "another", "", later(10)).await;
    // At an earlier time than their ends, what is still there shows.
    assert_eq!(claim_and_settle(storage, "new", "", NOW).await, Some(kept("new")));
    assert_eq!(claim_and_settle(storage, "old", "", NOW).await, None);
}

pub(crate) async fn a_second_claim_waits_for_the_first_and_gets_its_answer(storage: &Storage) {
    let first = storage.begin().await.unwrap();
    assert_eq!(claim(&first, "k", NOW).await.unwrap(), None);
    let second = claim_on_a_task(storage);
    linger(&first).await;
    idempotency::settle(&first, SCOPE, "k", kept("one")).await.unwrap();
    first.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), Some(kept("one")));
}

pub(crate) async fn a_first_claim_rolled_back_lets_the_second_in(storage: &Storage) {
    let first = storage.begin().await.unwrap();
    assert_eq!(claim(&first, "k", NOW).await.unwrap(), None);
    let second = claim_on_a_task(storage);
    linger(&first).await;
    idempotency::settle(&first, SCOPE, "k", kept("one")).await.unwrap();
    drop(first);
    assert_eq!(second.await.unwrap(), None);
}

pub(crate) async fn of_many_claims_at_once_one_is_the_first(storage: &Storage) {
    // An expired answer makes each of them clean up, too.
    claim_and_settle(storage, "k", "expired", NOW).await;
    let work = |storage: Storage, task: u16| async move {
        let tx = storage.begin().await.unwrap();
        let found = idempotency::claim(&tx, SCOPE, "k", later(60), later(120)).await.unwrap();
        if found.is_none() {
            idempotency::settle(&tx, SCOPE, "k", kept(&task.to_string())).await.unwrap();
        }
        tx.commit().await.unwrap();
        found.map_or_else(|| (true, kept(&task.to_string())), |kept| (false, kept))
    };
    let answers = at_once(20, work, storage).await;
    assert_eq!(answers.iter().filter(|(first, _)| *first).count(), 1);
    assert!(answers.iter().all(|(_, kept)| *kept == answers[0].1));
}
