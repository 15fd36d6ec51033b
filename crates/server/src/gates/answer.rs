//! One question of a proxy, and its answer.

use std::borrow::Cow;
use std::net::IpAddr;

use keyward_api::ErrorCode;
use keyward_authority::gates::CompiledGate;
use keyward_authority::gates::pass::{self, Closed, Request, Standing, Verdict};
use keyward_domain::Code;
use keyward_domain::gates::{Method, OnOutage, Target};

use super::{Reply, credential, identity, rate};
use crate::App;
use crate::http::{ApiError, Headers, refused};

/// What a proxy asks.
pub(crate) struct Asked<'a, H> {
    /// The gate, by id or by name.
    pub(crate) gate: Cow<'a, str>,
    /// The proxy's own credential.
    pub(crate) secret: Option<&'a str>,
    /// The original method; `None` where that is not clear.
    pub(crate) method: Option<&'a str>,
    /// The original target; `None` where that is not clear.
    pub(crate) target: Option<Cow<'a, str>>,
    /// The original headers.
    pub(crate) headers: &'a H,
    /// Where the request came from, as far as that is known.
    pub(crate) address: Option<IpAddr>,
    /// The configured bound, when the question's head is larger.
    pub(crate) oversized: Option<usize>,
}

/// The answer, if it can be had without waiting.
pub(crate) fn now<H: Headers>(app: &App, asked: &Asked<'_, H>) -> Option<Reply> {
    let Some(secret) = asked.secret else { return Some(shut(&Closed::Nowhere)) };
    let answer = |gate: Result<&CompiledGate, Closed>| match gate {
        Err(closed) => Some(shut(&closed)),
        Ok(gate) => glance(app, gate, asked),
    };
    pass::glance(&app.authority, &asked.gate, secret, answer).flatten()
}

/// The answer, with whatever has to be waited for.
pub(crate) async fn in_time<H: Headers>(app: &App, asked: &Asked<'_, H>) -> Reply {
    let Some(secret) = asked.secret else { return shut(&Closed::Nowhere) };
    let (gate, standing) = match pass::find(&app.authority, &asked.gate, secret).await {
        Ok(found) => found,
        Err(closed) => return shut(&closed),
    };
    if let Some(reply) = glance(app, &gate, asked) {
        return reply;
    }
    let outage = || tell(app, &gate, &Verdict::Outage(gate.settings().on_outage));
    match (brought(&gate, asked), standing) {
        (Err(error), _) => Reply::denied(error, gate.settings().deny_style),
        (Ok(_), Standing::Remembered) => outage(),
        (Ok(brought), Standing::Known) => {
            let told = |verdict: Verdict<'_>| tell(app, &gate, &verdict);
            pass::check(&app.authority, &gate, &brought.request(asked.address), told).await
        }
    }
}

fn glance<H: Headers>(app: &App, gate: &CompiledGate, asked: &Asked<'_, H>) -> Option<Reply> {
    match brought(gate, asked) {
        Err(error) => Some(Reply::denied(error, gate.settings().deny_style)),
        Ok(brought) => {
            let told = |verdict: Verdict<'_>| tell(app, gate, &verdict);
            pass::check_cached(&app.authority, gate, &brought.request(asked.address), told)
        }
    }
}

/// A request that is clear and brought one key.
struct Brought<'a> {
    method: &'a str,
    target: Target<'a>,
    key: Cow<'a, str>,
}

impl<'a> Brought<'a> {
    fn request(&'a self, address: Option<IpAddr>) -> Request<'a> {
        Request { method: self.method, target: &self.target, key: &self.key, address }
    }
}

fn brought<'a, H: Headers>(gate: &CompiledGate, asked: &'a Asked<'_, H>) -> Result<Brought<'a>, ApiError> {
    if let Some(most) = asked.oversized {
        return Err(ApiError::headers_too_large(most));
    }
    let unclear = |what: &str| ApiError::new(ErrorCode::AmbiguousRequest, what);
    let method = asked.method.filter(|method| Method::is_plain(method));
    let method = method.ok_or_else(|| unclear("The request's method is not clear"))?;
    let target = asked.target.as_deref().ok_or_else(|| unclear("The request's URI is not clear"))?;
    let target = Target::read(target).map_err(|error| unclear(&format!("The request's path {error}")))?;
    let key = credential::find(&gate.settings().credential, asked.headers, &target)?;
    Ok(Brought { method, target, key })
}

/// No gate, no secret and a wrong secret are one answer.
fn shut(closed: &Closed) -> Reply {
    let error = match closed {
        Closed::Nowhere => ApiError::unauthorized("There is no such gate, or its secret is wrong"),
        Closed::Unavailable => unavailable(),
    };
    Reply::denied(error, keyward_domain::gates::DenyStyle::Standard)
}

fn unavailable() -> ApiError {
    keyward_authority::Error::Unavailable.into()
}

fn tell(app: &App, gate: &CompiledGate, verdict: &Verdict<'_>) -> Reply {
    let style = gate.settings().deny_style;
    let answer = match verdict {
        Verdict::Outage(OnOutage::Allow) => return identity::degraded(),
        Verdict::Outage(OnOutage::Deny) => return Reply::denied(unavailable(), style),
        Verdict::Told(answer) => answer,
    };
    app.metrics.checked(answer.code);
    let mut reply = match (answer.code, answer.grant) {
        (Code::Valid, Some(grant)) => identity::passed(app.authority.ids(), grant),
        (code, _) => Reply::denied(refused(code), style),
    };
    rate::describe(&mut reply.headers, answer, || app.authority.now());
    reply
}
