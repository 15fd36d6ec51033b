//! An identity provider's JWKS over real HTTP, well or ill.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::signer::Signer;

/// What the provider answers.
#[derive(Clone, Debug)]
pub(super) enum Mood {
    Keys(Vec<Value>),
    Html,
    Garbage,
    TenMegabytes,
    /// Leads to the keys, which the server must not follow.
    Redirect,
    Failing,
    /// Takes the request and never answers.
    Silent,
}

/// The provider. It ends with the test's runtime.
#[derive(Clone)]
pub(super) struct Provider {
    pub(super) url: String,
    inner: Arc<Inner>,
}

struct Inner {
    mood: Mutex<Mood>,
    requests: AtomicUsize,
}

impl Provider {
    pub(super) async fn start(keys: &[&Signer]) -> Self {
        let inner = Arc::new(Inner { mood: Mutex::new(set(keys)), requests: AtomicUsize::new(0) });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}/jwks", listener.local_addr().unwrap());
        let routes = Router::new().route("/jwks", get(answer)).route("/moved", get(moved));
        tokio::spawn(axum::serve(listener, routes.with_state(inner.clone())).into_future());
        Self { url, inner }
    }

    pub(super) fn publish(&self, keys: &[&Signer]) {
        self.be(set(keys));
    }

    pub(super) fn be(&self, mood: Mood) {
        *self.inner.mood.lock().unwrap() = mood;
    }

    /// How often it was asked.
    pub(super) fn requests(&self) -> usize {
        self.inner.requests.load(Ordering::SeqCst)
    }
}

fn set(keys: &[&Signer]) -> Mood {
    Mood::Keys(keys.iter().map(|signer| signer.jwk.clone()).collect())
}

async fn answer(State(inner): State<Arc<Inner>>) -> Response {
    inner.requests.fetch_add(1, Ordering::SeqCst);
    let mood = inner.mood.lock().unwrap().clone();
    match mood {
        Mood::Keys(keys) => json!({"keys": keys}).to_string().into_response(),
        Mood::Html => Html("<!doctype html><title>Sign in to the hotel's network</title>").into_response(),
        Mood::Garbage => vec![0xff_u8; 100].into_response(),
        Mood::TenMegabytes => format!("{{\"keys\":[{}]}}", "0,".repeat(5 * 1024 * 1024)).into_response(),
        Mood::Redirect => Redirect::temporary("/moved").into_response(),
        Mood::Failing => (StatusCode::BAD_GATEWAY, "{\"keys\":[]}").into_response(),
        Mood::Silent => std::future::pending().await,
    }
}

async fn moved() -> &'static str {
    "{\"keys\":[]}"
}
