use std::time::Duration;

use keyward_domain::Timestamp;
use keyward_storage::outbox::{self, ClaimedMail, NewMail};
use keyward_storage::{Storage, StorageError, Tx};

use crate::sample::{House, NOW, assert_err, at_once, later, write};

fn mail(house: &House, number: u16) -> NewMail {
    NewMail {
        mail_id: format!("mail {number}"),
        tenant: house.tenant,
        recipient: "ada@example.com".to_owned(),
        kind: "verification",
        sealed: vec![1, 2, 3],
        now: NOW,
        expires_at: later(3600),
    }
}

async fn put(storage: &Storage, mail: &NewMail) -> Result<(), StorageError> {
    write(storage, async |tx: &Tx| outbox::insert(tx, mail).await).await
}

async fn claim(storage: &Storage, now: Timestamp) -> Vec<ClaimedMail> {
    let pause = |attempts| Duration::from_secs(u64::from(attempts) * 10);
    write(storage, async |tx: &Tx| outbox::claim(tx, now, 10, pause).await).await.unwrap()
}

pub(crate) async fn comes_back_as_it_was_put(storage: &Storage) {
    let house = House::build(storage, "a").await;
    put(storage, &mail(&house, 1)).await.unwrap();
    let claimed = claim(storage, NOW).await;
    let [claimed] = claimed.as_slice() else { panic!("{claimed:?}") };
    assert_eq!((claimed.mail_id.as_str(), claimed.recipient.as_str()), ("mail 1", "ada@example.com"));
    assert_eq!((claimed.kind.as_str(), &claimed.sealed), ("verification", &vec![1, 2, 3]));
    assert_eq!((claimed.tenant, claimed.attempts), (house.tenant, 1));
    assert_eq!((claimed.created_at, claimed.expires_at), (NOW, later(3600)));
    assert_eq!(claimed.next_attempt_at, later(10));
    assert_err!(put(storage, &mail(&house, 1)).await, StorageError::Taken(_));
}

pub(crate) async fn is_due_again_after_its_pause_until_it_is_settled(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for number in 1..4 {
        put(storage, &mail(&house, number)).await.unwrap();
    }
    let first = claim(storage, NOW).await;
    assert_eq!(first.len(), 3);
    assert!(claim(storage, later(9)).await.is_empty());
    let settle = async |tx: &Tx| {
        outbox::sent(tx, first[0].id, later(1)).await?;
        outbox::give_up(tx, first[1].id, "no such mailbox").await?;
        outbox::failed(tx, first[2].id, "later").await
    };
    write(storage, settle).await.unwrap();
    let second = claim(storage, later(10)).await;
    let again: Vec<_> = second.iter().map(|mail| (mail.id, mail.attempts)).collect();
    assert_eq!(again, [(first[2].id, 2)]);
    assert_eq!(second[0].next_attempt_at, later(30));
}

pub(crate) async fn what_was_claimed_is_released(storage: &Storage) {
    let house = House::build(storage, "a").await;
    put(storage, &mail(&house, 1)).await.unwrap();
    put(storage, &mail(&house, 2)).await.unwrap();
    let claimed = claim(storage, NOW).await;
    write(storage, async |tx: &Tx| outbox::sent(tx, claimed[0].id, NOW).await).await.unwrap();
    let release = async |tx: &Tx| outbox::release(tx, later(1)).await;
    assert_eq!(write(storage, release).await.unwrap(), 1);
    assert_eq!(write(storage, release).await.unwrap(), 0);
    let again: Vec<_> = claim(storage, later(1)).await.iter().map(|mail| (mail.id, mail.attempts)).collect();
    assert_eq!(again, [(claimed[1].id, 2)]);
}

pub(crate) async fn what_is_settled_keeps_no_text(fixture: &crate::fixture::Fixture) {
    let house = House::build(fixture, "a").await;
    put(fixture, &mail(&house, 1)).await.unwrap();
    put(fixture, &mail(&house, 2)).await.unwrap();
    let claimed = claim(fixture, NOW).await;
    let settle = async |tx: &Tx| {
        outbox::sent(tx, claimed[0].id, later(1)).await?;
        outbox::give_up(tx, claimed[1].id, "no such mailbox").await
    };
    write(fixture, settle).await.unwrap();
    let row = |number| {
        format!(
            "SELECT CAST(COUNT(sealed) AS TEXT), CAST(MAX(sent_at) AS TEXT), MAX(last_error) FROM outbox WHERE mail_id = 'mail {number}'"
        )
    };
    let text = |text: &str| Some(text.to_owned());
    let sent = later(1).as_micros().to_string();
    assert_eq!(fixture.texts(&row(1)).await, [text("0"), text(&sent), None]);
    assert_eq!(fixture.texts(&row(2)).await, [text("0"), None, text("no such mailbox")]);
}

pub(crate) async fn of_many_claims_at_once_each_mail_is_one_s(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for number in 0..30 {
        put(storage, &mail(&house, number)).await.unwrap();
    }
    let work = |storage: Storage, _| async move {
        let pause = |_| Duration::from_mins(1);
        write(&storage, async |tx: &Tx| outbox::claim(tx, NOW, 5, pause).await).await.unwrap()
    };
    let mut ids: Vec<_> = at_once(6, work, storage).await.into_iter().flatten().map(|mail| mail.id).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "none twice");
    ids.extend(claim(storage, NOW).await.iter().map(|mail| mail.id));
    ids.extend(claim(storage, NOW).await.iter().map(|mail| mail.id));
    ids.extend(claim(storage, NOW).await.iter().map(|mail| mail.id));
    assert_eq!(ids.len(), 30);
}

pub(crate) async fn old_ones_are_forgotten_and_waiting_ones_are_not(storage: &Storage) {
    let house = House::build(storage, "a").await;
    put(storage, &mail(&house, 1)).await.unwrap();
    put(storage, &mail(&house, 2)).await.unwrap();
    put(storage, &NewMail { now: later(60), ..mail(&house, 3) }).await.unwrap();
    let claimed = claim(storage, NOW).await;
    write(storage, async |tx: &Tx| outbox::sent(tx, claimed[0].id, NOW).await).await.unwrap();
    let forget = async |tx: &Tx| outbox::forget(tx, later(60)).await;
    assert_eq!(write(storage, forget).await.unwrap(), 1);
    assert_eq!(write(storage, forget).await.unwrap(), 0);
    assert_eq!(claim(storage, later(60)).await.len(), 2);
}

pub(crate) async fn one_that_is_rolled_back_was_never_there(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let tx = storage.begin().await.unwrap();
    outbox::insert(&tx, &mail(&house, 1)).await.unwrap();
    drop(tx);
    assert!(claim(storage, later(60)).await.is_empty());
    let nowhere = NewMail { tenant: keyward_domain::Id::new(4711), ..mail(&house, 2) };
    assert_err!(put(storage, &nowhere).await, StorageError::Reference);
}
