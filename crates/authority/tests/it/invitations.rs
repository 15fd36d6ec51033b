//! People who are invited into a tenant.

use std::time::Duration;

use keyward_authority::accounts::reset_password::reset_password;
use keyward_authority::sessions::Device;
use keyward_authority::users::accept_invitation::accept_invitation;
use keyward_authority::users::invite::{Invite, invite};
use keyward_authority::{Actor, Answer, Error, Once};
use keyward_domain::User;

use crate::fixture::{Fixture, PASSWORD, assert_err};

const BEA: &str = "bea@example.com";

async fn ask(fixture: &Fixture, actor: &Actor, email: &str, roles: &[&str]) -> Result<User, Error> {
    let input = Invite {
        email: email.to_owned(),
        name: None,
        roles: roles.iter().map(|&role| role.to_owned()).collect(),
    };
    match invite(fixture, actor, &input, &Once::no()).await? {
        Answer::Fresh(user) => Ok(user),
        Answer::Again { .. } => unreachable!("no retry"),
    }
}

async fn accept(fixture: &Fixture, token: &str, password: &str) -> Result<(), Error> {
    accept_invitation(fixture, &Device::default(), token, password).await
}

async fn who_is_invited_chooses_a_password_and_is_in(fixture: Fixture) {
    let actor = fixture.actor(&fixture.sign_up().await).await.unwrap();
    let made = ask(&fixture, &actor, BEA, &["all_reader"]).await.unwrap();
    assert_eq!((made.tenant, made.email_verified_at), (actor.tenant, None));
    assert_err!(fixture.login(BEA, "").await, Error::Credentials);
    let first = fixture.mailed("invitation", BEA).await;
    let mail = fixture.mailbox.newest("invitation", BEA).unwrap();
    assert!(mail.text.contains("ada@example.com"), "{}", mail.text);

    // Asked once more, with another role: the newest invitation counts.
    let again = ask(&fixture, &actor, BEA, &["super_admin"]).await.unwrap();
    assert_eq!(again.id, made.id);
    let second = fixture.mailed("invitation", BEA).await;
    assert_err!(accept(&fixture, &first, PASSWORD).await, Error::EmailToken);
    assert_err!(accept(&fixture, &second, "short").await, Error::Invalid(_));
    assert_err!(reset_password(&fixture, &Device::default(), &second, PASSWORD).await, Error::EmailToken);
    accept(&fixture, &second, PASSWORD).await.unwrap();
    assert_err!(accept(&fixture, &second, "another secret").await, Error::EmailToken);
    let bea = fixture.login(BEA, PASSWORD).await.unwrap();
    assert_eq!(bea.user.roles, ["super_admin".parse().unwrap()]);
    assert_err!(ask(&fixture, &actor, BEA, &["all_reader"]).await, Error::AlreadyExists(_));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_invited_chooses_a_password_and_is_in_on_sqlite() {
    who_is_invited_chooses_a_password_and_is_in(Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_invited_chooses_a_password_and_is_in_on_postgres() {
    who_is_invited_chooses_a_password_and_is_in(Fixture::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_lasts_a_week() {
    let fixture = Fixture::sqlite().await;
    let actor = fixture.actor(&fixture.sign_up().await).await.unwrap();
    ask(&fixture, &actor, BEA, &["all_reader"]).await.unwrap();
    let token = fixture.mailed("invitation", BEA).await;
    fixture.clock.advance(Duration::from_hours(7 * 24));
    assert_err!(accept(&fixture, &token, PASSWORD).await, Error::EmailToken);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_super_admin_invites_and_only_strangers() {
    let fixture = Fixture::sqlite().await;
    let actor = fixture.actor(&fixture.sign_up().await).await.unwrap();
    let other = fixture.sign_up_as("c@example.com").await;
    let other = fixture.actor(&other).await.unwrap();
    assert_err!(ask(&fixture, &actor, "c@example.com", &["all_reader"]).await, Error::AlreadyExists(_));
    assert_err!(ask(&fixture, &actor, "no address", &["all_reader"]).await, Error::Invalid(_));
    assert_err!(ask(&fixture, &actor, BEA, &[]).await, Error::Invalid(_));
    assert_err!(ask(&fixture, &actor, BEA, &["nobody"]).await, Error::Invalid(_));
    ask(&fixture, &actor, BEA, &["all_reader"]).await.unwrap();
    // Another tenant's invitation is no business of theirs.
    assert_err!(ask(&fixture, &other, BEA, &["all_reader"]).await, Error::AlreadyExists(_));
    let token = fixture.mailed("invitation", BEA).await;
    accept(&fixture, &token, PASSWORD).await.unwrap();
    let bea = fixture.actor(&fixture.login(BEA, PASSWORD).await.unwrap()).await.unwrap();
    assert_err!(ask(&fixture, &bea, "d@example.com", &["all_reader"]).await, Error::NotPermitted(_));
}
