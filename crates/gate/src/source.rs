//! Where grants come from.

use std::sync::Arc;

use keyward_token::Digest;

use crate::{Grant, Lease, LeaseRequest};

/// Tells what a key may do, for the gate to remember.
pub trait GrantSource: Send + Sync {
    /// The key with that digest; `None` when there is none.
    ///
    /// Must see every change that was committed before the call: a replica that lags behind would let a revoked key
    /// pass. `Err` means that the answer could not be had (an outage), never "unknown".
    fn load(&self, digest: &Digest) -> impl Future<Output = Result<Option<Grant>, Unavailable>> + Send;

    /// Takes credits out of an account in storage, for good.
    ///
    /// `paid` is told what came of it once that is durable, also when the caller has gone by then: what it is not told
    /// of is lost. `Err` means that it is not known, or that nothing was taken.
    fn lease(
        &self,
        request: LeaseRequest,
        paid: Box<dyn FnOnce(Lease) + Send>,
    ) -> impl Future<Output = Result<Lease, Unavailable>> + Send;
}

impl<S: GrantSource> GrantSource for Arc<S> {
    fn load(&self, digest: &Digest) -> impl Future<Output = Result<Option<Grant>, Unavailable>> + Send {
        S::load(self, digest)
    }

    fn lease(
        &self,
        request: LeaseRequest,
        paid: Box<dyn FnOnce(Lease) + Send>,
    ) -> impl Future<Output = Result<Lease, Unavailable>> + Send {
        S::lease(self, request, paid)
    }
}

/// Nobody can tell at present whether the key may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("storage is unreachable")]
pub struct Unavailable;
