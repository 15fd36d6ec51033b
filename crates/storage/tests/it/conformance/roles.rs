use keyward_domain::{Id, Permissions, Role, Tenant};
use keyward_storage::{Storage, StorageError, Tx, Unique, roles};

use crate::sample::{House, NOW, assert_err, name, permissions, role, write};

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
