//! Listeners, and an end that loses nothing.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener};
use tokio_util::sync::CancellationToken;

use crate::{Front, Peer, gates, metrics};

/// Where requests come from; made by the caller, so that a test can bind port 0.
#[derive(Debug)]
pub struct Listeners {
    /// For everybody.
    pub public: TcpListener,
    /// For Envoy's ext_authz.
    pub grpc: Option<TcpListener>,
    /// For `/metrics`.
    pub metrics: Option<TcpListener>,
    /// For the operator: whoever may open the socket.
    pub operator: Option<UnixListener>,
}

/// How often uses of keys and refusals are written down.
const FLUSH_EVERY: Duration = Duration::from_secs(1);
/// How often expired sessions are forgotten.
const FORGET_EVERY: Duration = Duration::from_mins(10);
/// How often it is looked whether uploads left something behind.
const SWEEP_EVERY: Duration = Duration::from_hours(1);
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);

/// Serves until `stop`, then takes no new connection, lets requests in flight finish within the drain timeout, and writes down what is
/// still in memory.
pub async fn serve(front: Arc<Front>, listeners: Listeners, stop: CancellationToken) {
    let connections = GracefulShutdown::new();
    let builder = http1();
    let mut grpc = Builder::new(TokioExecutor::new()).http2_only();
    // Who is gone without a word is found out, and keeps no connection.
    grpc.http2().timer(TokioTimer::new()).keep_alive_interval(Some(HEADER_TIMEOUT));
    if let Some(listener) = listeners.metrics {
        tokio::spawn(metrics::serve(listener, front.app().clone(), stop.clone().cancelled_owned()));
    }
    keyward_authority::fleet::begin(front.app().authority());
    // What serves the requests goes on until the last of them is answered.
    let drained = CancellationToken::new();
    let follower = tokio::spawn(follow(front.clone(), drained.clone()));
    let flusher = tokio::spawn(flush(front.clone(), drained.clone()));
    tokio::spawn(forget(front.clone(), stop.clone()));
    tokio::spawn(fold(front.clone(), stop.clone()));
    tokio::spawn(sweep_uploads(front.clone(), stop.clone()));
    let postman = tokio::spawn(post(front.clone(), drained.clone()));
    let messenger = tokio::spawn(deliver(front.clone(), drained.clone()));
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            accepted = listeners.public.accept() => match accepted {
                Ok((stream, peer)) => {
                    // Small answers should leave at once.
                    let _ = stream.set_nodelay(true);
                    connect(&builder, &connections, &front, stream, peer, stop.child_token());
                }
                Err(error) => accept_failed(&error).await,
            },
            accepted = accept_grpc(listeners.grpc.as_ref()) => match accepted {
                Ok((stream, peer)) => {
                    let _ = stream.set_nodelay(true);
                    connect_grpc(&grpc, &connections, &front, stream, peer.ip());
                }
                Err(error) => accept_failed(&error).await,
            },
            accepted = accept_operator(listeners.operator.as_ref()) => match accepted {
                Ok(stream) => watch(&connections, by_hyper(&builder, &front, stream, Peer::Operator)),
                Err(error) => accept_failed(&error).await,
            },
        }
    }
    drop((listeners.public, listeners.grpc, listeners.operator));
    let drain = front.app().config.server.drain_timeout();
    if tokio::time::timeout(drain, connections.shutdown()).await.is_err() {
        tracing::warn!("requests were cut off after the drain timeout");
    }
    drained.cancel();
    let _ = follower.await;
    let _ = postman.await;
    let _ = messenger.await;
    // The flusher writes a last time when it is stopped; it holds nothing that could panic.
    let _ = flusher.await;
}

/// HTTP/1 alone: telling the version apart from the first bytes has no time limit, and a connection that sends none would stay for ever.
///
/// An answer leaves in one piece, and not by hyper's `pipeline_flush`, which does that too: with it, hyper takes all of a body that comes faster
/// than the client reads, and a slow download of a release would be in memory as a whole.
fn http1() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).writev(false);
    builder
}

async fn accept_operator(listener: Option<&UnixListener>) -> std::io::Result<tokio::net::UnixStream> {
    match listener {
        Some(listener) => listener.accept().await.map(|(stream, _)| stream),
        None => std::future::pending().await,
    }
}

