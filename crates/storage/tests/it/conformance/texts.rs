use keyward_domain::Metadata;
use keyward_storage::customers::{self, NewCustomer};
use keyward_storage::keys::{self, NewKey};
use keyward_storage::{Storage, StorageError, Tx, tenants, users};

use crate::fixture::Fixture;
use crate::sample::{House, NOW, assert_err, email, insert_key, name, new_customer, write};

const TEXTS: [&str; 7] = [
    "🔑 CI",
    "O'Brien \"x\"",
    r"back\slash \' %s $1 ?1 :a",
    "'; DROP TABLE keys; --",
    "ﷺ‏abc",
    "é",
    "e\u{301}",
];

pub(crate) async fn come_back_as_they_were_written(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (number, text) in (0..).zip(TEXTS) {
        let key = insert_key(
            storage,
            &NewKey {
                name: name(text),
                description: Some(text.to_owned()),
                display: text.to_owned(),
                ..house.key(number)
            },
        )
        .await;
        let key = keys::get(&storage.reader(), house.environment, key.id).await.unwrap().unwrap();
        assert_eq!((key.name.as_str(), key.description.as_deref()), (text, Some(text)));
        assert_eq!(key.display, text);
    }
}

pub(crate) async fn are_told_apart_by_every_byte(storage: &Storage) {
    for text in TEXTS {
        write(storage, async |tx: &Tx| tenants::insert(tx, &name(text), NOW).await).await.unwrap();
    }
    for text in TEXTS {
        let found = tenants::find(&storage.reader(), text).await.unwrap().unwrap();
        assert_eq!(found.name.as_str(), text);
    }
}

pub(crate) async fn may_be_as_long_as_the_domain_allows(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let long = "🔑".repeat(255);
    let json = format!(r#"{{"a":"{}"}}"#, "x".repeat(Metadata::MAX_BYTES - 8));
    let new = NewCustomer {
        name: name(&long),
        metadata: Metadata::from_json(&json).unwrap(),
        ..new_customer(house.tenant, house.environment, &long)
    };
    let made = write(storage, async |tx: &Tx| customers::insert(tx, &new).await).await.unwrap();
    assert_eq!((made.name.as_str(), made.external_id.as_str()), (long.as_str(), long.as_str()));
    assert_eq!(made.metadata.as_json(), json);
}

pub(crate) async fn an_address_goes_to_lower_case_in_every_alphabet(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let insert =
        async |tx: &Tx| users::insert(tx, house.tenant, &email("ÄDA@BÜCHER.example"), None, &[], NOW).await;
    assert_eq!(write(storage, insert).await.unwrap().email, "äda@bücher.example");
}

pub(crate) async fn one_that_keyward_never_writes_is_told_with_its_place(fixture: &Fixture) {
    let house = House::build(fixture, "a").await;
    let key = insert_key(fixture, &house.key(1)).await;
    fixture.run("UPDATE tenants SET status = 'odd'").await;
    fixture.run("UPDATE keys SET permissions = 'odd'").await;

    let tenant = tenants::get(&fixture.reader(), house.tenant).await;
    assert_err!(tenant, StorageError::Corrupt { table: "tenants", column: "status" });
    let key = keys::get(&fixture.reader(), house.environment, key.id).await;
    assert_err!(key, StorageError::Corrupt { table: "keys", column: "permissions" });
}
