use keyward_domain::{EndReason, Id, KeyState, TenantStatus};
use keyward_storage::keys::{self, Change};
use keyward_storage::sessions::{self, NewSession};
use keyward_storage::standing::{self, KeyStanding, PersonStanding, SessionStanding};
use keyward_storage::{Storage, Tx, tenants, users};

use crate::sample::{House, NOW, insert_key, later, role, write};

async fn suspend(storage: &Storage, house: &House) {
    let suspend = async |tx: &Tx| tenants::set_status(tx, house.tenant, TenantStatus::Suspended).await;
    assert!(write(storage, suspend).await.unwrap());
}

pub(crate) async fn a_keys_state_end_and_tenant_are_told(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let key = insert_key(storage, &house.key(1)).await;
    let of_key = async || standing::of_key(&storage.reader(), key.id).await.unwrap();
    let good = KeyStanding {
        state: KeyState::Active,
        expires_at: None,
        tenant: TenantStatus::Active,
        disabled: false,
    };
    assert_eq!(of_key().await, Some(good));

    let change = Change { state: Some(KeyState::Revoked), expires_at: Some(later(5)), ..Change::default() };
    write(storage, async |tx: &Tx| keys::change(tx, key.id, &change, NOW).await).await.unwrap();
    suspend(storage, &house).await;
    let (state, expires_at) = (KeyState::Revoked, Some(later(5)));
    assert_eq!(
        of_key().await,
        Some(KeyStanding { state, expires_at, tenant: TenantStatus::Suspended, disabled: false })
    );
    assert_eq!(standing::of_key(&storage.reader(), Id::new(4711)).await.unwrap(), None);
}

pub(crate) async fn a_sessions_end_roles_and_tenant_are_told_while_it_stands(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let new = NewSession {
        user: house.user,
        tenant: house.tenant,
        now: NOW,
        expires_at: later(60),
        address: None,
        user_agent: None,
    };
    let insert = async || write(storage, async |tx: &Tx| sessions::insert(tx, &new).await).await.unwrap().id;
    let of = async |id| standing::of_session(&storage.reader(), id).await.unwrap();
    let (one, other) = (insert().await, insert().await);
    let roles = vec![role("all_reader")];
    write(storage, async |tx: &Tx| users::set_roles(tx, house.user, &roles).await).await.unwrap();
    suspend(storage, &house).await;
    let person = PersonStanding { roles, tenant: TenantStatus::Suspended };
    let expected = SessionStanding { expires_at: later(60), person: person.clone() };
    assert_eq!(of(one).await.as_ref(), Some(&expected));

    let end = async |tx: &Tx| sessions::end(tx, house.user, one, EndReason::Ended, NOW).await;
    assert!(write(storage, end).await.unwrap());
    assert_eq!((of(one).await, of(other).await), (None, Some(expected)));
    let of_user = async || standing::of_user(&storage.reader(), house.user).await.unwrap();
    assert_eq!(of_user().await, Some(person.clone()));
    let disable = async |since| {
        write(storage, async |tx: &Tx| users::set_disabled(tx, house.user, since).await).await.unwrap();
    };
    disable(Some(NOW)).await;
    assert_eq!(of_user().await, None);
    disable(None).await;
    assert_eq!(of_user().await, Some(person));
    write(storage, async |tx: &Tx| users::delete(tx, house.user, NOW).await).await.unwrap();
    assert_eq!((of(other).await, of_user().await), (None, None));
    assert_eq!(of(Id::new(4711)).await, None);
}
