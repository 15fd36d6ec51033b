//! What things are and what is decided about them.
//!
//! Pure and synchronous: no SQL, no HTTP, no clock call and no RNG call. Time comes in through
//! [`Clock`], randomness through [`keyward_token::Entropy`].

mod environment;
mod id;
mod invalid;
mod key;
mod metadata;
mod name;
mod network;
mod owner;
mod page;
mod permission;
mod query;
mod role;
mod time;
mod verdict;

pub use environment::EnvironmentType;
pub use id::{
    AuditEntryId, Customer, Entity, Environment, Gate, Id, IdCodec, Key, Role, ServiceAccount, Tenant, User,
};
pub use invalid::{Invalid, Problem};
pub use key::{KeyKind, KeyState, KeyStatus};
pub use metadata::Metadata;
pub use name::{ExternalId, Name, NameError};
pub use network::Networks;
pub use owner::{Owner, OwnerType};
pub use page::{Order, Page};
pub use permission::{Permission, PermissionError, Permissions};
pub use query::{PermissionQuery, QueryError};
pub use role::{BuiltInRole, RoleHolder, RoleName};
pub use time::{Clock, Timestamp, TimestampError};
pub use verdict::{Check, Code, decide};
