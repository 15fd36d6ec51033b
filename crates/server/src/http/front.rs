//! The first and last to see a request: its id, its bounds, its log line, and what a panic turns into.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use axum::response::IntoResponse;
use futures_util::FutureExt;
use keyward_api::ErrorCode;
use keyward_authority::Origin;
use keyward_authority::audit::refusals::Refusal;
use keyward_token::Entropy;
use tower::ServiceExt;

use super::error::Cause;
use super::request_id::RequestIds;
use super::seen::{Known, RefusedAs, Seen};
use super::{ApiError, Category, Headers, client_address};
use crate::surface::Surface;
use crate::{App, gates};

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub enum Peer {
    /// Somebody on a network.
    Network(SocketAddr),
    /// Whoever may open the data directory: the operator.
    Operator,
}

/// What a handler may know of the request beside its parts.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) request_id: String,
    pub(crate) address: Option<IpAddr>,
    pub(crate) operator: bool,
    /// Where whoever recognises the caller leaves who it is, in case they are refused. `None` where refusals are not audited.
    pub(crate) seen: Option<Seen>,
}

impl Context {
    /// Where the request came from.
    pub(crate) fn origin(self, headers: &HeaderMap) -> Origin {
        let agent = headers.get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let shown = |agent: std::borrow::Cow<'_, str>| agent.chars().take(MAX_AGENT_CHARS).collect();
        Origin { address: self.address, request_id: self.request_id, user_agent: agent.map(shown) }
    }
}

/// A user agent is shown so far, and kept in the audit trail.
const MAX_AGENT_CHARS: usize = 255;

/// The whole server as one function from request to response.
#[derive(Debug)]
pub struct Front {
    app: Arc<App>,
    router: Router,
    ids: RequestIds,
    timeout: Duration,
}

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Half a gigabyte over a line of a megabit a second takes more than an hour.
const LONGEST_UPLOAD: Duration = Duration::from_hours(6);

impl Front {
    /// Puts every route behind one entrance.
    pub fn new(app: Arc<App>, entropy: &dyn Entropy) -> Self {
        let timeout = app.config.server.request_timeout();
        Self { router: crate::router::router(app.clone()), ids: RequestIds::new(entropy), timeout, app }
    }

