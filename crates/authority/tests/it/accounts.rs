//! People who come by themselves, and prove their address.

use std::time::Duration;

use keyward_authority::accounts::register::Register;
use keyward_authority::accounts::resend_verification::resend_verification;
use keyward_authority::accounts::verify_email::verify_email;
use keyward_authority::accounts::{edit, profile};
use keyward_authority::mail::worker::send_due;
use keyward_authority::sessions::Device;
use keyward_authority::{Error, Policy};
use keyward_domain::AccountType;

use crate::fixture::{EMAIL, Fixture, PASSWORD, assert_err, try_register};

fn input(email: &str) -> Register {
    Register {
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        name: "Ada".to_owned(),
        ..Register::default()
    }
}

fn fields(error: Error) -> Vec<String> {
    match error {
        Error::Invalid(invalid) => invalid.problems().iter().map(|problem| problem.field.clone()).collect(),
        other => panic!("{other:?}"),
    }
}

async fn who_registers_signs_in_once_the_address_is_proven(fixture: Fixture) {
    let company = Some("Acme".to_owned());
    let asked = Register { company, ..input("Ada@Example.com") };
    let made = try_register(&fixture, &asked).await.unwrap();
    assert_eq!((made.email.as_str(), made.account_type), (EMAIL, AccountType::Customer));
    assert_eq!(made.name.as_ref().map(keyward_domain::Name::as_str), Some("Ada"));
    assert_eq!(made.company.as_ref().map(keyward_domain::Name::as_str), Some("Acme"));
    assert_eq!((made.email_verified_at, made.license_limit, &made.referral_code), (None, 0, &None));

    assert_err!(fixture.login(EMAIL, "wrong password").await, Error::Credentials);
    assert_err!(fixture.login(EMAIL, PASSWORD).await, Error::EmailNotVerified);
    let token = fixture.mailed("verification", EMAIL).await;
    verify_email(&fixture, &Device::default(), &token).await.unwrap();
    let signed_in = fixture.login(EMAIL, PASSWORD).await.unwrap();
    let actor = fixture.actor(&signed_in).await.unwrap();
    let mine = profile::profile(&fixture, &actor).await.unwrap();
    assert_eq!(mine.email_verified_at, Some(fixture.now()));
    assert_eq!(profile::of_signed_in(&fixture, &signed_in).await.unwrap(), mine);
    // A program that looks into links, or a second click, breaks nothing.
    verify_email(&fixture, &Device::default(), &token).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_registers_signs_in_once_the_address_is_proven_on_sqlite() {
    who_registers_signs_in_once_the_address_is_proven(Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_registers_signs_in_once_the_address_is_proven_on_postgres() {
    who_registers_signs_in_once_the_address_is_proven(Fixture::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_up_is_in_at_once_and_proves_the_address_before_the_next_time() {
    let fixture = Fixture::sqlite().await;
    let signed_in = fixture.sign_up_as(EMAIL).await;
    fixture.actor(&signed_in).await.unwrap();
    assert_err!(fixture.login(EMAIL, PASSWORD).await, Error::EmailNotVerified);
    let lenient = Policy { require_verified_email: false, ..Policy::default() };
    let lenient = fixture.another(7, lenient).await;
    let login =
        keyward_authority::sessions::login::Login { email: EMAIL.to_owned(), password: PASSWORD.to_owned() };
    keyward_authority::sessions::login::login(&lenient, &Device::default(), &login).await.unwrap();
    let token = fixture.mailed("verification", EMAIL).await;
    verify_email(&fixture, &Device::default(), &token).await.unwrap();
    fixture.login(EMAIL, PASSWORD).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_for_a_day_whole_and_for_its_own_purpose() {
    let fixture = Fixture::sqlite().await;
    fixture.register(EMAIL).await;
    let token = fixture.mailed("verification", EMAIL).await;
    let try_it = async |token: &str| verify_email(&fixture, &Device::default(), token).await;
    for bad in ["", "kwe_", &token[..token.len() - 1], &format!("{token}A"), &token.to_uppercase()] {
        assert_err!(try_it(bad).await, Error::EmailToken);
    }
    let reset = keyward_authority::accounts::forgot_password::forgot_password;
    reset(&fixture, &Device::default(), EMAIL).await.unwrap();
    assert_err!(try_it(&fixture.mailed("reset", EMAIL).await).await, Error::EmailToken);
    fixture.clock.advance(Duration::from_hours(24));
    assert_err!(try_it(&token).await, Error::EmailToken);

    let resend = async || resend_verification(&fixture, &Device::default(), EMAIL).await.unwrap();
    resend().await;
    let second = fixture.mailed("verification", EMAIL).await;
    assert_ne!(second, token);
    fixture.clock.advance(Duration::from_hours(24) - Duration::from_secs(1));
    try_it(&second).await.unwrap();
    // Who has proven it gets no other mail.
    let before = fixture.mailbox.all().len();
    resend().await;
    send_due(&fixture).await.unwrap();
    assert_eq!(fixture.mailbox.all().len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_proves_the_address_of_its_own_person() {
    let fixture = Fixture::sqlite().await;
    fixture.register(EMAIL).await;
    fixture.register("b@example.com").await;
    let token = fixture.mailed("verification", "b@example.com").await;
    verify_email(&fixture, &Device::default(), &token).await.unwrap();
    assert_err!(fixture.login(EMAIL, PASSWORD).await, Error::EmailNotVerified);
    fixture.login("b@example.com", PASSWORD).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_one_account_and_a_company_any_number() {
    let fixture = Fixture::sqlite().await;
    fixture.register(EMAIL).await;
    assert_err!(try_register(&fixture, &input("ADA@example.com")).await, Error::AlreadyExists(_));
    let company = Some("Acme".to_owned());
    for email in ["b@example.com", "c@example.com"] {
        let input = Register { company: company.clone(), ..input(email) };
        try_register(&fixture, &input).await.unwrap();
    }
    send_due(&fixture).await.unwrap();
    assert_eq!(fixture.mailbox.all().len(), 3, "none for who was refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_registration_is_named_and_nothing_is_kept() {
    let fixture = Fixture::sqlite().await;
    let attempt = async |input: Register| fields(try_register(&fixture, &input).await.unwrap_err());
    let long = format!("{}@example.com", "a".repeat(300));
    for email in [
        "nobody",
        "",
        "a b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com\nX: y",
        "<a@example.com>",
        "a\"b@example.com",
        "ädä@example.com",
        "a@exa mple.com",
        "a@-",
        long.as_str(),
    ] {
        assert_eq!(attempt(input(email)).await, ["email"], "{email}");
    }
    for password in ["1234567", &"é1".repeat(65), "password1", EMAIL] {
        let input = Register { password: password.to_owned(), ..input(EMAIL) };
        assert_eq!(attempt(input).await, ["password"], "{password}");
    }
    let all = Register {
        name: " ".to_owned(),
        company: Some("\0".to_owned()),
        referral_code: Some("FLV-1".to_owned()),
        ..input(EMAIL)
    };
    assert_eq!(attempt(all).await, ["name", "company", "referral_code"]);
    let unknown = Register { referral_code: Some("FLV-ABCDEF".to_owned()), ..input(EMAIL) };
    assert_eq!(attempt(unknown).await, ["referral_code"]);
    // The address is as free as before.
    fixture.register(EMAIL).await;
    send_due(&fixture).await.unwrap();
    assert_eq!(fixture.mailbox.all().len(), 1);
    let closed = fixture.another(7, Policy { sign_up: false, ..Policy::default() }).await;
    assert_err!(try_register(&closed, &input("z@example.com")).await, Error::Forbidden(_));
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_addresses_that_are_addresses_get_their_mail() {
    let fixture = Fixture::sqlite().await;
    for email in ["o'hara+keys@example.com", "\"quoted\"@example.com", "ada@bücher.example"] {
        fixture.register(email).await;
        let token = fixture.mailed("verification", email).await;
        verify_email(&fixture, &Device::default(), &token).await.unwrap();
        fixture.login(email, PASSWORD).await.unwrap();
    }
}

async fn of_many_registrations_of_one_address_one_wins(fixture: Fixture) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let authority = fixture.shared();
        tasks.spawn(async move { try_register(&authority, &input(EMAIL)).await });
    }
    let (won, lost): (Vec<_>, Vec<_>) = tasks.join_all().await.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for loser in lost {
        assert_err!(loser, Error::AlreadyExists(_));
    }
    send_due(&fixture).await.unwrap();
    assert_eq!(fixture.mailbox.all().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_registrations_of_one_address_one_wins_on_sqlite() {
    of_many_registrations_of_one_address_one_wins(Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_registrations_of_one_address_one_wins_on_postgres() {
    of_many_registrations_of_one_address_one_wins(Fixture::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_changes_in_what_was_asked_for() {
    let fixture = Fixture::sqlite().await;
    let actor = fixture.actor(&fixture.sign_up().await).await.unwrap();
    let change = async |name: Option<&str>, company: Option<Option<&str>>| {
        let input = edit::Edit {
            name: name.map(str::to_owned),
            company: company.map(|company| company.map(str::to_owned)),
        };
        let account = edit::edit(&fixture, &actor, &input).await?;
        Ok::<_, Error>((account.name.map(|it| it.to_string()), account.company.map(|it| it.to_string())))
    };
    let texts = |one: Option<&str>, other: Option<&str>| (one.map(str::to_owned), other.map(str::to_owned));
    assert_eq!(change(Some("Ada"), None).await.unwrap(), texts(Some("Ada"), None));
    assert_eq!(change(None, Some(Some("Acme"))).await.unwrap(), texts(Some("Ada"), Some("Acme")));
    assert_eq!(change(None, None).await.unwrap(), texts(Some("Ada"), Some("Acme")));
    assert_eq!(change(None, Some(None)).await.unwrap(), texts(Some("Ada"), None));
    assert_eq!(fields(change(Some(""), Some(Some("\n"))).await.unwrap_err()), ["name", "company"]);
    let operator = Fixture::operator(actor.tenant);
    assert_err!(edit::edit(&fixture, &operator, &edit::Edit::default()).await, Error::Forbidden(_));
    assert_err!(profile::profile(&fixture, &operator).await, Error::Forbidden(_));
}
