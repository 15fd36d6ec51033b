//! The first and last to see a request: its id, its bounds, its log line, and what a panic turns into.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response};
use axum::response::IntoResponse;
use futures_util::FutureExt;
use keyward_api::ErrorCode;
use keyward_authority::Actor;
use keyward_authority::audit::refusals::Refusal;
use keyward_token::Entropy;
use tower::ServiceExt;

use super::error::Cause;
use super::request_id::RequestIds;
use super::{ApiError, client_address};
use crate::App;

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

/// Who called, once that is known.
pub(crate) type Seen = Arc<Mutex<Option<Actor>>>;

/// The whole server as one function from request to response.
#[derive(Debug)]
pub struct Front {
    app: Arc<App>,
    router: Router,
    ids: RequestIds,
    timeout: Duration,
}

const REQUEST_ID: &str = "x-request-id";

impl Front {
    /// Puts every route behind one entrance.
    pub fn new(app: Arc<App>, entropy: &dyn Entropy) -> Self {
        let timeout = app.config.server.request_timeout();
        Self { router: crate::v1::router(app.clone()), ids: RequestIds::new(entropy), timeout, app }
    }

    /// The app behind it.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Answers a request. Never fails: whatever goes wrong inside is an answer too.
    pub async fn handle(&self, mut request: Request<Body>, peer: Peer) -> Response<Body> {
        let request_id = self.ids.take(request.headers().get(REQUEST_ID));
        let address = match peer {
            Peer::Network(peer) => {
                let server = &self.app.config.server;
                Some(client_address(
                    peer.ip(),
                    request.headers(),
                    &server.trusted_proxies,
                    server.trusted_hops,
                ))
            }
            Peer::Operator => None,
        };
        let operator = matches!(peer, Peer::Operator);
        let id = HeaderValue::from_str(&request_id);
        let asked = audits(request.uri().path())
            .then(|| (Seen::default(), request.method().clone(), request.uri().path().to_owned()));
        let seen = asked.as_ref().map(|(seen, ..)| Arc::clone(seen));
        request.extensions_mut().insert(Context { request_id, address, operator, seen });
        let logged = tracing::enabled!(tracing::Level::DEBUG)
            .then(|| (request.method().clone(), request.uri().path().to_owned()));
        let mut response = match self.refuse(request.headers()) {
            Some(refusal) => refusal.into_response(),
            None => self.guarded(request).await,
        };
        self.app.metrics.answered(response.status());
        if let Some((seen, method, path)) = asked
            && response.status().is_client_error()
            && let Some(actor) = seen.lock().unwrap_or_else(PoisonError::into_inner).take()
        {
            self.refused(&actor, &method, &path, &response);
        }
        if let Some(cause) = response.extensions().get::<Cause>() {
            tracing::error!(request = ?id, error = %cause, "a request failed");
        }
        if let Some((method, path)) = logged {
            // Paths hold ids and no secrets; queries are left out all the same.
            tracing::debug!(request = ?id, %method, path, status = response.status().as_u16(), "answered");
        }
        if let Ok(id) = id {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }

    /// Notes a refusal of somebody who is known. What is malformed or nowhere was not refused.
    fn refused(&self, actor: &Actor, method: &Method, path: &str, response: &Response<Body>) {
        let code = response.extensions().get::<ErrorCode>().copied();
        let refused = match (response.status().as_u16(), code) {
            (401 | 403 | 409, _) | (400, Some(ErrorCode::InvalidOperation)) => true,
            (404, Some(ErrorCode::NotFound)) => method != Method::GET,
            _ => false,
        };
        if refused {
            let code = code.map(|code| serde_json::to_value(code).unwrap_or_default());
            let code = code.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
            let refusal = Refusal { method: method.as_str(), path, status: response.status().as_u16(), code };
            self.app.authority.refused(actor, &refusal);
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

    /// What is refused by its head alone.
    fn refuse(&self, headers: &HeaderMap) -> Option<ApiError> {
        let most = self.app.config.server.max_header_bytes;
        let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        let message = || format!("The request's headers are larger than {most} bytes together");
        (bytes > most).then(|| ApiError::new(ErrorCode::HeadersTooLarge, message()))
    }

    /// The router's answer, in time, and without a panic getting further than this request.
    async fn guarded(&self, request: Request<Body>) -> Response<Body> {
        let answer = AssertUnwindSafe(self.router.clone().oneshot(request)).catch_unwind();
        match tokio::time::timeout(self.timeout, answer).await {
            Ok(Ok(response)) => response.unwrap_or_else(|never: Infallible| match never {}),
            Ok(Err(_)) => {
                ApiError::new(ErrorCode::InternalError, "Something went wrong on our side").into_response()
            }
            Err(_) => ApiError::new(ErrorCode::Timeout, "The request took too long").into_response(),
        }
    }
}

/// Whether refusals of a path are audited: of everything that manages, not of what a product does all day.
fn audits(path: &str) -> bool {
    !matches!(path, "/v1/keys/verify" | "/v1/events" | "/v1/events/bulk" | "/health" | "/ready")
}
