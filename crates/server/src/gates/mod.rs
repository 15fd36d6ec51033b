//! What gates do: a proxy asks, for each request that it gets, whether it may pass (contract v1, part 7).
//!
//! Two ways to ask, [over HTTP](http), mostly by the [lane], and [over gRPC](grpc), and one [answer](answer::now): each way turns its
//! question into [`Asked`] and a [`Reply`] into what its protocol has for it.

mod answer;
mod credential;
pub(crate) mod grpc;
pub(crate) mod http;
mod identity;
pub(crate) mod lane;
mod original;
mod rate;
mod reply;

pub(crate) use answer::{Asked, in_time, now};
pub(crate) use reply::Reply;
