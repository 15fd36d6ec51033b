//! The least that a server on the same framework could cost: axum handlers that read what is sent and answer a constant.
//!
//! `bare FILE`: FILE holds `[{"method", "path", "status", "headers", "body"}…]`; prints the port that it serves on.

#![expect(clippy::print_stdout, reason = "its output is the result")]

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::routing::{MethodFilter, on};

#[derive(serde::Deserialize)]
struct Answer {
    method: String,
    path: String,
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

/// As in the server, so that it makes no difference.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("usage: bare FILE")?;
    let answers: Vec<Answer> = serde_json::from_slice(&std::fs::read(file)?)?;
    let mut router = Router::new();
    for Answer { method, path, status, headers, body } in answers {
        let method = MethodFilter::try_from(method.parse::<axum::http::Method>()?)?;
        let (status, body) = (StatusCode::from_u16(status)?, Bytes::from(body));
        let headers = HeaderMap::try_from(&headers.into_iter().collect::<std::collections::HashMap<_, _>>())?;
        let answer = async move |_: Bytes| {
            let mut response = Response::new(Body::from(body.clone()));
            *response.status_mut() = status;
            *response.headers_mut() = headers.clone();
            response
        };
        router = router.route(&path, on(method, answer));
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    let undelayed = axum::serve::ListenerExt::tap_io(listener, |stream| {
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(undelayed, router).await?)
}
