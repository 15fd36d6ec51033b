//! Who is signed in, and until when.

use std::time::Duration;

use keyward_authority::sessions::sign_up::SignUp;
use keyward_authority::sessions::{Device, end, forget, list, logout};
use keyward_authority::users::{delete, set_roles};
use keyward_authority::{Error, Origin, Policy, environments, needs, roles, tenants};
use keyward_domain::{Page, RoleName, TenantStatus};
use keyward_storage::{audit, users};

use crate::fixture::{EMAIL, Fixture, PASSWORD, assert_err, try_sign_up};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_up_is_the_super_admin_of_a_tenant_of_their_own() {
    let fixture = Fixture::sqlite().await;
    let made = fixture.sign_up().await;
    let actor = fixture.actor(&made).await.unwrap();
    assert!(actor.is_super_admin() && actor.is_person());
    assert_eq!(actor.tenant, made.user.tenant);
    let all = environments::list::list(&fixture, &actor, Page::first(50)).await.unwrap().items;
    let names: Vec<_> = all.iter().map(|environment| environment.name.as_str()).collect();
    assert_eq!(names, ["Development", "Production"]);
    assert_eq!(made.environment, Some(all[0].id));
    let trail = audit::latest(&fixture.storage().reader(), actor.tenant, 10).await.unwrap();
    let lines: Vec<_> = trail.iter().map(|line| format!("{} {}", line.actor_kind, line.action)).collect();
    assert_eq!(lines, ["user user.verify_email", "user session.create", "user tenant.create"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_sign_up_is_named() {
    let fixture = Fixture::sqlite().await;
    let attempt = async |email: &str, password: &str, name: Option<&str>| {
        let input = SignUp {
            email: email.to_owned(),
            password: password.to_owned(),
            tenant_name: name.map(str::to_owned),
        };
        try_sign_up(&fixture, &input).await
    };
    let fields = |error: Error| match error {
        Error::Invalid(invalid) => {
            invalid.problems().iter().map(|problem| problem.field.clone()).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(fields(attempt("nobody", PASSWORD, Some("")).await.unwrap_err()), ["email", "tenant_name"]);
    assert_eq!(fields(attempt(EMAIL, "password1", None).await.unwrap_err()), ["password"]);
    attempt(EMAIL, PASSWORD, Some("Acme")).await.unwrap();
    assert_err!(attempt("ADA@example.com", PASSWORD, Some("Other")).await, Error::AlreadyExists(_));
    assert_err!(attempt("b@example.com", PASSWORD, Some("Acme")).await, Error::AlreadyExists(_));
    // A name that the person did not choose does not stop them.
    attempt("c@example.com", PASSWORD, Some("d@example.com")).await.unwrap();
    attempt("d@example.com", PASSWORD, None).await.unwrap();
    let closed = fixture.another(7, Policy { sign_up: false, ..Policy::default() }).await;
    let input =
        SignUp { email: "e@example.com".to_owned(), password: PASSWORD.to_owned(), tenant_name: None };
    assert_err!(try_sign_up(&closed, &input).await, Error::Forbidden(_));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refused_sign_in_is_one_error_after_the_same_work() {
    let fixture = Fixture::sqlite().await;
    fixture.sign_up().await;
    fixture.login("ADA@example.com", PASSWORD).await.unwrap();
    for (email, password) in [
        (EMAIL, "wrong password"),
        ("nobody@example.com", PASSWORD),
        ("no address", PASSWORD),
        (EMAIL, ""),
        (EMAIL, &"x".repeat(100_000)),
    ] {
        let before = fixture.password_hashes();
        assert_err!(fixture.login(email, password).await, Error::Credentials);
        assert_eq!(fixture.password_hashes() - before, 1, "{email}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_lives_as_long_as_it_is_used() {
    let fixture = Fixture::sqlite().await;
    let mut tokens = fixture.sign_up().await;
    for _ in 0..3 {
        fixture.clock.advance(29 * DAY);
        tokens = fixture.refresh(&tokens).await.unwrap();
        fixture.actor(&tokens).await.unwrap();
    }
    fixture.clock.advance(30 * DAY);
    assert_err!(fixture.refresh(&tokens).await, Error::InvalidToken);
    forget::forget_expired(&fixture).await.unwrap();
    assert_err!(fixture.refresh(&tokens).await, Error::InvalidToken);
}

async fn a_refresh_token_that_comes_again_ends_its_family(fixture: Fixture) {
    let first = fixture.sign_up().await;
    let other = fixture.login(EMAIL, PASSWORD).await.unwrap();
    let second = fixture.refresh(&first).await.unwrap();
    let third = fixture.refresh(&second).await.unwrap();
    fixture.actor(&third).await.unwrap();
    assert_err!(fixture.refresh(&first).await, Error::InvalidToken);
    assert_err!(fixture.refresh(&third).await, Error::InvalidToken);
    for tokens in [&first, &second, &third] {
        assert_err!(fixture.actor(tokens).await, Error::InvalidToken);
    }
    // Another device is none of its family.
    fixture.actor(&other).await.unwrap();
    fixture.refresh(&other).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_comes_again_ends_its_family_on_sqlite() {
    a_refresh_token_that_comes_again_ends_its_family(Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_comes_again_ends_its_family_on_postgres() {
    a_refresh_token_that_comes_again_ends_its_family(Fixture::postgres().await).await;
}

async fn of_many_uses_of_one_refresh_token_one_wins(fixture: Fixture) {
    let first = fixture.sign_up().await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (authority, token) = (fixture.shared(), first.refresh_token.expose().to_owned());
        tasks.spawn(async move {
            keyward_authority::sessions::refresh::refresh(&authority, &Device::default(), &token).await
        });
    }
    let (won, lost): (Vec<_>, Vec<_>) = tasks.join_all().await.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for loser in lost {
        assert_err!(loser, Error::InvalidToken);
    }
    // Somebody else may have been among them: the winner's session has ended, too.
    let won = won.into_iter().next().unwrap().unwrap();
    assert_err!(fixture.actor(&won).await, Error::InvalidToken);
    assert_err!(fixture.refresh(&won).await, Error::InvalidToken);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_uses_of_one_refresh_token_one_wins_on_sqlite() {
    of_many_uses_of_one_refresh_token_one_wins(Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_uses_of_one_refresh_token_one_wins_on_postgres() {
    of_many_uses_of_one_refresh_token_one_wins(Fixture::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_by_either_token() {
    let fixture = Fixture::sqlite().await;
    let [one, two] = [fixture.sign_up().await, fixture.login(EMAIL, PASSWORD).await.unwrap()];
    let origin = Origin::default();
    logout::logout(&fixture, &origin, Some(one.refresh_token.expose()), None).await.unwrap();
    logout::logout(&fixture, &origin, None, Some(two.access_token.expose())).await.unwrap();
    for tokens in [&one, &two] {
        assert_err!(fixture.actor(tokens).await, Error::InvalidToken);
        assert_err!(fixture.refresh(tokens).await, Error::InvalidToken);
    }
    logout::logout(&fixture, &origin, Some("kwr_nonsense"), Some("a.b.c")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_and_ends_their_own_sessions_alone() {
    let fixture = Fixture::sqlite().await;
    let lost = fixture.sign_up().await;
    let here = fixture.login(EMAIL, PASSWORD).await.unwrap();
    let actor = fixture.actor(&here).await.unwrap();
    let listed = list::list(&fixture, &actor, Page::first(50)).await.unwrap();
    assert_eq!(listed.total, 2);
    let id = fixture.ids().encode(listed.items[1].id);

    let input =
        SignUp { email: "b@example.com".to_owned(), password: PASSWORD.to_owned(), tenant_name: None };
    let stranger = try_sign_up(&fixture, &input).await.unwrap();
    let stranger = fixture.actor(&stranger).await.unwrap();
    assert_err!(end::end(&fixture, &stranger, &id).await, Error::NotFound(_));
    assert_err!(end::end(&fixture, &Fixture::operator(actor.tenant), &id).await, Error::Forbidden(_));

    end::end(&fixture, &actor, &id).await.unwrap();
    assert_err!(fixture.actor(&lost).await, Error::InvalidToken);
    assert_err!(end::end(&fixture, &actor, &id).await, Error::NotFound(_));
    assert_eq!(list::list(&fixture, &actor, Page::first(50)).await.unwrap().total, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_role_and_a_removed_account_count_at_the_next_request() {
    let fixture = Fixture::sqlite().await;
    let tokens = fixture.sign_up().await;
    let operator = Fixture::operator(tokens.user.tenant);
    let id = fixture.id(&tokens.user);
    let may_write = async || fixture.actor(&tokens).await.unwrap().may_write(needs::USER_WRITE);
    may_write().await.unwrap();
    set_roles::set_roles(&fixture, &operator, &id, &["all_reader".to_owned()]).await.unwrap();
    assert_err!(may_write().await, Error::NotPermitted(_));

    let spec = roles::RoleSpec {
        title: "Keeper".to_owned(),
        description: String::new(),
        permissions: [("user".to_owned(), vec!["write".to_owned()])].into(),
    };
    let once = keyward_authority::Once::no();
    roles::create::create(&fixture, &operator, "keeper", &spec, &once).await.unwrap();
    set_roles::set_roles(&fixture, &operator, &id, &["keeper".to_owned()]).await.unwrap();
    may_write().await.unwrap();

    delete::delete(&fixture, &operator, &id, true).await.unwrap();
    assert_err!(fixture.actor(&tokens).await, Error::InvalidToken);
    assert_err!(fixture.refresh(&tokens).await, Error::InvalidToken);
    assert_err!(fixture.login(EMAIL, PASSWORD).await, Error::Credentials);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_a_suspended_tenant_read_and_do_not_write() {
    let fixture = Fixture::sqlite().await;
    let tokens = fixture.sign_up().await;
    let operator = Fixture::operator(tokens.user.tenant);
    let id = fixture.ids().encode(tokens.user.tenant);
    tenants::set_status::set_status(&fixture, &operator, &id, TenantStatus::Suspended).await.unwrap();
    let actor = fixture.actor(&tokens).await.unwrap();
    actor.may_read(needs::USER_READ).unwrap();
    assert_err!(actor.may_write(needs::USER_WRITE), Error::TenantSuspended);
    fixture.login(EMAIL, PASSWORD).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_without_a_password_does_not_sign_in() {
    let fixture = Fixture::sqlite().await;
    let tokens = fixture.sign_up().await;
    let tx = fixture.storage().begin().await.unwrap();
    let reader: RoleName = "all_reader".parse().unwrap();
    let email = "invited@example.com".parse().unwrap();
    users::insert(&tx, tokens.user.tenant, &email, None, &[reader], fixture.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_err!(fixture.login("invited@example.com", "").await, Error::Credentials);
}
