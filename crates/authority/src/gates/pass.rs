//! Ask whether a request may pass a gate.

use std::net::IpAddr;
use std::sync::Arc;

use keyward_domain::gates::{OnOutage, Target};
use keyward_gate::{Answer, Ask, CheckError, Meter};

use super::CompiledGate;
use super::cache::{self, Found};
use crate::Authority;

/// A request as it reached the proxy, but for its credential: where that is, the gate says.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Its method.
    pub method: &'a str,
    /// Its target.
    pub target: &'a Target<'a>,
    /// The key that it brought.
    pub key: &'a str,
    /// Where it came from, as far as that is known.
    pub address: Option<IpAddr>,
}

/// What is answered.
#[derive(Debug)]
pub enum Verdict<'a> {
    /// What was found about the key.
    Told(Answer<'a>),
    /// Nobody can tell at present: what the gate's owner wants then.
    Outage(OnOutage),
}

/// What stands where the gate itself can't be had.
#[derive(Debug)]
pub enum Closed {
    /// No gate is called so and has that secret.
    Nowhere,
    /// Nobody can tell at present.
    Unavailable,
}

/// A gate that may be asked: how it was found.
#[derive(Debug, Clone, Copy)]
pub enum Standing {
    /// As it is now.
    Known,
    /// As it was when the database last answered. Nothing can be told of keys either.
    Remembered,
}

/// Calls `then` with the gate, if that can be had without waiting; else `None`, and `then` was not called.
#[inline]
pub fn glance<R>(
    authority: &Authority,
    called: &str,
    secret: &str,
    then: impl FnOnce(Result<&CompiledGate, Closed>) -> R,
) -> Option<R> {
    cache::glance(authority, called, secret, |gate| then(gate.ok_or(Closed::Nowhere)))
}

/// The gate, from memory or from the database.
pub async fn find(
    authority: &Authority,
    called: &str,
    secret: &str,
) -> Result<(Arc<CompiledGate>, Standing), Closed> {
    match cache::find(authority, called, secret).await {
        Found::Gate(gate) => Ok((gate, Standing::Known)),
        Found::Nowhere => Err(Closed::Nowhere),
        Found::Unavailable(Some(gate)) => Ok((gate, Standing::Remembered)),
        Found::Unavailable(None) => Err(Closed::Unavailable),
    }
}

/// Whether the request may pass, if that can be told without waiting; else `None`, and `then` was not called. A key that passes has
/// its use noted, and what the request costs taken of its credits, its limits and the gate's.
#[inline]
pub fn check_cached<R>(
    authority: &Authority,
    gate: &CompiledGate,
    request: &Request<'_>,
    then: impl Fn(Verdict<'_>) -> R,
) -> Option<R> {
    let ask = ask(authority, gate, request);
    authority.gate().check_cached(request.key, &ask, |answer| then(Verdict::Told(answer)))
}

/// Whether the request may pass. A key that passes has its use noted, and what the request costs taken of its credits, its limits and the gate's.
pub async fn check<R>(
    authority: &Authority,
    gate: &CompiledGate,
    request: &Request<'_>,
    then: impl Fn(Verdict<'_>) -> R,
) -> R {
    let ask = ask(authority, gate, request);
    let told = authority.gate().check_with(request.key, &ask, |answer| then(Verdict::Told(answer))).await;
    told.unwrap_or_else(|error| {
        let unknown = matches!(error, CheckError::Unavailable(_));
        // The gate says the numbers of its limits, so that none is unknown; where there is no room for their counts, nobody passes uncounted.
        then(Verdict::Outage(if unknown { gate.settings().on_outage } else { OnOutage::Deny }))
    })
}

fn ask<'a>(authority: &Authority, gate: &'a CompiledGate, request: &Request<'_>) -> Ask<'a> {
    let (query, cost) = gate.asks(request.method, &request.target.path);
    Ask {
        now: authority.now(),
        address: request.address,
        query,
        within: Some(gate.within()),
        // A publishable key is in everybody's hands: it opens nothing that a gate guards.
        private_only: true,
        meter: Some(Meter { cost, named: gate.limits() }),
    }
}
