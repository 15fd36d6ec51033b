//! Licences of the hub: their keys, their state, where they are active, and what is decided about them (contract hub, B.0 to B.2).
//!
//! Everything here is pure: the facts and the time are handed in, and each rule exists once.

mod activate;
mod activation;
mod allowance;
mod facts;
mod key;
mod pack;
mod product;
mod site;
mod tier;
mod transition;
mod verify;

pub use activate::{Activate, ActivateRefusal, ActivationLimits, activate};
pub use activation::{Activation, ReleasedBy};
pub use allowance::{Allowance, LimitReached};
pub use facts::{License, LicenseFacts, LicenseSource, LicenseStatus, Revocation, Standing, Suspension};
pub use key::{LicenseKey, LicenseKeyPrefix, LicenseKeyPrefixError, LicenseKeys};
pub use pack::{Pack, draw};
pub use product::{Product, ProductKind, Slug};
pub use site::{SiteDomain, SiteDomainError, UncountedDomains};
pub use tier::{DomainLimit, Feature, Tier};
pub use transition::{
    LicenseEvent, LicenseHand, LicenseRefusal, LicenseTransition, SUBSCRIPTION_CANCELED, transition,
};
pub use verify::{Verify, VerifyCode, verify};
