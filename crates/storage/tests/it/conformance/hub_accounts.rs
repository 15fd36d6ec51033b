use keyward_domain::{AccountType, EndReason, Id, Page, ReferralCode};
use keyward_storage::accounts::{self, AccountChange, AccountFilter};
use keyward_storage::sessions::{self, NewSession};
use keyward_storage::{Storage, StorageError, Tx, Unique, grants, keys, tenants, users};

use crate::sample::{House, NOW, assert_err, digest, later, name, write};

/// A house whose user owns its tenant.
async fn owned(storage: &Storage, called: &str) -> House {
    let house = House::build(storage, called).await;
    let own = async |tx: &Tx| tenants::set_owner(tx, house.tenant, house.user).await;
    write(storage, own).await.unwrap();
    house
}

async fn change(storage: &Storage, house: &House, change: AccountChange) -> Result<(), StorageError> {
    write(storage, async |tx: &Tx| accounts::change(tx, house.tenant, &change).await).await
}

fn code(text: &str) -> ReferralCode {
    text.parse().unwrap()
}

pub(crate) async fn begins_as_a_customer(storage: &Storage) {
    let house = owned(storage, "a").await;
    let account = accounts::get(&storage.reader(), house.user, 5).await.unwrap().unwrap();
    assert_eq!(
        (account.id, account.tenant, account.email.as_str()),
        (house.user, house.tenant, "a@example.com")
    );
    assert_eq!((account.account_type, account.pending_type), (AccountType::Customer, None));
    assert_eq!((account.company, account.referral_code, account.license_limit), (None, None, 0));
    assert_eq!((account.email_verified_at, account.disabled_at, account.created_at), (None, None, NOW));
    assert_eq!(accounts::get(&storage.reader(), Id::new(4711), 5).await.unwrap(), None);
}

pub(crate) async fn changes_in_what_is_said_and_nothing_else(storage: &Storage) {
    let (house, other) = (owned(storage, "a").await, owned(storage, "b").await);
    let all = AccountChange {
        account_type: Some(AccountType::Developer),
        pending_type: Some(Some(AccountType::Agency)),
        company: Some(Some(name("Acme"))),
        referral_code: Some(code("FLV-ABCDEF")),
        license_limit: Some(Some(12)),
        referred_by: Some(other.tenant),
    };
    change(storage, &house, all).await.unwrap();
    change(storage, &house, AccountChange::default()).await.unwrap();
    let get = async |house: &House| accounts::get(&storage.reader(), house.user, 5).await.unwrap().unwrap();
    let account = get(&house).await;
    assert_eq!(
        (account.account_type, account.pending_type),
        (AccountType::Developer, Some(AccountType::Agency))
    );
    assert_eq!((account.company, account.referral_code), (Some(name("Acme")), Some(code("FLV-ABCDEF"))));
    assert_eq!(account.license_limit, 12);
    let back = AccountChange {
        pending_type: Some(None),
        company: Some(None),
        license_limit: Some(None),
        ..AccountChange::default()
    };
    change(storage, &house, back).await.unwrap();
    let account = get(&house).await;
    assert_eq!((account.pending_type, account.company, account.license_limit), (None, None, 5));
    assert_eq!(get(&other).await.account_type, AccountType::Customer);
}

pub(crate) async fn a_referral_code_is_one_partner_s(storage: &Storage) {
    let (house, other) = (owned(storage, "a").await, owned(storage, "b").await);
    let with = |text| AccountChange { referral_code: Some(code(text)), ..AccountChange::default() };
    change(storage, &house, with("FLV-ABCDEF")).await.unwrap();
    assert_err!(change(storage, &other, with("FLV-ABCDEF")).await, StorageError::Taken(Unique::ReferralCode));
    let find = async |text| accounts::find_partner(&storage.reader(), &code(text)).await.unwrap();
    assert_eq!(find("FLV-ABCDEF").await, Some(house.tenant));
    assert_eq!(find("FLV-ABCDEG").await, None);
}

