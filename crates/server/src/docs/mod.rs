//! The reference of the API, from its description, with an example of every operation.

pub mod examples;
pub mod reference;