async fn accept_grpc(listener: Option<&TcpListener>) -> std::io::Result<(TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

/// Out of file descriptors, most likely: trying again at once would only burn the processor.
#[expect(clippy::disallowed_methods, reason = "there is no event for a descriptor that becomes free")]
async fn accept_failed(error: &std::io::Error) {
    tracing::warn!(%error, "a connection could not be accepted");
    tokio::time::sleep(Duration::from_millis(50)).await;
}

/// Serves a connection, in the lane of the gates for as long as it asks nothing else.
fn connect(
    builder: &Builder<TokioExecutor>,
    connections: &GracefulShutdown,
    front: &Arc<Front>,
    mut stream: TcpStream,
    peer: SocketAddr,
    stop: CancellationToken,
) {
    let (builder, front, watcher) = (builder.clone(), front.clone(), connections.watcher());
    tokio::spawn(async move {
        match gates::lane::serve(&front, &mut stream, peer, &stop).await {
            Ok(None) => {}
            Ok(Some(unread)) => {
                let (reading, writing) = stream.into_split();
                let stream = tokio::io::join(std::io::Cursor::new(unread).chain(reading), writing);
                tell(watcher.watch(by_hyper(&builder, &front, stream, Peer::Network(peer))).await);
            }
            Err(error) => tell(Err(error)),
        }
    });
}

/// A connection as hyper serves it.
fn by_hyper<S>(
    builder: &Builder<TokioExecutor>,
    front: &Arc<Front>,
    stream: S,
    peer: Peer,
) -> impl GracefulConnection<Error: std::fmt::Display> + Send + 'static
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let front = front.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let front = front.clone();
        async move { Ok::<_, std::convert::Infallible>(front.handle(request.map(Body::new), peer).await) }
    });
    builder.serve_connection(TokioIo::new(stream), service).into_owned()
}

fn connect_grpc(
    builder: &Builder<TokioExecutor>,
    connections: &GracefulShutdown,
    front: &Arc<Front>,
    stream: TcpStream,
    peer: IpAddr,
) {
    let front = front.clone();
    let service = service_fn(move |request| gates::grpc::serve(front.clone(), request, peer));
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    watch(connections, connection);
}

fn watch<C>(connections: &GracefulShutdown, connection: C)
where
    C: GracefulConnection<Error: std::fmt::Display> + Send + 'static,
{
    let watched = connections.watch(connection);
    tokio::spawn(async move { tell(watched.await) });
}

fn tell(ended: Result<(), impl std::fmt::Display>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

/// Hears what other instances on the same database change.
async fn follow(front: Arc<Front>, stop: CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = keyward_authority::fleet::follow(front.app().authority()) => {}
    }
}

/// Sends mail until it is told to end, and writes down what was asked for until then. What is not sent by then stays in the outbox.
async fn post(front: Arc<Front>, stop: CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = keyward_authority::mail::worker::run(front.app().authority()) => {}
    }
    keyward_authority::mail::worker::write_asked(front.app().authority()).await;
}

/// Delivers webhooks until it is told to end. What is under way then is delivered again by whoever is there next.
async fn deliver(front: Arc<Front>, stop: CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = front.app().webhooks().run() => {}
    }
}

