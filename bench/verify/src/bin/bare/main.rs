//! The least that a server on the same framework could cost: axum handlers that read what is sent and answer a constant.
//!
//! `bare PORT FILE`: answers `POST /v1/keys/verify` and `GET /v1/keys/whoami` with the bytes of FILE.

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::{get, post};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(port), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err(std::io::Error::other("usage: bare PORT FILE"));
    };
    let answer = Bytes::from(std::fs::read(file)?);
    let posted = answer.clone();
    let json = || [(header::CONTENT_TYPE, "application/json")];
    let router = Router::new()
        .route("/v1/keys/verify", post(async move |_: Bytes| (json(), posted.clone())))
        .route("/v1/keys/whoami", get(async move || (json(), answer.clone())));
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    axum::serve(
        axum::serve::ListenerExt::tap_io(listener, |stream| {
            let _ = stream.set_nodelay(true);
        }),
        router,
    )
    .await
}
