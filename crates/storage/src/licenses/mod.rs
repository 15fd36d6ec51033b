//! Licences.

mod change;
mod find;
mod insert;
mod list;
mod purge;
mod row;

pub use change::{LicenseChange, change, note_expiry};
pub use find::{
    StoredLicense, count_allowed, find, find_by_id, get, get_even_deleted, ids_of_subscriptions, lock,
    lock_by_index, lock_expired, lock_of_customer, lock_of_subscription, lock_of_tenant,
};
pub use insert::{NewLicense, insert_all};
pub use list::{Filter, Search, list};
pub use purge::purge;

use row::{read, stored};