/// Forgets expired sessions, tokens, old mail and events past their time now and then, and folds uses long past into days.
async fn forget(front: Arc<Front>, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(FORGET_EVERY);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = keyward_authority::sessions::forget::forget_expired(front.app().authority()).await
        {
            tracing::warn!(%error, "expired sessions could not be forgotten");
        }
        if let Err(error) = keyward_authority::mail::worker::forget_old(front.app().authority()).await {
            tracing::warn!(%error, "old mail could not be forgotten");
        }
        if let Err(error) = keyward_authority::webhooks::worker::forget_old(front.app().authority()).await {
            tracing::warn!(%error, "old webhooks could not be forgotten");
        }
        if let Err(error) =
            keyward_authority::webhooks::expiring::tell_expiring(front.app().authority()).await
        {
            tracing::warn!(%error, "ends of keys could not be told");
        }
        let days = front.app().config.gate.usage_retention_days;
        if days > 0
            && let Err(error) = keyward_authority::usage::forget::forget(front.app().authority(), days).await
        {
            tracing::warn!(%error, "uses of keys past their time could not be forgotten");
        }
        let days = front.app().config.gate.usage_hourly_days;
        if days > 0 {
            tokio::select! {
                () = stop.cancelled() => return,
                folded = keyward_authority::usage::fold::fold(front.app().authority(), days) => match folded {
                    Ok(_) => {}
                    Err(error) => tracing::warn!(%error, "uses of keys could not be folded into days"),
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            swept = keyward_metering::events::forget::forget(&front.app().metering) => match swept {
                Ok(0) => {}
                Ok(events) => tracing::info!(events, "events past their time were forgotten"),
                Err(error) => tracing::warn!(%error, "events past their time could not be forgotten"),
            }
        }
        if let Err(error) = keyward_hub::subscriptions::sweep::sweep(front.app().hub()).await {
            tracing::warn!(%error, "what became of subscriptions could not be written down");
        }
        if let Err(error) = keyward_hub::licenses::expire::tell_expired(front.app().hub()).await {
            tracing::warn!(%error, "ends of licences could not be told");
        }
        if let Err(error) = keyward_hub::licenses::purge::purge(front.app().hub()).await {
            tracing::warn!(%error, "licences that were deleted long ago could not be forgotten");
        }
        if let Err(error) = keyward_hub::tickets::sweep::sweep(front.app().hub()).await {
            tracing::warn!(%error, "tickets resolved long ago could not be closed");
        }
    }
}

/// Forgets what uploads left behind that were cut off by the end of a process, at the start and every hour.
async fn sweep_uploads(front: Arc<Front>, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        match keyward_hub::releases::sweep::sweep(front.app().hub()).await {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "files of uploads that broke off were forgotten"),
            Err(error) => tracing::warn!(%error, "what uploads left behind could not be forgotten"),
        }
    }
}

/// Reckons ahead what events come to, now and then and when something is asked for the first time.
async fn fold(front: Arc<Front>, stop: CancellationToken) {
    let metering = &front.app().metering;
    let mut ticks = tokio::time::interval(FORGET_EVERY);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
            () = metering.asked_anew() => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            folded = keyward_metering::usage::fold::fold(metering) => if let Err(error) = folded {
                tracing::warn!(%error, "what events come to could not be reckoned ahead");
            }
        }
    }
}

/// Writes uses and refusals down each second, and once more at the end, when credits that were not spent are given back, too.
async fn flush(front: Arc<Front>, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(FLUSH_EVERY);
    loop {
        let last = tokio::select! {
            () = stop.cancelled() => true,
            _ = ticks.tick() => false,
        };
        if let Err(error) = front.app().authority.flush_uses().await {
            tracing::warn!(%error, "uses of keys could not be written down");
        }
        if let Err(error) = front.app().authority.flush_refusals(last).await {
            tracing::warn!(%error, "refusals could not be audited");
        }
        if let Err(error) = front.app().hub().flush_seen().await {
            tracing::warn!(%error, "when sites last asked could not be written down");
        }
        if last {
            if let Err(error) = front.app().authority.return_credits().await {
                tracing::warn!(%error, "credits that were leased and not spent could not be given back");
            }
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::body::Bytes;
    use axum::response::Response;
    use futures_util::{StreamExt as _, stream};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// The connection's task is asked once it can go on, and goes on as far as it can: what it took of the body by then is all that it takes.
    #[tokio::test]
    async fn of_a_body_no_more_is_taken_than_the_client_reads() {
        const PIECES: usize = 1000;
        static PIECE: [u8; 64 << 10] = [0; 64 << 10];
        let taken = Arc::new(AtomicUsize::new(0));
        let (mut client, server) = tokio::io::duplex(1024);
        let counted = Arc::clone(&taken);
        let service = service_fn(move |_: hyper::Request<Incoming>| {
            let counted = Arc::clone(&counted);
            let pieces = stream::iter(0..PIECES).map(move |_| {
                counted.fetch_add(1, Ordering::SeqCst);
                Ok::<_, std::io::Error>(Bytes::from_static(&PIECE))
            });
            async move { Ok::<_, std::convert::Infallible>(Response::new(Body::from_stream(pieces))) }
        });
        let connection = http1().serve_connection(TokioIo::new(server), service).into_owned();
        let connection = tokio::spawn(async move { connection.await.is_ok() });
        client.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        let mut some = [0; 512];
        client.read_exact(&mut some).await.unwrap();
        let so_far = taken.load(Ordering::SeqCst);
        assert!((1..=10).contains(&so_far), "{so_far} of {PIECES}");
        drop(client);
        assert!(!connection.await.unwrap());
    }
}
