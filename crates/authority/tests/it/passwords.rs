//! Passwords that are forgotten, set anew and changed.

use std::time::Duration;

use keyward_authority::Error;
use keyward_authority::accounts::change_password::change_password;
use keyward_authority::accounts::forgot_password::forgot_password;
use keyward_authority::accounts::reset_password::reset_password;
use keyward_authority::accounts::verify_email::verify_email;
use keyward_authority::mail::worker::send_due;
use keyward_authority::sessions::Device;

use crate::fixture::{EMAIL, Fixture, PASSWORD, assert_err};

const NEW: &str = "new secret 9";

async fn forgot(fixture: &Fixture) -> String {
    forgot_password(fixture, &Device::default(), EMAIL).await.unwrap();
    fixture.mailed("reset", EMAIL).await
}

async fn reset(fixture: &Fixture, token: &str, password: &str) -> Result<(), Error> {
    reset_password(fixture, &Device::default(), token, password).await
}

async fn a_reset_ends_every_session_and_proves_the_address(fixture: Fixture) {
    let [one, two] = [fixture.sign_up_as(EMAIL).await, fixture.sign_up_as("b@example.com").await];
    let token = forgot(&fixture).await;
    reset(&fixture, &token, NEW).await.unwrap();
    assert_err!(fixture.actor(&one).await, Error::InvalidToken);
    assert_err!(fixture.refresh(&one).await, Error::InvalidToken);
    fixture.actor(&two).await.unwrap();
    assert_err!(fixture.login(EMAIL, PASSWORD).await, Error::Credentials);
    fixture.login(EMAIL, NEW).await.unwrap();
    assert_err!(reset(&fixture, &token, "another secret").await, Error::EmailToken);
    send_due(&fixture).await.unwrap();
    let notice = fixture.mailbox.newest("password_changed", EMAIL).unwrap();
    assert!(!notice.text.contains("kwe_") && notice.text.contains("2026-01-14T12:00:00Z"), "{}", notice.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_ends_every_session_and_proves_the_address_on_sqlite() {
    a_reset_ends_every_session_and_proves_the_address(Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_ends_every_session_and_proves_the_address_on_postgres() {
    a_reset_ends_every_session_and_proves_the_address(Fixture::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_token_is_the_only_one_for_a_quarter_of_an_hour() {
    let fixture = Fixture::sqlite().await;
    fixture.sign_up_as(EMAIL).await;
    let verification = fixture.mailed("verification", EMAIL).await;
    let first = forgot(&fixture).await;
    let second = forgot(&fixture).await;
    for bad in [first.as_str(), &second[..second.len() - 1], "", verification.as_str()] {
        assert_err!(reset(&fixture, bad, NEW).await, Error::EmailToken);
    }
    // A refused password uses nothing up.
    assert_err!(reset(&fixture, &second, "short").await, Error::Invalid(_));
    fixture.clock.advance(Duration::from_secs(15 * 60 - 1));
    reset(&fixture, &second, NEW).await.unwrap();
    let third = forgot(&fixture).await;
    fixture.clock.advance(Duration::from_mins(15));
    assert_err!(reset(&fixture, &third, NEW).await, Error::EmailToken);
    assert_err!(verify_email(&fixture, &Device::default(), &third).await, Error::EmailToken);
}

async fn of_many_uses_of_one_token_one_wins(fixture: Fixture) {
    fixture.sign_up_as(EMAIL).await;
    let token = forgot(&fixture).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..6 {
        let (authority, token) = (fixture.shared(), token.clone());
        tasks.spawn(async move {
            let password = format!("new secret {number}");
            let done = reset_password(&authority, &Device::default(), &token, &password).await;
            (password, done)
        });
    }
    let (won, lost): (Vec<_>, Vec<_>) =
        tasks.join_all().await.into_iter().partition(|(_, done)| done.is_ok());
    assert_eq!((won.len(), lost.len()), (1, 5));
    for (_, loser) in lost {
        assert_err!(loser, Error::EmailToken);
    }
    fixture.login(EMAIL, &won[0].0).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_uses_of_one_token_one_wins_on_sqlite() {
    of_many_uses_of_one_token_one_wins(Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_uses_of_one_token_one_wins_on_postgres() {
    of_many_uses_of_one_token_one_wins(Fixture::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_is_answered_alike_and_leaves_no_trace() {
    let fixture = Fixture::sqlite().await;
    fixture.sign_up_as(EMAIL).await;
    send_due(&fixture).await.unwrap();
    let before = fixture.mailbox.all().len();
    forgot_password(&fixture, &Device::default(), "nobody@example.com").await.unwrap();
    assert_eq!(send_due(&fixture).await.unwrap(), 0);
    assert_eq!(fixture.mailbox.all().len(), before);
    // Nothing is written for a known address either, before the answer is out.
    forgot_password(&fixture, &Device::default(), EMAIL).await.unwrap();
    let trail =
        keyward_storage::audit::latest(&fixture.storage().reader(), keyward_domain::Id::new(1), 10).await;
    assert!(trail.unwrap().iter().all(|line| line.action != "user.forgot_password"));
    assert_eq!(send_due(&fixture).await.unwrap(), 1);
    assert_err!(forgot_password(&fixture, &Device::default(), "no address").await, Error::Invalid(_));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_changes_the_password_stays_and_every_other_session_ends() {
    let fixture = Fixture::sqlite().await;
    let other = fixture.sign_up().await;
    let here = fixture.login(EMAIL, PASSWORD).await.unwrap();
    let actor = fixture.actor(&here).await.unwrap();
    let open = forgot(&fixture).await;
    let change = async |current: &str, new: &str| change_password(&fixture, &actor, current, new).await;
    assert_err!(change("wrong password", NEW).await, Error::WrongPassword);
    assert_err!(change(PASSWORD, "short").await, Error::Invalid(_));
    assert_err!(change(PASSWORD, EMAIL).await, Error::Invalid(_));
    fixture.actor(&other).await.unwrap();
    change(PASSWORD, NEW).await.unwrap();
    fixture.actor(&here).await.unwrap();
    fixture.refresh(&here).await.unwrap();
    assert_err!(fixture.actor(&other).await, Error::InvalidToken);
    assert_err!(fixture.login(EMAIL, PASSWORD).await, Error::Credentials);
    fixture.login(EMAIL, NEW).await.unwrap();
    // A mail that lay around is worth nothing now.
    assert_err!(reset(&fixture, &open, "third secret").await, Error::EmailToken);
    send_due(&fixture).await.unwrap();
    assert!(fixture.mailbox.newest("password_changed", EMAIL).is_some());
}
