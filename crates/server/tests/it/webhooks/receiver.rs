//! Somebody's endpoint, over real HTTP.

use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}: {self:?}")).to_str().unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// An endpoint. It ends with the test's runtime.
pub(crate) struct Receiver {
    pub(crate) url: String,
    received: UnboundedReceiver<Received>,
}

struct Shared {
    tell: UnboundedSender<Received>,
    /// What the next ones are answered; 200 when there is nothing left to say.
    moods: Mutex<VecDeque<Mood>>,
}

#[derive(Debug, Clone)]
pub(crate) enum Mood {
    Status(u16),
    /// The same, with a body.
    Says(u16, &'static str),
    /// Leads to another place.
    Redirect(String),
    /// Says more than anybody wants to hear.
    Endless,
}

impl Receiver {
    pub(crate) async fn start(moods: &[Mood]) -> Self {
        let (tell, received) = unbounded_channel();
        let shared = Arc::new(Shared { tell, moods: Mutex::new(moods.iter().cloned().collect()) });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let routes = Router::new().fallback(answer).with_state(shared);
        tokio::spawn(axum::serve(listener, routes).into_future());
        Self { url, received }
    }

    /// What comes next; waits for it.
    pub(crate) async fn next(&mut self) -> Received {
        let patience = std::time::Duration::from_mins(1);
        let received = tokio::time::timeout(patience, self.received.recv()).await;
        received.expect("a webhook within a minute").unwrap()
    }

    /// Whether anything came that was not asked for.
    pub(crate) fn is_quiet(&mut self) -> bool {
        self.received.try_recv().is_err()
    }
}

async fn answer(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let body = String::from_utf8(body.to_vec()).unwrap();
    let _ = shared.tell.send(Received { headers, body });
    let mood = shared.moods.lock().unwrap().pop_front();
    match mood {
        None => StatusCode::OK.into_response(),
        Some(Mood::Status(status)) => (StatusCode::from_u16(status).unwrap(), "no").into_response(),
        Some(Mood::Says(status, text)) => (StatusCode::from_u16(status).unwrap(), text).into_response(),
        Some(Mood::Redirect(to)) => Redirect::temporary(&to).into_response(),
        Some(Mood::Endless) => "x".repeat(10 * 1024 * 1024).into_response(),
    }
}
