use keyward_domain::{Id, Page, TenantStatus};
use keyward_storage::{Storage, StorageError, Tx, Unique, tenants};

use crate::sample::{NOW, assert_err, name, write};

pub(crate) async fn is_found_by_id_and_by_name(storage: &Storage) {
    let made = write(storage, async |tx: &Tx| tenants::insert(tx, &name("Acme"), NOW).await).await.unwrap();
    assert_eq!((made.name.as_str(), made.status, made.created_at), ("Acme", TenantStatus::Active, NOW));

    let reader = storage.reader();
    assert_eq!(tenants::get(&reader, made.id).await.unwrap(), Some(made.clone()));
    assert_eq!(tenants::find(&reader, "Acme").await.unwrap(), Some(made));
}

pub(crate) async fn an_unknown_one_is_none(storage: &Storage) {
    write(storage, async |tx: &Tx| tenants::insert(tx, &name("Acme"), NOW).await).await.unwrap();
    let reader = storage.reader();
    assert_eq!(tenants::get(&reader, Id::new(4711)).await.unwrap(), None);
    for unknown in ["acme", "Acm_", "Acme ", "%"] {
        assert_eq!(tenants::find(&reader, unknown).await.unwrap(), None, "{unknown}");
    }
}

pub(crate) async fn a_second_one_of_the_same_name_is_refused(storage: &Storage) {
    let insert = async |tx: &Tx| tenants::insert(tx, &name("Acme"), NOW).await;
    write(storage, insert).await.unwrap();
    assert_err!(write(storage, insert).await, StorageError::Taken(Unique::TenantName));
}

pub(crate) async fn all_come_oldest_first(storage: &Storage) {
    for text in ["c", "a", "b"] {
        write(storage, async |tx: &Tx| tenants::insert(tx, &name(text), NOW).await).await.unwrap();
    }
    let all = tenants::all(&storage.reader()).await.unwrap();
    assert_eq!(all.iter().map(|tenant| tenant.name.as_str()).collect::<Vec<_>>(), ["c", "a", "b"]);
}

pub(crate) async fn its_status_changes_and_no_other_ones(storage: &Storage) {
    let insert = async |tx: &Tx| {
        Ok((tenants::insert(tx, &name("a"), NOW).await?.id, tenants::insert(tx, &name("b"), NOW).await?.id))
    };
    let (one, other) = write(storage, insert).await.unwrap();
    for status in [TenantStatus::Suspended, TenantStatus::Active] {
        let set = async |tx: &Tx| tenants::set_status(tx, one, status).await;
        assert!(write(storage, set).await.unwrap());
        assert_eq!(tenants::get(&storage.reader(), one).await.unwrap().unwrap().status, status);
        let other = tenants::get(&storage.reader(), other).await.unwrap().unwrap();
        assert_eq!(other.status, TenantStatus::Active);
    }
}

pub(crate) async fn the_status_of_an_unknown_one_is_told(storage: &Storage) {
    let set = async |tx: &Tx| tenants::set_status(tx, Id::new(4711), TenantStatus::Suspended).await;
    assert!(!write(storage, set).await.unwrap());
}

pub(crate) async fn is_named_anew(storage: &Storage) {
    let insert = async |text: &str| {
        write(storage, async |tx: &Tx| tenants::insert(tx, &name(text), NOW).await).await.unwrap()
    };
    let (one, _) = (insert("a").await, insert("b").await);
    let rename = async |text: &str| {
        write(storage, async |tx: &Tx| tenants::rename(tx, one.id, &name(text)).await).await
    };
    assert_err!(rename("b").await, StorageError::Taken(Unique::TenantName));
    assert_eq!(rename("c").await.unwrap().name, name("c"));
    assert_eq!(tenants::get(&storage.reader(), one.id).await.unwrap().unwrap().name, name("c"));
}

pub(crate) async fn are_listed_by_page_and_by_part_of_their_names(storage: &Storage) {
    for text in ["Acme", "acme 100%", "Über_Acme", "Bolt\\"] {
        write(storage, async |tx: &Tx| tenants::insert(tx, &name(text), NOW).await).await.unwrap();
    }
    let list = async |part: Option<&str>, limit, offset| {
        let page = Page { offset, ..Page::first(limit) };
        let (found, total) = tenants::list(&storage.reader(), part, page).await.unwrap();
        (found.iter().map(|tenant| tenant.name.to_string()).collect::<Vec<_>>(), total)
    };
    assert_eq!(list(None, 2, 1).await, (vec!["acme 100%".to_owned(), "Über_Acme".to_owned()], 4));
    assert_eq!(list(Some("ACME"), 1, 1).await, (vec!["acme 100%".to_owned()], 3));
    for (part, total) in [("Über", 1), ("0%", 1), ("%a", 0), ("r_A", 1), ("e_1", 0), ("\\", 1), ("", 4)] {
        assert_eq!(list(Some(part), 50, 0).await.1, total, "{part}");
    }
}
