use keyward_domain::{EmailTokenPurpose, Id};
use keyward_storage::email_tokens::{self, EmailToken};
use keyward_storage::{Storage, StorageError, Tx};

use crate::sample::{House, NOW, assert_err, at_once, digest, later, write};

const PURPOSES: [EmailTokenPurpose; 3] =
    [EmailTokenPurpose::Verification, EmailTokenPurpose::Reset, EmailTokenPurpose::Invitation];

fn token(house: &House, purpose: EmailTokenPurpose) -> EmailToken {
    EmailToken {
        user: house.user,
        purpose,
        email: "a@example.com".to_owned(),
        expires_at: later(60),
        used_at: None,
    }
}

async fn insert(storage: &Storage, number: u16, token: &EmailToken) -> Result<(), StorageError> {
    write(storage, async |tx: &Tx| email_tokens::insert(tx, &digest(number), token, NOW).await).await
}

async fn find(storage: &Storage, number: u16) -> Option<EmailToken> {
    email_tokens::find(&storage.reader(), &digest(number)).await.unwrap()
}

pub(crate) async fn is_found_by_its_digest(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (number, purpose) in (1..).zip(PURPOSES) {
        insert(storage, number, &token(&house, purpose)).await.unwrap();
        assert_eq!(find(storage, number).await, Some(token(&house, purpose)));
    }
    assert_eq!(find(storage, 9).await, None);
    let again = token(&house, EmailTokenPurpose::Reset);
    assert_err!(insert(storage, 1, &again).await, StorageError::Taken(_));
    let nobody = EmailToken { user: Id::new(4711), ..again };
    assert_err!(insert(storage, 9, &nobody).await, StorageError::Reference);
}

pub(crate) async fn of_many_uses_at_once_one_counts(storage: &Storage) {
    let house = House::build(storage, "a").await;
    insert(storage, 1, &token(&house, EmailTokenPurpose::Reset)).await.unwrap();
    let take = |storage: Storage, _| async move {
        write(&storage, async |tx: &Tx| email_tokens::take(tx, &digest(1), later(1)).await).await.unwrap()
    };
    let taken = at_once(20, take, storage).await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
    assert_eq!(find(storage, 1).await.unwrap().used_at, Some(later(1)));
}

pub(crate) async fn those_that_were_not_used_are_withdrawn(storage: &Storage) {
    let (house, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    insert(storage, 1, &token(&house, EmailTokenPurpose::Reset)).await.unwrap();
    insert(storage, 2, &token(&house, EmailTokenPurpose::Reset)).await.unwrap();
    insert(storage, 3, &token(&house, EmailTokenPurpose::Verification)).await.unwrap();
    insert(storage, 4, &token(&other, EmailTokenPurpose::Reset)).await.unwrap();
    let withdraw = async |tx: &Tx| {
        email_tokens::take(tx, &digest(1), NOW).await?;
        email_tokens::withdraw(tx, house.user, EmailTokenPurpose::Reset).await
    };
    write(storage, withdraw).await.unwrap();
    let mut left = Vec::new();
    for number in 1..5 {
        left.push(find(storage, number).await.is_some());
    }
    assert_eq!(left, [true, false, true, true]);
}

pub(crate) async fn expired_ones_are_forgotten(storage: &Storage) {
    let house = House::build(storage, "a").await;
    insert(storage, 1, &token(&house, EmailTokenPurpose::Reset)).await.unwrap();
    let young = EmailToken { expires_at: later(61), ..token(&house, EmailTokenPurpose::Reset) };
    insert(storage, 2, &young).await.unwrap();
    let forget = async |tx: &Tx| email_tokens::forget_expired(tx, later(60)).await;
    assert_eq!(write(storage, forget).await.unwrap(), 1);
    assert_eq!((find(storage, 1).await, find(storage, 2).await), (None, Some(young)));
}

pub(crate) async fn the_end_of_the_newest_that_was_not_used_is_told(storage: &Storage) {
    let (house, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let ends = async || {
        let people = [house.user, other.user];
        email_tokens::ends(&storage.reader(), people, EmailTokenPurpose::Invitation).await.unwrap()
    };
    for (number, end) in [(1, later(60)), (2, later(90)), (3, later(120))] {
        let token = EmailToken { expires_at: end, ..token(&house, EmailTokenPurpose::Invitation) };
        insert(storage, number, &token).await.unwrap();
    }
    insert(storage, 4, &token(&other, EmailTokenPurpose::Reset)).await.unwrap();
    assert_eq!(ends().await, [(house.user, later(120))].into());
    write(storage, async |tx: &Tx| email_tokens::take(tx, &digest(3), NOW).await).await.unwrap();
    assert_eq!(ends().await, [(house.user, later(90))].into());
}
