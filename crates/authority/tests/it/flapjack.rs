//! Keys of an organisation's people.

use keyward_authority::flapjack::{create, delete::delete, list::list};
use keyward_authority::keys::Created;
use keyward_authority::sessions::sign_up::SignUp;
use keyward_authority::users::set_roles;
use keyward_authority::{Actor, Answer, Authority, Error, Once, Policy};
use keyward_domain::{BuiltInRole, Code};

use crate::fixture::{Fixture, PASSWORD, assert_err, code_of, try_sign_up};

async fn create(authority: &Authority, actor: &Actor, name: &str) -> Result<Created, Error> {
    let answer = create::create(authority, actor, name, &Once::no()).await?;
    let Answer::Fresh(made) = answer else { unreachable!("no retry") };
    Ok(made)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_made_listed_used_and_taken_back() {
    let fixture = Fixture::sqlite().await;
    let policy = Policy { flapjack_format: "hub".to_owned(), ..Policy::default() };
    let authority = fixture.another(7, policy).await;
    let actor = fixture.actor(&fixture.sign_up().await).await.unwrap();
    let [first, second] =
        [create(&authority, &actor, "One").await.unwrap(), create(&authority, &actor, "Two").await.unwrap()];
    assert!(first.secret.expose().starts_with("fh_live_"), "the configured format, in production");
    let names = async || {
        let all = list(&authority, &actor).await.unwrap();
        all.into_iter().map(|key| key.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["Two", "One"]);
    let code = async |secret: &str| code_of(&authority, secret).await;
    assert_eq!(code(first.secret.expose()).await, Code::Valid);
    let admin = BuiltInRole::find(BuiltInRole::SUPER_ADMIN).unwrap();
    assert_eq!(first.key.permissions, admin.permissions());

    let id = fixture.ids().encode(first.key.id);
    delete(&authority, &actor, &id).await.unwrap();
    assert_ne!(code(first.secret.expose()).await, Code::Valid);
    assert_eq!(code(second.secret.expose()).await, Code::Valid);
    assert_eq!(names().await, ["Two"]);
    assert_err!(delete(&authority, &actor, &id).await, Error::NotFound(_));
    assert_err!(delete(&authority, &actor, "key_unknown").await, Error::NotFound(_));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_and_only_in_their_own_organisation() {
    let fixture = Fixture::sqlite().await;
    let tokens = fixture.sign_up().await;
    let actor = fixture.actor(&tokens).await.unwrap();
    let made = create(&fixture, &actor, "One").await.unwrap();
    let id = fixture.ids().encode(made.key.id);

    let input =
        SignUp { email: "b@example.com".to_owned(), password: PASSWORD.to_owned(), tenant_name: None };
    let stranger = try_sign_up(&fixture, &input).await.unwrap();
    let stranger = fixture.actor(&stranger).await.unwrap();
    assert_err!(delete(&fixture, &stranger, &id).await, Error::NotFound(_));
    assert!(list(&fixture, &stranger).await.unwrap().is_empty());

    let operator = Fixture::operator(actor.tenant);
    assert_err!(create(&fixture, &operator, "One").await, Error::Forbidden(_));
    let reader = ["all_reader".to_owned()];
    set_roles::set_roles(&fixture, &operator, &fixture.id(&tokens.user), &reader).await.unwrap();
    let actor = fixture.actor(&tokens).await.unwrap();
    assert_eq!(list(&fixture, &actor).await.unwrap().len(), 1);
    assert_err!(create(&fixture, &actor, "Two").await, Error::NotPermitted(_));
    assert_err!(delete(&fixture, &actor, &id).await, Error::NotPermitted(_));
}
