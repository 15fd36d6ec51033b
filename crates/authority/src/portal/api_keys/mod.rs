//! API keys of an account: Keyward keys of its tenant in production, with what an integration needs and no more (contract hub, head and
//! B.8). Revoked ones stay in the list; none is ever edited or comes back.

pub mod create;
pub mod delete;
pub mod list;

const KEY: &str = "API key";
