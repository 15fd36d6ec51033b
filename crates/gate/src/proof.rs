//! Shuttle runs the cache's own code in other interleavings than a machine would: a check that begins after an announcement
//! has returned must see what was announced. Leaving out any one rule of the protocol must be noticed.
//!
//! Shuttle orders all atomic operations as if sequentially; what the orderings themselves promise is argued in `cache.rs`.

mod cell;
mod exhaustive;
mod lending;
mod random;

use keyward_domain::{Id, KeyKind, KeyState, Limits, Metadata, Networks, Owner, Permissions};

use shuttle::Config;

use crate::{Grant, Subject};

/// The usual 60 KiB of stack are too little for a gate under construction in an unoptimised build.
fn config() -> Config {
    let mut config = Config::default();
    config.stack_size = 1 << 20;
    config
}

/// Lets the others run.
fn dawdle(steps: usize) {
    (0..steps).for_each(|_| shuttle::thread::yield_now());
}

fn grant(state: KeyState) -> Grant {
    Grant {
        subject: Subject::Static,
        name: "".into(),
        kind: KeyKind::Private,
        tenant: Id::new(1),
        tenant_suspended: false,
        environment: None,
        owner: Owner::User(Id::new(1)),
        external_id: None,
        roles: [].into(),
        permissions: Permissions::default().into(),
        state,
        expires_at: None,
        networks: Networks::default(),
        limits: Limits::default(),
        limit_scope: Id::new(0),
        credits: None,
        metadata: Metadata::default(),
    }
}
