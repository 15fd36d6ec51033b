//! Events.

pub mod forget;
pub mod ingest;
pub mod query;

mod check;
mod properties;
mod writer;

pub use keyward_storage::events::Event;
pub(crate) use properties::{Filters, Properties};
pub(crate) use writer::Writer;
