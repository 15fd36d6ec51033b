use keyward_domain::{Id, Order, Page, Tenant, User};
use keyward_storage::{Storage, StorageError, Tx, Unique, service_accounts, tenants, users};

use crate::sample::{NOW, assert_err, email, name, role, write};

async fn tenant(storage: &Storage, text: &str) -> Id<Tenant> {
    write(storage, async |tx: &Tx| tenants::insert(tx, &name(text), NOW).await).await.unwrap().id
}

async fn user(storage: &Storage, tenant: Id<Tenant>, address: &str) -> Result<User, StorageError> {
    write(storage, async |tx: &Tx| users::insert(tx, tenant, &email(address), None, &[], NOW).await).await
}

pub(crate) async fn a_person_is_found_by_their_tenant_alone(storage: &Storage) {
    let (one, other) = (tenant(storage, "a").await, tenant(storage, "b").await);
    let roles = [role("viewer"), role("my.own-role_2")];
    let insert = async |tx: &Tx| {
        users::insert(tx, one, &email("Ada@Example.COM"), Some(&name("Ada")), &roles, NOW).await
    };
    let made = write(storage, insert).await.unwrap();
    assert_eq!(made.email, "ada@example.com");
    assert_eq!((made.tenant, &made.name, made.created_at), (one, &Some(name("Ada")), NOW));
    assert_eq!(made.roles, roles);

    let reader = storage.reader();
    assert_eq!(users::get(&reader, one, made.id).await.unwrap(), Some(made.clone()));
    assert_eq!(users::get(&reader, other, made.id).await.unwrap(), None);
    assert_eq!(users::get(&reader, one, Id::new(4711)).await.unwrap(), None);
    assert_eq!(users::find_all(&reader, [Id::new(4711), made.id]).await.unwrap(), [made]);
}

pub(crate) async fn the_people_of_a_tenant_come_oldest_first(storage: &Storage) {
    let (one, other) = (tenant(storage, "a").await, tenant(storage, "b").await);
    for (owner, email) in [(one, "z@example.com"), (other, "y@example.com"), (one, "x@example.com")] {
        user(storage, owner, email).await.unwrap();
    }
    let users = users::all(&storage.reader(), one).await.unwrap();
    let emails: Vec<_> = users.iter().map(|user| user.email.as_str()).collect();
    assert_eq!(emails, ["z@example.com", "x@example.com"]);
    assert!(users.iter().all(|user| user.name.is_none() && user.roles.is_empty()));
}

pub(crate) async fn who_has_neither_password_nor_proof_never_came(storage: &Storage) {
    let (one, other) = (tenant(storage, "a").await, tenant(storage, "b").await);
    let mut ids = Vec::new();
    for (owner, email) in [(one, "never"), (one, "password"), (one, "proof"), (other, "elsewhere")] {
        ids.push(user(storage, owner, &format!("{email}@example.com")).await.unwrap().id);
    }
    write(storage, async |tx: &Tx| {
        users::set_password(tx, ids[1], "a hash").await?;
        users::verify_email(tx, ids[2], NOW).await
    })
    .await
    .unwrap();
    let never = users::who_never_came(&storage.reader(), one, ids.clone()).await.unwrap();
    assert_eq!(never, [ids[0]].into());
}

pub(crate) async fn an_address_has_one_account_however_it_is_written(storage: &Storage) {
    let (one, other) = (tenant(storage, "a").await, tenant(storage, "b").await);
    user(storage, one, "ada@example.com").await.unwrap();
    for (owner, email) in [(one, "ada@example.com"), (one, "ADA@example.com"), (other, "ada@example.com")] {
        assert_err!(user(storage, owner, email).await, StorageError::Taken(Unique::Email));
    }
}

