//! What things are and what is decided about them.
//!
//! Pure and synchronous: no SQL, no HTTP, no clock call and no RNG call. Time comes in through
//! [`Clock`], randomness through [`keyward_token::Entropy`].

mod account;
mod account_type;
mod audit;
mod client;
mod credits;
mod customer_portal;
mod email;
mod email_token;
mod environment;
pub mod gates;
mod histogram;
mod id;
mod invalid;
mod key;
mod license;
mod limit;
mod metadata;
mod name;
mod network;
mod owner;
mod page;
mod password;
mod permission;
mod query;
mod referral_code;
mod release;
mod role;
mod session;
pub mod subscription;
mod tenant;
pub mod ticket;
mod time;
mod verdict;
pub mod webhook;

pub use account::{Account, Customer, ServiceAccount, User};
pub use account_type::{AccountType, Requirement, UNLIMITED, UpgradeFacts, UpgradePath, UpgradeRefusal};
pub use audit::{AuditActor, AuditEntry, AuditEvent, AuditTarget, Outcome, link, link_fields};
pub use client::Client;
pub use credits::{Balance, Credits, Interval, Refill};
pub use customer_portal::{PortalRight, PortalSession};
pub use email::{EmailAddress, EmailAddressError};
pub use email_token::EmailTokenPurpose;
pub use environment::{Environment, EnvironmentType};
pub use histogram::Histogram;
pub use id::{Entity, Id, IdCodec};
pub use invalid::{Invalid, Problem};
pub use key::{Key, KeyKind, KeyState, KeyStatus};
pub use license::{
    Activate, ActivateRefusal, Activation, ActivationLimits, Allowance, DomainLimit, Feature, License,
    LicenseEvent, LicenseFacts, LicenseHand, LicenseKey, LicenseKeyPrefix, LicenseKeyPrefixError,
    LicenseKeys, LicenseRefusal, LicenseSource, LicenseStatus, LicenseTransition, LimitReached, Pack,
    Product, ProductKind, ReleasedBy, Revocation, SUBSCRIPTION_CANCELED, SiteDomain, SiteDomainError, Slug,
    Standing, Suspension, Tier, UncountedDomains, Verify, VerifyCode, activate, draw, transition, verify,
};
pub use limit::{Cost, Limit, LimitName, LimitScope, Limits, Units, Window};
pub use metadata::Metadata;
pub use name::{ExternalId, Name, NameError};
pub use network::Networks;
pub use owner::{Owner, OwnerType};
pub use page::{Order, Page};
pub use password::{Password, PasswordError};
pub use permission::{Need, Permission, PermissionError, Permissions};
pub use query::{PermissionQuery, QueryError};
pub use referral_code::{ReferralCode, ReferralCodeError};
pub use release::{
    Artifact, Channel, Component, ComponentLock, Constraint, DependencyCycle, FromVersions, PackageEnd,
    PackageFault, PackageWalk, Release, ReleaseNotes, ReleaseOf, Rollout, UpdateQuestion, Version,
    dependency_order, newest,
};
pub use role::{BuiltInRole, Role, RoleHolder, RoleName};
pub use session::{EndReason, Session};
pub use tenant::{Tenant, TenantStatus};
pub use time::{Clock, Timestamp, TimestampError};
pub use verdict::{Check, Code, decide};