pub(crate) async fn those_asked_for_are_found(storage: &Storage) {
    let (one, two) = (owned(storage, "one").await, owned(storage, "two").await);
    // Without an owner it is no account.
    House::build(storage, "three").await;
    let partner = AccountChange {
        account_type: Some(AccountType::Reseller),
        pending_type: Some(Some(AccountType::Agency)),
        company: Some(Some(name("100%_Keys"))),
        ..AccountChange::default()
    };
    change(storage, &two, partner).await.unwrap();
    let disable = async |tx: &Tx| {
        users::rename(tx, one.user, &name("Ada")).await?;
        users::set_disabled(tx, one.user, Some(NOW)).await
    };
    write(storage, disable).await.unwrap();
    let ids = async |filter: AccountFilter| {
        let (items, total) = accounts::search(&storage.reader(), &filter, Page::first(50), 5).await.unwrap();
        assert_eq!(items.len() as u64, total);
        items.into_iter().map(|account| account.id).collect::<Vec<_>>()
    };
    let any = AccountFilter::default;
    let text = |text: &str| AccountFilter { text: Some(text.to_owned()), ..any() };
    assert_eq!(ids(any()).await, [one.user, two.user]);
    assert_eq!(ids(text("ONE@")).await, [one.user]);
    assert_eq!(ids(text("ada")).await, [one.user]);
    assert_eq!(ids(text("0%_k")).await, [two.user]);
    assert_eq!(ids(text("_x")).await, []);
    assert_eq!(ids(AccountFilter { account_type: Some(AccountType::Reseller), ..any() }).await, [two.user]);
    assert_eq!(ids(AccountFilter { pending: Some(true), ..any() }).await, [two.user]);
    assert_eq!(ids(AccountFilter { pending: Some(false), ..any() }).await, [one.user]);
    assert_eq!(ids(AccountFilter { disabled: Some(true), ..any() }).await, [one.user]);
    let page = Page { offset: 1, ..Page::first(1) };
    let (items, total) = accounts::search(&storage.reader(), &any(), page, 5).await.unwrap();
    assert_eq!((items[0].id, total), (two.user, 2));
}

pub(crate) async fn a_disabled_one_is_told_with_each_of_its_keys(storage: &Storage) {
    let house = owned(storage, "a").await;
    write(storage, async |tx: &Tx| keys::insert(tx, &house.key(1)).await).await.unwrap();
    let disabled = async || {
        let found = grants::load(&storage.reader(), &[digest(1)]).await.unwrap()[&digest(1)]
            .as_ref()
            .unwrap()
            .disabled;
        let held = write(storage, async |tx: &Tx| {
            accounts::lock(tx, house.tenant).await?;
            accounts::hold_disabled(tx, house.tenant).await
        });
        let read = accounts::is_disabled(&storage.reader(), house.tenant).await.unwrap();
        assert_eq!((held.await.unwrap(), read), (found, found));
        found
    };
    assert!(!disabled().await);
    let set = async |since| {
        write(storage, async |tx: &Tx| users::set_disabled(tx, house.user, since).await).await.unwrap();
    };
    set(Some(NOW)).await;
    assert!(disabled().await);
    let account = accounts::get(&storage.reader(), house.user, 5).await.unwrap().unwrap();
    assert_eq!(account.disabled_at, Some(NOW));
    set(None).await;
    assert!(!disabled().await);
    assert_eq!(accounts::owner(&storage.reader(), house.tenant).await.unwrap(), Some(house.user));
}

pub(crate) async fn an_address_is_proven_once(storage: &Storage) {
    let house = owned(storage, "a").await;
    for seconds in [1, 2] {
        write(storage, async |tx: &Tx| users::verify_email(tx, house.user, later(seconds)).await)
            .await
            .unwrap();
    }
    let found = users::get(&storage.reader(), house.tenant, house.user).await.unwrap().unwrap();
    assert_eq!(found.email_verified_at, Some(later(1)));
}

pub(crate) async fn sessions_end_together_but_for_one_or_for_all_of_a_tenant(storage: &Storage) {
    let (house, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let mut ids = Vec::new();
    for owner in [&house, &house, &other] {
        let new = NewSession {
            user: owner.user,
            tenant: owner.tenant,
            now: NOW,
            expires_at: later(60),
            address: None,
            user_agent: None,
        };
        ids.push(write(storage, async |tx: &Tx| sessions::insert(tx, &new).await).await.unwrap().id);
    }
    let standing = async || {
        let mut all = Vec::new();
        for user in [house.user, other.user] {
            let (found, _) = sessions::list(&storage.reader(), user, NOW, Page::first(50)).await.unwrap();
            all.extend(found.into_iter().map(|session| session.id));
        }
        all
    };
    let end =
        async |tx: &Tx| sessions::end_others(tx, house.user, ids[0], EndReason::PasswordReset, NOW).await;
    assert_eq!(write(storage, end).await.unwrap(), 1);
    assert_eq!(standing().await, [ids[0], ids[2]]);
    let end = async |tx: &Tx| sessions::end_all_of_tenant(tx, house.tenant, EndReason::Disabled, NOW).await;
    assert_eq!(write(storage, end).await.unwrap(), 1);
    assert_eq!(standing().await, [ids[2]]);
}