pub(crate) async fn a_machine_is_found_by_its_tenant_alone(storage: &Storage) {
    let (one, other) = (tenant(storage, "a").await, tenant(storage, "b").await);
    let roles = [role("key_verifier")];
    let insert = async |tx: &Tx| service_accounts::insert(tx, one, &name("CI"), &roles, NOW).await;
    let made = write(storage, insert).await.unwrap();
    assert_eq!((made.tenant, made.name.as_str(), made.created_at), (one, "CI", NOW));
    assert_eq!(made.roles, roles);

    let reader = storage.reader();
    assert_eq!(service_accounts::get(&reader, one, made.id).await.unwrap(), Some(made.clone()));
    assert_eq!(service_accounts::get(&reader, other, made.id).await.unwrap(), None);
    assert_eq!(service_accounts::get(&reader, one, Id::new(4711)).await.unwrap(), None);
}

pub(crate) async fn machines_may_share_a_name(storage: &Storage) {
    let tenant = tenant(storage, "a").await;
    let insert = async |tx: &Tx| service_accounts::insert(tx, tenant, &name("CI"), &[], NOW).await;
    let one = write(storage, insert).await.unwrap();
    let other = write(storage, insert).await.unwrap();
    assert_ne!(one.id, other.id);
}

pub(crate) async fn their_tenant_must_exist(storage: &Storage) {
    let nowhere = Id::new(4711);
    assert_err!(user(storage, nowhere, "ada@example.com").await, StorageError::Reference);
    let machine = async |tx: &Tx| service_accounts::insert(tx, nowhere, &name("CI"), &[], NOW).await;
    assert_err!(write(storage, machine).await, StorageError::Reference);
}

pub(crate) async fn a_person_is_named_anew_and_given_other_roles(storage: &Storage) {
    let one = tenant(storage, "a").await;
    let made = user(storage, one, "ada@example.com").await.unwrap();
    let roles = [role("viewer")];
    let change = async |tx: &Tx| {
        assert_eq!(users::lock(tx, one, made.id).await?, Some(made.clone()));
        users::rename(tx, made.id, &name("Ada")).await?;
        users::set_roles(tx, made.id, &roles).await
    };
    write(storage, change).await.unwrap();
    let found = users::get(&storage.reader(), one, made.id).await.unwrap().unwrap();
    assert_eq!((found.name, found.roles.as_slice()), (Some(name("Ada")), &roles[..]));
}

pub(crate) async fn a_deleted_account_is_gone_and_its_address_free(storage: &Storage) {
    let one = tenant(storage, "a").await;
    let person = user(storage, one, "ada@example.com").await.unwrap();
    let insert = async |tx: &Tx| service_accounts::insert(tx, one, &name("CI"), &[], NOW).await;
    let machine = write(storage, insert).await.unwrap();
    let delete = async |tx: &Tx| {
        users::delete(tx, person.id, NOW).await?;
        assert!(service_accounts::lock(tx, one, machine.id).await?.is_some());
        service_accounts::rename(tx, machine.id, &name("Old CI")).await?;
        service_accounts::delete(tx, machine.id, NOW).await
    };
    write(storage, delete).await.unwrap();
    let reader = storage.reader();
    assert_eq!(users::get(&reader, one, person.id).await.unwrap(), None);
    assert!(users::all(&reader, one).await.unwrap().is_empty());
    assert_eq!(service_accounts::get(&reader, one, machine.id).await.unwrap(), None);
    assert!(service_accounts::all(&reader, one).await.unwrap().is_empty());
    assert_ne!(user(storage, one, "ada@example.com").await.unwrap().id, person.id);
}

pub(crate) async fn accounts_come_in_pages(storage: &Storage) {
    let one = tenant(storage, "a").await;
    for number in 0..3 {
        user(storage, one, &format!("{number}@example.com")).await.unwrap();
        let insert = async |tx: &Tx| service_accounts::insert(tx, one, &name("CI"), &[], NOW).await;
        write(storage, insert).await.unwrap();
    }
    let page = Page { limit: 2, offset: 1, order: Order::Descending };
    let (people, total) = users::list(&storage.reader(), one, page).await.unwrap();
    let emails: Vec<_> = people.iter().map(|user| user.email.as_str()).collect();
    assert_eq!((emails, total), (vec!["1@example.com", "2@example.com"], 3));
    let (machines, total) = service_accounts::list(&storage.reader(), one, page).await.unwrap();
    assert_eq!((machines.len(), total), (2, 3));
}
