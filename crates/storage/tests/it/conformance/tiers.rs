use keyward_domain::DomainLimit;
use keyward_storage::tiers::{self, TierSpec};
use keyward_storage::{Storage, Tx};

use crate::sample::{NOW, later, write};

fn spec(name: &str, rank: i64, domains: i64, features: &[&str]) -> TierSpec {
    TierSpec {
        name: name.parse().unwrap(),
        rank,
        domains: DomainLimit::new(domains).unwrap(),
        features: features.iter().map(|text| text.parse().unwrap()).collect(),
    }
}

pub(crate) async fn a_new_database_has_three(storage: &Storage) {
    let all = tiers::all(&storage.reader()).await.unwrap();
    let limits: Vec<_> = all.iter().map(|tier| (tier.name.as_str(), tier.domains.get())).collect();
    assert_eq!(limits, [("starter", 1), ("business", 3), ("agency", 25)]);
}

pub(crate) async fn one_is_made_or_becomes_what_it_is_to_be(storage: &Storage) {
    let put = async |spec: TierSpec, now| {
        write(storage, async |tx: &Tx| tiers::put(tx, &spec, now).await).await.unwrap()
    };
    let made = put(spec("studio", 9, -1, &["modules.premium", "erp"]), NOW).await;
    assert_eq!((made.rank, made.domains), (9, DomainLimit::UNLIMITED));
    assert_eq!(made.features.iter().map(ToString::to_string).collect::<Vec<_>>(), ["modules.premium", "erp"]);
    let changed = put(spec("studio", 0, 2, &[]), later(1)).await;
    assert_eq!((changed.id, changed.created_at, changed.updated_at), (made.id, NOW, later(1)));
    let reader = storage.reader();
    assert_eq!(tiers::get(&reader, made.id).await.unwrap(), Some(changed.clone()));
    assert_eq!(tiers::all(&reader).await.unwrap()[0], changed);
    assert_eq!(tiers::find(&reader, "nothing").await.unwrap(), None);
}
