//! The lane of proxies: questions to gates, answered on the connection without a framework around them.
//!
//! A proxy asks again and again on connections that stay, by requests without a body. What hyper and a map of headers take for each would be
//! most of such a check's cost that is not the kernel's (docs/performance.md). So each connection begins here: as long as it asks gates, in the
//! plainest form of HTTP/1.1, it is answered here; with the first request that is anything else it is hyper's, for good, that request included.

mod answer;
mod head;

use std::io;
use std::net::SocketAddr;
use std::pin::pin;

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Interval;
use tokio_util::sync::CancellationToken;

use self::answer::Dated;
use self::head::{Found, Room};
use crate::Front;

/// Read at a time: a question has less than a thousand bytes.
const READ: usize = 4 << 10;

/// Answers what is asked on a connection while that is for gates. What was read and is not is given back, to be served by hyper; `None` once the
/// connection is at its end.
///
/// A connection on which nothing was asked for as long as is configured ends before that time has passed twice.
///
/// # Errors
/// When the connection breaks.
pub(crate) async fn serve(
    front: &Front,
    stream: &mut TcpStream,
    peer: SocketAddr,
    stop: &CancellationToken,
) -> io::Result<Option<Bytes>> {
    let server = &front.app().config.server;
    let (mut unread, mut answers, mut dated) = (BytesMut::new(), Vec::new(), Dated::default());
    let mut pauses = tokio::time::interval(server.keep_alive());
    let mut stopped = pin!(stop.cancelled());
    // Since the last pause; the first comes at once.
    let mut asked = true;
    loop {
        unread.reserve(READ);
        tokio::select! {
            biased;
            read = stream.read_buf(&mut unread) => if read? == 0 { return Ok(None) },
            _ = pauses.tick() => if std::mem::take(&mut asked) { continue } else { return Ok(None) },
            () = &mut stopped => return Ok(None),
        }
        let mut other = false;
        while !unread.is_empty() && !other {
            let mut room = Room::default();
            match head::find(&unread, &mut room) {
                // Hyper knows how to end a connection with an answer.
                _ if stop.is_cancelled() => other = true,
                Found::Question { line, headers, bytes } if bytes <= server.max_header_bytes => {
                    answer::write(&mut answers, front, peer, &line, &headers, &mut dated).await;
                    unread.advance(bytes);
                    asked = true;
                }
                Found::Part if unread.len() <= server.max_header_bytes => break,
                _ => other = true,
            }
        }
        if !answers.is_empty() {
            within(&mut pauses, stream.write_all(&answers)).await?;
            answers.clear();
        }
        if other {
            return Ok(Some(unread.freeze()));
        }
    }
}

/// Does it before the second pause from now: whoever takes no answers is not waited for.
async fn within<T>(pauses: &mut Interval, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    let mut work = pin!(work);
    for _ in 0..2 {
        tokio::select! {
            biased;
            done = &mut work => return done,
            _ = pauses.tick() => {}
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}
