use keyward_domain::subscription::{Interval, Price};
use keyward_storage::plans::{self, PlanSpec};
use keyward_storage::{Storage, Tx};

use super::licenses::Shop;
use crate::sample::{NOW, later, name, write};

pub(crate) async fn one_is_made_or_becomes_what_it_is_to_be(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let price = |interval, amount| Price { interval, amount, currency: "EUR".parse().unwrap() };
    let spec = PlanSpec {
        slug: "starter".parse().unwrap(),
        name: name("Starter"),
        tier: shop.tier,
        products: vec![shop.product],
        prices: vec![price(Interval::Month, 990), price(Interval::Year, 9900)],
        sold: true,
    };
    let put = async |spec: &PlanSpec, now| {
        write(storage, async |tx: &Tx| plans::put(tx, spec, now).await).await.unwrap()
    };
    let made = put(&spec, NOW).await;
    assert_eq!((&made.name, &made.products, &made.prices), (&spec.name, &spec.products, &spec.prices));
    let changed =
        put(&PlanSpec { prices: vec![price(Interval::Year, 1)], sold: false, ..spec }, later(1)).await;
    assert_eq!((changed.id, changed.created_at, changed.updated_at), (made.id, NOW, later(1)));
    assert_eq!((changed.prices.len(), changed.sold), (1, false));
    let reader = storage.reader();
    assert_eq!(plans::find(&reader, "starter").await.unwrap(), Some(changed.clone()));
    assert_eq!(plans::get(&reader, made.id).await.unwrap(), Some(changed.clone()));
    assert_eq!(plans::all(&reader).await.unwrap(), [changed]);
    assert_eq!(plans::find(&reader, "nothing").await.unwrap(), None);
}
