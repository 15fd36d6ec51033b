//! An answer as HTTP/1.1 has it.

use std::io::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, UNIX_EPOCH};

use axum::http::StatusCode;
use httpdate::HttpDate;
use keyward_domain::Timestamp;

use crate::Front;
use crate::gates::Reply;
use crate::gates::http::Line;
use crate::http::{Headers, REQUEST_ID};

/// Writes the answer to a question.
pub(super) async fn write<H: Headers>(
    out: &mut Vec<u8>,
    front: &Front,
    peer: SocketAddr,
    line: &Line<'_>,
    headers: &H,
    dated: &mut Dated,
) {
    let id = front.request_id(headers);
    let reply = front.ask(&line.asked(headers, Some(front.address(peer, headers)), None)).await;
    front.answered_gate(&id, line, reply.status);
    put(out, &reply, &id, dated.at(front.app().authority().now()));
}

fn put(out: &mut Vec<u8>, reply: &Reply, id: &str, date: &str) {
    if reply.status == StatusCode::OK {
        out.extend_from_slice(b"HTTP/1.1 200 OK\r\n");
    } else {
        let reason = reply.status.canonical_reason().unwrap_or_default();
        // Writing into memory does not fail.
        let _ = write!(out, "HTTP/1.1 {} {reason}\r\n", reply.status.as_u16());
    }
    reply.write_headers(out);
    for part in [REQUEST_ID.as_str(), ": ", id, "\r\ndate: ", date, "\r\ncontent-length: "] {
        out.extend_from_slice(part.as_bytes());
    }
    if reply.body.is_empty() {
        out.extend_from_slice(b"0\r\n\r\n");
    } else {
        let _ = write!(out, "{}\r\n\r\n", reply.body.len());
        out.extend_from_slice(&reply.body);
    }
}

/// The date as headers have it (RFC 9110, 6.6.1), written once a second.
#[derive(Debug, Default)]
pub(super) struct Dated {
    second: i64,
    text: String,
}

impl Dated {
    fn at(&mut self, now: Timestamp) -> &str {
        let second = now.as_seconds();
        if self.text.is_empty() || self.second != second {
            let since = Duration::from_secs(u64::try_from(second).unwrap_or_default());
            self.second = second;
            self.text = HttpDate::from(UNIX_EPOCH + since).to_string();
        }
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_anew_each_second() {
        let mut dated = Dated::default();
        let first = Timestamp::from_micros(784_111_777_000_000);
        assert_eq!(dated.at(first), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(dated.at(first.plus(Duration::from_millis(999))), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(dated.at(first.plus(Duration::from_secs(1))), "Sun, 06 Nov 1994 08:49:38 GMT");
    }
}
