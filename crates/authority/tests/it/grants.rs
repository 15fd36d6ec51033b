//! Keys that the gate has to ask storage for.

use futures_util::future::join_all;
use keyward_authority::{Answer, Once, flapjack};
use keyward_domain::Code;

use crate::fixture::{Fixture, code_of};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_the_same_key_at_once_is_told_of_it() {
    let fixture = Fixture::sqlite().await;
    let actor = fixture.actor(&fixture.sign_up().await).await.unwrap();
    let made = flapjack::create::create(&fixture, &actor, "One", &Once::no()).await.unwrap();
    let Answer::Fresh(made) = made else { unreachable!("no retry") };
    // As in a fleet that may have missed a word: nothing is served from memory, so each check asks for itself.
    fixture.gate().set_bypass(true);
    let codes = join_all((0..64).map(|_| code_of(&fixture, made.secret.expose()))).await;
    assert_eq!(codes, [Code::Valid; 64]);
}
