//! What sites are told from memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use keyward_domain::VerifyCode;
use keyward_hub::Hub;
use keyward_hub::activations::deactivate::deactivate;
use keyward_hub::activations::verify::{Verified, VerifySite, verify};
use keyward_hub::licenses::LicenseView;
use keyward_hub::licenses::reactivate::reactivate;
use keyward_hub::licenses::reinstate::reinstate;
use keyward_hub::licenses::revoke::revoke;
use keyward_hub::licenses::suspend::suspend;
use keyward_hub::tiers::put::{PutTier, put};
use tokio::task::JoinSet;

use crate::fixture::{Shop, site};

const DOMAIN: &str = "a.example";

fn asked(license: &LicenseView, domain: &str, nonce: Option<&str>) -> VerifySite {
    VerifySite {
        license_key: license.key.expose().to_owned(),
        domain: domain.to_owned(),
        nonce: nonce.map(str::to_owned),
        ..VerifySite::default()
    }
}

/// Several who ask all the time whether a site may go on.
struct Crowd {
    ended: Arc<AtomicBool>,
    /// Odd from the answer to a revocation until the next thing begins, and never the same again.
    revoked: Arc<AtomicU64>,
    askers: JoinSet<u64>,
}

impl Crowd {
    fn of(hub: &Arc<Hub>, ask: &VerifySite) -> Self {
        let (ended, revoked) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let mut askers = JoinSet::new();
        for _ in 0..4 {
            let (hub, ask) = (hub.clone(), ask.clone());
            let (ended, revoked) = (ended.clone(), revoked.clone());
            askers.spawn(async move {
                let mut valid = 0;
                while !ended.load(Ordering::SeqCst) {
                    let before = revoked.load(Ordering::SeqCst);
                    let told = verify(&hub, &ask).await.unwrap();
                    let revoked = before % 2 == 1 && before == revoked.load(Ordering::SeqCst);
                    assert!(!revoked || !told.code.is_valid(), "stale after a revocation was answered");
                    valid += u64::from(told.code.is_valid());
                    tokio::task::yield_now().await;
                }
                valid
            });
        }
        Self { ended, revoked, askers }
    }

    async fn end(self) {
        self.ended.store(true, Ordering::SeqCst);
        self.askers.join_all().await;
    }
}

pub(crate) async fn nobody_is_told_what_was_true_before_an_answer(shop: &Shop) {
    let license = shop.license("starter").await;
    let id = license.license.id.get();
    let ask = asked(&license, DOMAIN, None);
    let crowd = Crowd::of(&shop.hub, &ask);
    for _ in 0..40 {
        shop.activate(&license, DOMAIN).await.unwrap();
        assert_eq!(shop.verify(&license, DOMAIN).await.code, VerifyCode::Valid);
        revoke(&shop.hub, &shop.reseller, id, None).await.unwrap();
        crowd.revoked.fetch_add(1, Ordering::SeqCst);
        assert_eq!(shop.verify(&license, DOMAIN).await.code, VerifyCode::Revoked);
        // Whoever asks from here on may be told either.
        crowd.revoked.fetch_add(1, Ordering::SeqCst);
        reactivate(&shop.hub, &shop.reseller, id).await.unwrap();
        assert_eq!(shop.verify(&license, DOMAIN).await.code, VerifyCode::NotActivated);
    }
    crowd.end().await;
}

