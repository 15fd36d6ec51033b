use keyward_domain::{Environment, EnvironmentType, Id, Tenant};
use keyward_storage::{Storage, StorageError, Tx, Unique, environments, tenants};

use crate::sample::{NOW, assert_err, name, write};

async fn tenant(storage: &Storage, text: &str) -> Id<Tenant> {
    write(storage, async |tx: &Tx| tenants::insert(tx, &name(text), NOW).await).await.unwrap().id
}

async fn insert(
    storage: &Storage,
    tenant: Id<Tenant>,
    text: &str,
    kind: EnvironmentType,
) -> Result<Environment, StorageError> {
    write(storage, async |tx: &Tx| environments::insert(tx, tenant, &name(text), kind, NOW).await).await
}

pub(crate) async fn is_found_by_its_tenant_alone(storage: &Storage) {
    let (one, other) = (tenant(storage, "a").await, tenant(storage, "b").await);
    for kind in [EnvironmentType::Development, EnvironmentType::Production] {
        let made = insert(storage, one, kind.as_str(), kind).await.unwrap();
        assert_eq!((made.tenant, made.name.as_str(), made.kind), (one, kind.as_str(), kind));
        assert_eq!(made.created_at, NOW);

        let reader = storage.reader();
        assert_eq!(environments::get(&reader, one, made.id).await.unwrap(), Some(made.clone()));
        assert_eq!(environments::get(&reader, other, made.id).await.unwrap(), None);
    }
    assert_eq!(environments::get(&storage.reader(), one, Id::new(4711)).await.unwrap(), None);
}

pub(crate) async fn all_of_a_tenant_come_oldest_first(storage: &Storage) {
    let (one, other) = (tenant(storage, "a").await, tenant(storage, "b").await);
    for (owner, text) in [(one, "z"), (other, "y"), (one, "x")] {
        insert(storage, owner, text, EnvironmentType::Production).await.unwrap();
    }
    let all = environments::all(&storage.reader(), one).await.unwrap();
    assert_eq!(all.iter().map(|environment| environment.name.as_str()).collect::<Vec<_>>(), ["z", "x"]);
}

pub(crate) async fn its_name_is_the_only_one_in_its_tenant(storage: &Storage) {
    let (one, other) = (tenant(storage, "a").await, tenant(storage, "b").await);
    insert(storage, one, "Live", EnvironmentType::Production).await.unwrap();
    let again = insert(storage, one, "Live", EnvironmentType::Development).await;
    assert_err!(again, StorageError::Taken(Unique::EnvironmentName));
    insert(storage, other, "Live", EnvironmentType::Production).await.unwrap();
}

pub(crate) async fn its_tenant_must_exist(storage: &Storage) {
    let orphan = insert(storage, Id::new(4711), "Live", EnvironmentType::Production).await;
    assert_err!(orphan, StorageError::Reference);
}

pub(crate) async fn is_named_anew_by_its_tenant_alone(storage: &Storage) {
    let (one, other) = (tenant(storage, "a").await, tenant(storage, "b").await);
    let made = insert(storage, one, "Live", EnvironmentType::Production).await.unwrap();
    insert(storage, one, "Test", EnvironmentType::Development).await.unwrap();
    let rename = async |tenant, text: &str| {
        write(storage, async |tx: &Tx| environments::rename(tx, tenant, made.id, &name(text)).await).await
    };
    assert_eq!(rename(other, "Mine").await.unwrap(), None);
    assert_err!(rename(one, "Test").await, StorageError::Taken(Unique::EnvironmentName));
    assert_eq!(rename(one, "Main").await.unwrap(), Some(Environment { name: name("Main"), ..made.clone() }));
}
