//! Offline proofs: JWS that a site keeps and checks by itself with the published keys (contract hub, B.2).

pub mod keys;

mod claims;
mod sign;

pub use sign::Proof;
pub(crate) use sign::{Place, Term, proof};