/// Each kind of change is seen by the next who asks, though the one before was told from memory.
pub(crate) async fn every_change_is_seen_by_the_next_who_asks(shop: &Shop) {
    let tier = |domains| PutTier {
        name: "studio".to_owned(),
        rank: 9,
        domains_per_license: domains,
        features: (1..=domains).map(|number| format!("feature.f{number}")).collect(),
    };
    put(&shop.hub, &shop.operator, &tier(2)).await.unwrap();
    let license = shop.license("studio").await;
    let id = license.license.id.get();
    let next = async |code| {
        // The second is told from memory what the first has loaded.
        for _ in 0..2 {
            assert_eq!(shop.verify(&license, DOMAIN).await.code, code);
        }
    };
    next(VerifyCode::NotActivated).await;
    shop.activate(&license, DOMAIN).await.unwrap();
    next(VerifyCode::Valid).await;
    suspend(&shop.hub, &shop.operator, id, None).await.unwrap();
    next(VerifyCode::Suspended).await;
    reinstate(&shop.hub, &shop.operator, id).await.unwrap();
    next(VerifyCode::Valid).await;
    shop.activate(&license, "b.example").await.unwrap();
    let told = shop.verify(&license, DOMAIN).await;
    assert_eq!((told.slots.used, told.slots.left(), told.tier.features.len()), (2, 0, 2));
    put(&shop.hub, &shop.operator, &tier(1)).await.unwrap();
    next(VerifyCode::LimitExceeded).await;
    let origin = keyward_authority::Origin::default();
    deactivate(&shop.hub, &origin, license.key.expose(), "b.example").await.unwrap();
    next(VerifyCode::Valid).await;
    assert_eq!(shop.verify(&license, DOMAIN).await.tier.features.len(), 1);
    shop.days(365 + 7);
    next(VerifyCode::Expired).await;
}

pub(crate) async fn one_on_very_many_domains_is_told_right(shop: &Shop) {
    let unlimited =
        PutTier { name: "all".to_owned(), rank: 9, domains_per_license: -1, features: Vec::new() };
    put(&shop.hub, &shop.operator, &unlimited).await.unwrap();
    let license = shop.license("all").await;
    for number in 0..202 {
        shop.activate(&license, &format!("site{number}.example")).await.unwrap();
    }
    let at = |number: u32| format!("site{number}.example");
    for number in [0, 201] {
        let told = shop.verify(&license, &at(number)).await;
        assert_eq!((told.code, told.slots.used), (VerifyCode::Valid, 202));
    }
    assert_eq!(shop.verify(&license, &at(202)).await.code, VerifyCode::NotActivated);
}

fn token(told: &Verified) -> &str {
    &told.proof.as_ref().unwrap().token
}

/// To who asks for no other. On SQLite there is one instance, which always hears all changes.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_told_again_for_a_minute() {
    let shop = &Shop::sqlite().await;
    let license = shop.license("starter").await;
    shop.activate(&license, DOMAIN).await.unwrap();
    let first = shop.verify(&license, DOMAIN).await;
    shop.clock.advance(Duration::from_secs(59));
    let again = shop.verify(&license, DOMAIN).await;
    let nonce = verify(&shop.hub, &asked(&license, DOMAIN, Some("n-1"))).await.unwrap();
    assert_ne!(token(&nonce), token(&first));
    let proof = |told: &Verified| told.proof.clone().unwrap();
    assert_eq!(proof(&again), proof(&first));
    // What is told beside it is what it says.
    assert_eq!(again.next_check_at, first.next_check_at);
    assert_eq!(again.activation.unwrap().last_seen_at, shop.hub.authority().now());
    shop.clock.advance(Duration::from_secs(1));
    let later = shop.verify(&license, DOMAIN).await;
    assert_ne!(token(&later), token(&first));
    assert_eq!(proof(&later).expires_at, shop.hub.authority().now().plus(shop.hub.settings().token_ttl));
    // Another fingerprint is another token.
    let input = keyward_hub::activations::activate::ActivateSite {
        fingerprint: Some("f1".to_owned()),
        ..site(&license, DOMAIN)
    };
    let origin = keyward_authority::Origin::default();
    keyward_hub::activations::activate::activate(&shop.hub, &origin, &input).await.unwrap();
    assert_ne!(token(&shop.verify(&license, DOMAIN).await), token(&later));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_one_that_was_asked_about_nothing_is_read() {
    let shop = Shop::sqlite().await;
    let (known, unknown) = (shop.license("starter").await, shop.license("starter").await);
    shop.activate(&known, DOMAIN).await.unwrap();
    let first = shop.verify(&known, DOMAIN).await;
    shop.hub.authority().storage().clone().close().await;
    let again = shop.verify(&known, DOMAIN).await;
    assert_eq!((again.code, token(&again)), (VerifyCode::Valid, token(&first)));
    assert_eq!(shop.verify(&known, "b.example").await.code, VerifyCode::NotActivated);
    assert!(verify(&shop.hub, &asked(&unknown, DOMAIN, None)).await.is_err());
}
