use keyward_domain::{Id, Permissions, Role, RoleName, Tenant};
use keyward_storage::roles::{self, Deleted, RoleChange};
use keyward_storage::{Storage, StorageError, Tx, Unique, service_accounts, users};

use crate::sample::{House, NOW, assert_err, later, linger, name, permissions, role, write};

async fn insert(storage: &Storage, tenant: Id<Tenant>, text: &str) -> Result<Role, StorageError> {
    let none = Permissions::default();
    let insert = async |tx: &Tx| roles::insert(tx, tenant, &role(text), &name("Title"), "", &none, NOW).await;
    write(storage, insert).await
}

fn names(roles: &[Role]) -> Vec<&str> {
    roles.iter().map(|role| role.name.as_str()).collect()
}

pub(crate) async fn comes_back_as_it_was_made(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let allowed = permissions(&["secret:read", "*:*", "event:write"]);
    let insert = async |tx: &Tx| {
        roles::insert(tx, house.tenant, &role("ops"), &name("Ops"), "All of it", &allowed, NOW).await
    };
    let made = write(storage, insert).await.unwrap();
    assert_eq!((made.tenant, made.name.as_str(), made.title.as_str()), (house.tenant, "ops", "Ops"));
    assert_eq!((made.description.as_str(), &made.permissions), ("All of it", &allowed));
    assert_eq!((made.created_at, made.updated_at), (NOW, NOW));
    assert_eq!(roles::all(&storage.reader(), house.tenant).await.unwrap(), [made]);
}

pub(crate) async fn a_tenant_sees_its_own_by_name(storage: &Storage) {
    let (one, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    for (house, text) in [(one, "c"), (one, "a"), (other, "x"), (one, "b_"), (one, "b.")] {
        insert(storage, house.tenant, text).await.unwrap();
    }
    let all = roles::all(&storage.reader(), one.tenant).await.unwrap();
    assert_eq!(names(&all), ["a", "b.", "b_", "c"]);
}

pub(crate) async fn those_asked_for_are_found(storage: &Storage) {
    let (one, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    for (house, text) in [(one, "a"), (one, "b"), (one, "c"), (other, "d")] {
        insert(storage, house.tenant, text).await.unwrap();
    }
    let asked = [role("c"), role("a"), role("d"), role("unknown")];
    let mut found = roles::find(&storage.reader(), one.tenant, &asked).await.unwrap();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    assert_eq!(names(&found), ["a", "c"]);
    assert_eq!(roles::find(&storage.reader(), one.tenant, &[]).await.unwrap(), []);
}

pub(crate) async fn its_name_is_the_only_one_in_its_tenant(storage: &Storage) {
    let (one, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    insert(storage, one.tenant, "ops").await.unwrap();
    assert_err!(insert(storage, one.tenant, "ops").await, StorageError::Taken(Unique::RoleName));
    insert(storage, other.tenant, "ops").await.unwrap();
}

pub(crate) async fn its_tenant_must_exist(storage: &Storage) {
    assert_err!(insert(storage, Id::new(4711), "ops").await, StorageError::Reference);
}

pub(crate) async fn one_changes_by_name_in_its_tenant_alone(storage: &Storage) {
    let (one, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let made = insert(storage, one.tenant, "ops").await.unwrap();
    let (title, allowed) = (name("Operations"), permissions(&["event:read"]));
    let change = RoleChange { title: &title, description: "Some of it", permissions: &allowed };
    let update = async |tx: &Tx, tenant| roles::update(tx, tenant, &role("ops"), &change, later(1)).await;
    assert_eq!(write(storage, async |tx: &Tx| update(tx, other.tenant).await).await.unwrap(), None);
    let changed = write(storage, async |tx: &Tx| update(tx, one.tenant).await).await.unwrap().unwrap();
    let expected = Role {
        title: title.clone(),
        description: "Some of it".to_owned(),
        permissions: allowed.clone(),
        updated_at: later(1),
        ..made
    };
    assert_eq!(changed, expected);
    assert_eq!(roles::all(&storage.reader(), one.tenant).await.unwrap(), [changed]);
}

pub(crate) async fn one_that_is_held_is_not_deleted(storage: &Storage) {
    let (one, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let made = insert(storage, one.tenant, "a_b").await.unwrap();
    let delete = async |tenant, text: &str| {
        write(storage, async |tx: &Tx| roles::delete(tx, tenant, &role(text)).await).await.unwrap()
    };
    let give = async |names: &[RoleName]| {
        write(storage, async |tx: &Tx| users::set_roles(tx, one.user, names).await).await.unwrap();
    };
    assert_eq!(delete(other.tenant, "a_b").await, Deleted::Absent);
    // Not the same, though `_` stands for any character in LIKE.
    give(&[role("axb")]).await;
    assert_eq!(delete(one.tenant, "axb").await, Deleted::Absent);
    give(&[role("viewer"), role("a_b")]).await;
    assert_eq!(delete(one.tenant, "a_b").await, Deleted::InUse);
    give(&[role("axb")]).await;
    assert_eq!(delete(one.tenant, "a_b").await, Deleted::Done(made.id));
    assert!(roles::all(&storage.reader(), one.tenant).await.unwrap().is_empty());

    insert(storage, one.tenant, "of-machines").await.unwrap();
    let machine = async |tx: &Tx| {
        service_accounts::insert(tx, one.tenant, &name("CI"), &[role("of-machines")], NOW).await
    };
    let machine = write(storage, machine).await.unwrap();
    assert_eq!(delete(one.tenant, "of-machines").await, Deleted::InUse);
    write(storage, async |tx: &Tx| service_accounts::delete(tx, machine.id, NOW).await).await.unwrap();
    assert!(matches!(delete(one.tenant, "of-machines").await, Deleted::Done(_)));
}

pub(crate) async fn one_that_is_being_handed_out_is_not_deleted(storage: &Storage) {
    let house = House::build(storage, "a").await;
    insert(storage, house.tenant, "ops").await.unwrap();
    let giving = storage.begin().await.unwrap();
    assert_eq!(roles::hold(&giving, house.tenant, &[role("ops")]).await.unwrap().len(), 1);
    let deleting = tokio::spawn({
        let storage = storage.clone();
        async move { write(&storage, async |tx: &Tx| roles::delete(tx, house.tenant, &role("ops")).await).await }
    });
    linger(&giving).await;
    users::set_roles(&giving, house.user, &[role("ops")]).await.unwrap();
    giving.commit().await.unwrap();
    assert_eq!(deleting.await.unwrap().unwrap(), Deleted::InUse);
}
