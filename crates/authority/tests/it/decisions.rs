//! What an account is on the hub, and who decides about it.

use keyward_authority::accounts::decide::{Decision, decide};
use keyward_authority::accounts::profile::profile;
use keyward_authority::accounts::register::Register;
use keyward_authority::accounts::request_upgrade::{Upgrade, request_upgrade};
use keyward_authority::accounts::search::{AccountFilter, search};
use keyward_authority::mail::worker::send_due;
use keyward_authority::sessions::Device;
use keyward_authority::{Actor, Answer, Error, Once, Policy, flapjack};
use keyward_domain::{AccountType, Code, Page, Requirement};

use crate::fixture::{EMAIL, Fixture, PASSWORD, assert_err, code_of, try_register};

async fn owner(fixture: &Fixture) -> (i64, Actor) {
    let signed_in = fixture.sign_up().await;
    (signed_in.user.id.get(), fixture.actor(&signed_in).await.unwrap())
}

fn free() -> Policy {
    Policy { upgrade_requires: Vec::new(), ..Policy::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_upgrades_without_what_is_required() {
    let fixture = Fixture::sqlite().await;
    let (_, actor) = owner(&fixture).await;
    for target in ["developer", "reseller"] {
        let missing = match request_upgrade(&fixture, &actor, target).await {
            Err(Error::UpgradeRequirements(missing)) => missing,
            other => panic!("{other:?}"),
        };
        assert_eq!(missing, [Requirement::ActiveSubscription, Requirement::ActivatedDomain]);
    }
    assert_err!(request_upgrade(&fixture, &actor, "customer").await, Error::InvalidOperation(_));
    assert_err!(request_upgrade(&fixture, &actor, "king").await, Error::Invalid(_));
    assert_eq!(profile(&fixture, &actor).await.unwrap().account_type, AccountType::Customer);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_is_required_accounts_upgrade_and_never_go_back() {
    let fixture = Fixture::sqlite().await;
    let (_, actor) = owner(&fixture).await;
    let authority = fixture.another(7, free()).await;
    let upgrade = async |target: &str| match request_upgrade(&authority, &actor, target).await {
        Ok(Upgrade::Done(account)) => Ok((account.license_limit, account.referral_code)),
        Ok(Upgrade::PendingApproval) => panic!("{target} needs no approval"),
        Err(error) => Err(error),
    };
    assert_eq!(upgrade("developer").await.unwrap(), (5, None));
    let (limit, code) = upgrade("reseller").await.unwrap();
    let code = code.unwrap();
    assert_eq!(limit, -1);
    assert_err!(upgrade("reseller").await, Error::InvalidOperation(_));
    assert_err!(upgrade("developer").await, Error::InvalidOperation(_));

    let input = Register {
        email: "b@example.com".to_owned(),
        password: PASSWORD.to_owned(),
        name: "B".to_owned(),
        referral_code: Some(code.as_str().to_lowercase()),
        ..Register::default()
    };
    try_register(&authority, &input).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_waits_for_the_operator() {
    let fixture = Fixture::sqlite().await;
    let (id, actor) = owner(&fixture).await;
    let operator = Fixture::operator(actor.tenant);
    let approve = |approve| Decision { approve: Some(approve), ..Decision::default() };
    assert_err!(decide(&fixture, &operator, id, &approve(true)).await, Error::InvalidOperation(_));
    for _ in 0..2 {
        let asked = request_upgrade(&fixture, &actor, "agency").await.unwrap();
        assert_eq!(asked, Upgrade::PendingApproval);
    }
    assert_eq!(send_due(&fixture).await.unwrap(), 1, "one mail for the same wish");
    let waiting = AccountFilter { pending: Some(true), ..AccountFilter::default() };
    let found = search(&fixture, &operator, &waiting, Page::first(50)).await.unwrap();
    assert_eq!((found.total, found.items[0].pending_type), (1, Some(AccountType::Agency)));

    assert_err!(decide(&fixture, &actor, id, &approve(true)).await, Error::Forbidden(_));
    assert_err!(search(&fixture, &actor, &waiting, Page::first(50)).await, Error::Forbidden(_));
    decide(&fixture, &operator, id, &approve(false)).await.unwrap();
    assert_eq!(profile(&fixture, &actor).await.unwrap().pending_type, None);
    request_upgrade(&fixture, &actor, "agency").await.unwrap();
    let agency = decide(&fixture, &operator, id, &approve(true)).await.unwrap();
    assert_eq!((agency.account_type, agency.pending_type), (AccountType::Agency, None));
    send_due(&fixture).await.unwrap();
    let mail = fixture.mailbox.newest("approved", EMAIL).unwrap();
    assert!(mail.text.contains(agency.referral_code.unwrap().as_str()), "{}", mail.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_sets_types_and_limits() {
    let fixture = Fixture::sqlite().await;
    let (id, actor) = owner(&fixture).await;
    let operator = Fixture::operator(actor.tenant);
    let set = async |decision: Decision| decide(&fixture, &operator, id, &decision).await;
    let kind = |account_type| Decision { account_type: Some(account_type), ..Decision::default() };
    let limit = |limit| Decision { license_limit: Some(limit), ..Decision::default() };
    let code = set(kind(AccountType::Reseller)).await.unwrap().referral_code;
    assert!(code.is_some());
    assert_eq!(set(limit(Some(12))).await.unwrap().license_limit, 12);
    // A downgrade is the operator's, and a code stays whose it was.
    let developer = set(kind(AccountType::Developer)).await.unwrap();
    assert_eq!((developer.license_limit, developer.referral_code), (12, code));
    assert_eq!(set(limit(None)).await.unwrap().license_limit, 5);
    assert_err!(set(limit(Some(-2))).await, Error::Invalid(_));
    let both = Decision { approve: Some(true), ..kind(AccountType::Agency) };
    assert_err!(set(both).await, Error::Invalid(_));
    assert_err!(decide(&fixture, &operator, 4711, &limit(None)).await, Error::NotFound(_));
}

async fn a_disabled_account_is_out_at_once_with_its_keys(fixture: Fixture) {
    let signed_in = fixture.sign_up().await;
    let actor = fixture.actor(&signed_in).await.unwrap();
    let operator = Fixture::operator(actor.tenant);
    let once = Once::no();
    let made = flapjack::create::create(&fixture, &actor, "One", &once).await.unwrap();
    let Answer::Fresh(made) = made else { unreachable!("no retry") };
    let code = async || code_of(&fixture, made.secret.expose()).await;
    assert_eq!(code().await, Code::Valid);
    let switch = async |off: bool| {
        let decision = Decision { disabled: Some(off), ..Decision::default() };
        decide(&fixture, &operator, signed_in.user.id.get(), &decision).await.unwrap()
    };
    assert_eq!(switch(true).await.disabled_at, Some(fixture.now()));
    assert_eq!(code().await, Code::Disabled);
    assert_err!(fixture.actor(&signed_in).await, Error::InvalidToken);
    assert_err!(fixture.refresh(&signed_in).await, Error::InvalidToken);
    assert_err!(fixture.login(EMAIL, "wrong password").await, Error::Credentials);
    assert_err!(fixture.login(EMAIL, PASSWORD).await, Error::AccountDisabled);
    let before = fixture.mailbox.all().len();
    keyward_authority::accounts::forgot_password::forgot_password(&fixture, &Device::default(), EMAIL)
        .await
        .unwrap();
    send_due(&fixture).await.unwrap();
    assert_eq!(fixture.mailbox.all().len(), before, "no way in by mail");

    assert_eq!(switch(false).await.disabled_at, None);
    assert_eq!(code().await, Code::Valid);
    fixture.login(EMAIL, PASSWORD).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_is_out_at_once_with_its_keys_on_sqlite() {
    a_disabled_account_is_out_at_once_with_its_keys(Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_is_out_at_once_with_its_keys_on_postgres() {
    a_disabled_account_is_out_at_once_with_its_keys(Fixture::postgres().await).await;
}
