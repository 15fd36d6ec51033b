//! Envoy's ext_authz over gRPC: `envoy.service.auth.v3.Authorization/Check`.

mod messages;

use std::borrow::Cow;
use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use axum::http::{HeaderMap, Response, StatusCode};
use hyper::body::Incoming;
use tonic::body::Body;
use tonic::server::{Grpc, UnaryService};
use tonic_prost::ProstCodec;

use self::messages::{
    AttributeContext, CheckRequest, CheckResponse, DeniedHttpResponse, HeaderValue, HeaderValueOption,
    HttpResponse, HttpStatus, OkHttpResponse, Status,
};
use super::{Asked, Reply, identity};
use crate::Front;
use crate::http::Headers;

const PATH: &str = "/envoy.service.auth.v3.Authorization/Check";
/// What names the gate and its secret, among the context extensions or the initial metadata.
const GATE: &str = "keyward_gate";
const SECRET: &str = "keyward_gate_secret";
const PREFIX: &str = "x-keyward-";
const LIMITS: &str = "x-ratelimit-";
/// `google.rpc.Code`
const OK: i32 = 0;
const PERMISSION_DENIED: i32 = 7;

/// Answers one request on the listener for gRPC.
pub(crate) async fn serve(
    front: Arc<Front>,
    request: hyper::Request<Incoming>,
    peer: IpAddr,
) -> Result<Response<Body>, Infallible> {
    if request.uri().path() != PATH {
        return Ok(tonic::Status::unimplemented("there is no such method").into_http());
    }
    let most = front.app().config.server.max_body_bytes;
    let mut grpc = Grpc::new(ProstCodec::default()).apply_max_message_size_config(Some(most), None);
    Ok(grpc.unary(Check { front, peer }, request).await)
}

struct Check {
    front: Arc<Front>,
    peer: IpAddr,
}

impl UnaryService<CheckRequest> for Check {
    type Response = CheckResponse;
    type Future = Pin<Box<dyn Future<Output = Result<tonic::Response<CheckResponse>, tonic::Status>> + Send>>;

    fn call(&mut self, request: tonic::Request<CheckRequest>) -> Self::Future {
        let (front, peer) = (Arc::clone(&self.front), self.peer);
        Box::pin(async move {
            let (metadata, _, question) = request.into_parts();
            let metadata = metadata.into_headers();
            Ok(tonic::Response::new(check(&front, peer, &metadata, question).await))
        })
    }
}

async fn check(front: &Front, peer: IpAddr, metadata: &HeaderMap, question: CheckRequest) -> CheckResponse {
    let context = question.attributes.unwrap_or_default();
    let told = |name: &str| {
        let named = context.context_extensions.get(name).map(String::as_str);
        named.or_else(|| metadata.get(name).and_then(|value| value.to_str().ok()))
    };
    let http = context.request.as_ref().and_then(|request| request.http.as_ref());
    let nothing = HashMap::new();
    let headers = http.map_or(&nothing, |http| &http.headers);
    let asked = Asked {
        gate: Cow::Borrowed(told(GATE).unwrap_or_default()),
        secret: told(SECRET),
        method: http.map(|http| http.method.as_str()),
        target: http.map(|http| Cow::Borrowed(http.path.as_str())),
        headers,
        address: Some(address(front, peer, &context)),
        oversized: None,
    };
    let reply = front.ask(&asked).await;
    front.app().metrics.answered(reply.status);
    answer(&reply, headers)
}

/// The client as Envoy saw it, when Envoy is trusted to say so; else whoever asks.
fn address(front: &Front, peer: IpAddr, context: &AttributeContext) -> IpAddr {
    let trusted = &front.app().config.server.trusted_proxies;
    if !trusted.iter().any(|network| network.contains(peer.to_canonical())) {
        return peer;
    }
    let source = context.source.as_ref().and_then(|source| source.address.as_ref()?.socket_address.as_ref());
    source.and_then(|source| source.address.parse().ok()).unwrap_or(peer)
}

impl Headers for HashMap<String, String> {
    fn each<'a>(&'a self, name: &str) -> impl Iterator<Item = Option<&'a str>> {
        self.get(name).map(|value| Some(value.as_str())).into_iter()
    }
}

fn answer(reply: &Reply, sent: &HashMap<String, String>) -> CheckResponse {
    let option = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| HeaderValueOption {
        header: Some(HeaderValue {
            key: name.as_str().to_owned(),
            value: String::from_utf8_lossy(value.as_bytes()).into_owned(),
        }),
        append: Some(false),
    };
    let (code, response) = if reply.status == StatusCode::OK {
        let ours = reply.headers().filter(|(name, _)| name.as_str().starts_with(PREFIX));
        // What the client said of itself, and is not overwritten.
        let own = |name: &&String| {
            name.starts_with(PREFIX) && !identity::NAMES.iter().any(|known| known.as_str() == name.as_str())
        };
        let degraded = |name: &&String| !reply.headers().any(|(told, _)| told.as_str() == name.as_str());
        let remove = sent.keys().filter(own).filter(degraded).cloned();
        let remove = remove.chain(sent.keys().filter(|name| *name == "x-gate-secret").cloned());
        let told = reply.headers().filter(|(name, _)| name.as_str().starts_with(LIMITS));
        let ok = OkHttpResponse {
            headers: ours.map(option).collect(),
            headers_to_remove: remove.collect(),
            response_headers_to_add: told.map(option).collect(),
        };
        (OK, HttpResponse::Ok(ok))
    } else {
        let denied = DeniedHttpResponse {
            status: Some(HttpStatus { code: i32::from(reply.status.as_u16()) }),
            headers: reply.headers().map(option).collect(),
            body: String::from_utf8_lossy(&reply.body).into_owned(),
        };
        (PERMISSION_DENIED, HttpResponse::Denied(denied))
    };
    CheckResponse { status: Some(Status { code }), http_response: Some(response) }
}
