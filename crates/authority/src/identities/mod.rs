//! External identity: people whom a configured issuer vouches for (contract v1, part 5).
//!
//! A token names its issuer in `iss`, which selects the configured one and nothing else; that one's keys then decide. Who somebody is,
//! is the pair of issuer and subject. What they may do is kept here, as for everybody: the token says nothing about it.

mod admit;
mod authenticate;
mod issuer;
mod jwks;
mod ring;
mod verify;

pub(crate) use authenticate::{authenticate, issuer_of};
pub(crate) use issuer::Issuers;
pub use issuer::{Admission, ClaimNames, Issuer, KeyFetch, KeySource, Trust};
