//! Operations on gates (contract v1, part 7).
//!
//! [`pass`] is the hot one: everything it needs of a gate is compiled once and [kept](Gates).

pub mod create;
pub mod delete;
pub mod get;
pub mod list;
pub mod pass;
pub mod rotate;
pub mod update;

mod cache;
mod compiled;
mod secret;
mod spec;

use keyward_domain::AuditTarget;
use keyward_domain::gates::Gate;
use keyward_token::PlainSecret;

pub use cache::{Found, Gates};
pub use compiled::CompiledGate;
pub use secret::DEVELOPMENT_SECRETS;
pub use spec::{GateSpec, LimitSpec, RuleSpec};

use crate::Error;

const GATE: &str = "Gate";
const NAME_TAKEN: Error = Error::AlreadyExists("A gate of this name exists already in this environment");

/// A gate whose secret was just made. The only time it is told.
#[derive(Debug)]
pub struct Created {
    /// The gate.
    pub gate: Gate,
    /// The secret.
    pub secret: PlainSecret,
}

fn target(gate: &Gate) -> AuditTarget {
    AuditTarget { kind: "gate", id: gate.id.get(), name: gate.name.to_string() }
}