    /// The app behind it.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Answers a request. Never fails: whatever goes wrong inside is an answer too.
    pub async fn handle(&self, request: Request<Body>, peer: Peer) -> Response<Body> {
        let request_id = self.request_id(request.headers());
        let (address, operator) = match peer {
            Peer::Network(peer) => (Some(self.address(peer, request.headers())), false),
            Peer::Operator => (None, true),
        };
        let id = HeaderValue::from_str(&request_id);
        let at_gate = gates::http::is_asked_at(request.uri().path());
        let seen = (!at_gate && audits(request.uri().path())).then(Seen::default);
        let logged = tracing::enabled!(tracing::Level::DEBUG);
        // What is asked for, where something may have to be said of it.
        let asked =
            (seen.is_some() || logged).then(|| (request.method().clone(), request.uri().path().to_owned()));
        let mut response = if at_gate {
            self.gate(request, address).await
        } else {
            self.routed(request, Context { request_id, address, operator, seen: seen.clone() }).await
        };
        self.app.metrics.answered(response.status());
        if let (Some(seen), Some((method, path))) = (seen, &asked)
            && response.status().is_client_error()
            && let Some(known) = seen.take()
        {
            self.refused(&known, method, path, &response);
        }
        if let Some(cause) = response.extensions().get::<Cause>() {
            tracing::error!(request = ?id, error = %cause, "a request failed");
        }
        if logged && let Some((method, path)) = asked {
            // Paths hold ids and no secrets; queries are left out all the same.
            tracing::debug!(request = ?id, %method, path, status = response.status().as_u16(), "answered");
        }
        if let Ok(id) = id {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }

    /// The caller's id of the request, or a new one.
    pub(crate) fn request_id(&self, headers: &impl Headers) -> String {
        self.ids.take(headers.each(REQUEST_ID.as_str()).next().flatten())
    }

    /// The client's address.
    pub(crate) fn address(&self, peer: SocketAddr, headers: &impl Headers) -> IpAddr {
        let server = &self.app.config.server;
        client_address(peer.ip(), headers, &server.trusted_proxies, server.trusted_hops)
    }

    /// Counts and logs what a gate answered to a question that did not come by [`handle`](Self::handle).
    pub(crate) fn answered_gate(&self, id: &str, line: &gates::http::Line<'_>, status: StatusCode) {
        self.app.metrics.answered(status);
        tracing::debug!(
            request = id,
            method = line.method,
            path = line.path,
            status = status.as_u16(),
            "answered"
        );
    }

    /// Notes a refusal of somebody who is known. What is malformed or nowhere was not refused.
    fn refused(&self, known: &Known, method: &Method, path: &str, response: &Response<Body>) {
        let code = response.extensions().get::<ErrorCode>().copied();
        let own = response.extensions().get::<RefusedAs>();
        let refused = match response.status().as_u16() {
            401 | 403 | 409 => true,
            400 => code == Some(ErrorCode::InvalidOperation) || own.is_some(),
            404 => method != Method::GET,
            _ => false,
        };
        if !refused {
            return;
        }
        let code = code.map(|code| serde_json::to_value(code).unwrap_or_default());
        let code = code.as_ref().and_then(serde_json::Value::as_str);
        let code = code.or(own.map(|own| own.0.as_str())).unwrap_or_default();
        let refusal = Refusal { method: method.as_str(), path, status: response.status().as_u16(), code };
        match known {
            Known::Actor(actor) => self.app.authority.refused(actor, &refusal),
            Known::Customer(customer) => self.app.authority.refused_customer(customer, &refusal),
        }
    }

    /// Answers a request of this process's own, as the operator.
    pub async fn call(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let response = self.handle(request.map(Body::from), Peer::Operator).await;
        let (head, body) = response.into_parts();
        // Our own answers are whole in memory: reading them does not fail.
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        Response::from_parts(head, body.to_vec())
    }

    /// The bound on a request's head, when it is past that.
    fn oversized(&self, headers: &HeaderMap) -> Option<usize> {
        let most = self.app.config.server.max_header_bytes;
        let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        (bytes > most).then_some(most)
    }

    /// Whether the address asks for more than anybody needs, whatever it asks for.
    async fn too_many(&self, path: &str, address: Option<IpAddr>) -> Option<ApiError> {
        if !Category::counts_requests_of(path) {
            return None;
        }
        self.app.limit(Category::Requests, address).await.err().map(ApiError::from)
    }

    /// The router's answer, or that of the surface that it is for.
    async fn routed(&self, mut request: Request<Body>, context: Context) -> Response<Body> {
        let surface = Surface::of(request.uri().path());
        let refusal = match self.oversized(request.headers()) {
            Some(most) => Some(ApiError::headers_too_large(most)),
            None => self.too_many(request.uri().path(), context.address).await,
        };
        if let Some(refusal) = refusal {
            return surface.refuse(refusal);
        }
        request.extensions_mut().insert(context);
        let timeout = self.time_of(&request);
        match Self::guarded(timeout, self.router.clone().oneshot(request)).await {
            Ok(response) => response.unwrap_or_else(|never: Infallible| match never {}),
            Err(error) => surface.refuse(error),
        }
    }

    /// A gate's answer. The route that is asked most has no need of the router.
    async fn gate(&self, request: Request<Body>, address: Option<IpAddr>) -> Response<Body> {
        let (head, _) = request.into_parts();
        match gates::http::Line::read(head.method.as_str(), head.uri.path(), head.uri.query()) {
            Some(line) => {
                let asked = line.asked(&head.headers, address, self.oversized(&head.headers));
                self.ask(&asked).await.into()
            }
            None => super::no_route(&head.method, &head.uri).into_response(),
        }
    }

    /// What a gate answers, in time, and without a panic getting further than this question. Mostly there is no need of waiting.
    pub(crate) async fn ask<H: Headers>(&self, asked: &gates::Asked<'_, H>) -> gates::Reply {
        match std::panic::catch_unwind(AssertUnwindSafe(|| gates::now(&self.app, asked))) {
            Ok(Some(reply)) => return reply,
            Ok(None) => {}
            Err(_) => return gates::Reply::broken(broken()),
        }
        match Self::guarded(self.timeout, gates::in_time(&self.app, asked)).await {
            Ok(reply) => reply,
            // Storage that does not answer in time is one that can't be reached.
            Err(error) if error.0.code == ErrorCode::Timeout => {
                gates::Reply::broken(keyward_authority::Error::Unavailable.into())
            }
            Err(error) => gates::Reply::broken(error),
        }
    }

    /// How long a request may take. An upload may as long as it goes on: it bounds its own pauses.
    fn time_of(&self, request: &Request<Body>) -> Duration {
        let (method, path) = (request.method(), request.uri().path());
        let upload = crate::hub::is_upload(method, path, request.headers())
            || crate::dashboard::is_upload(method, path);
        if upload { LONGEST_UPLOAD } else { self.timeout }
    }

    /// An answer in time, and without a panic getting further than this request.
    async fn guarded<T>(timeout: Duration, answer: impl Future<Output = T>) -> Result<T, ApiError> {
        match tokio::time::timeout(timeout, AssertUnwindSafe(answer).catch_unwind()).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(broken()),
            Err(_) => Err(ApiError::new(ErrorCode::Timeout, "The request took too long")),
        }
    }
}

/// Whether refusals of a path are audited: of everything that manages, not of what a product does all day.
fn audits(path: &str) -> bool {
    !matches!(path, "/v1/keys/verify" | "/v1/events" | "/v1/events/bulk" | "/health" | "/ready")
}

fn broken() -> ApiError {
    ApiError::new(ErrorCode::InternalError, "Something went wrong on our side")
}
