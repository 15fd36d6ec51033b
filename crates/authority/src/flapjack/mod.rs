//! Keys of an organisation as Flapjack's key API has them (its contract): managed by people alone, in production.
//!
//! An organisation is a tenant. Its keys here are those of its people; keys of machines and customers are other surfaces' business.

pub mod create;
pub mod delete;
pub mod list;
