use keyward_storage::hub_events::{self, NewHubEvent};
use keyward_storage::{Storage, StorageError, Tx};

use super::licenses::Shop;
use crate::sample::{NOW, assert_err, write};

pub(crate) async fn come_back_in_the_order_in_which_they_happened(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let license = shop.insert(storage, &shop.license(1)).await.license.id;
    let new = |number: usize| NewHubEvent {
        event_id: number.to_string(),
        tenant: shop.house.tenant,
        license,
        kind: "license.created",
        payload: r#"{"license_id":1}"#.to_owned(),
        batch: Some("b_1".to_owned()),
        at: NOW,
    };
    let many: Vec<_> = (0..1100).map(new).collect();
    write(storage, async |tx: &Tx| hub_events::append(tx, &many).await).await.unwrap();
    let reader = storage.reader();
    let first = hub_events::after(&reader, shop.house.tenant, 0, 2).await.unwrap();
    let ids: Vec<_> = first.iter().map(|event| event.event_id.as_str()).collect();
    assert_eq!(ids, ["0", "1"]);
    assert_eq!((first[0].kind.as_str(), first[0].license, first[0].at), ("license.created", license, NOW));
    let rest = hub_events::after(&reader, shop.house.tenant, first[1].id, 2000).await.unwrap();
    assert_eq!(rest.len(), 1098);
    let again = async |tx: &Tx| hub_events::append(tx, &[new(7)]).await;
    assert_err!(write(storage, again).await, StorageError::Taken(_));
}
