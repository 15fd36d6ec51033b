//! The FastAPI application beside the server, and what both answer to the same bytes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::Value;

/// A running peer; it ends with this value.
pub(super) struct Peer {
    process: Child,
    address: SocketAddr,
}

impl Peer {
    /// Starts it, with slowapi on or off.
    pub(super) fn start(limits: &str) -> Self {
        let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/hub/peer/app.py");
        let mut command = keyward_testkit::python::python();
        let mut process = command.arg(app).arg(limits).stdout(Stdio::piped()).spawn().expect("Python");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let port = line.trim().parse().unwrap_or_else(|_| panic!("a port, and it said: {line}"));
        Self { process, address: SocketAddr::from(([127, 0, 0, 1], port)) }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An answer, as it was on the wire.
#[derive(Debug)]
pub(super) struct Raw {
    /// With its reason phrase.
    pub(super) status: String,
    headers: Vec<(String, String)>,
    pub(super) body: String,
}

/// Sends a request as these bytes have it, but for `{host}`.
pub(super) fn send(address: SocketAddr, head: &str, body: &[u8]) -> Raw {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    let head = format!("{head}host: {address}\r\nconnection: close\r\n{length}\r\n");
    stream.write_all(head.as_bytes()).expect("sent");
    // Whoever answers before it has read the body may end the connection by a reset, behind the answer.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    assert!(read.is_ok() || !answer.is_empty(), "{read:?}");
    let answer = String::from_utf8(answer).expect("text");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split_once(' ')).expect("a status").1.to_owned();
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.replace(&address.to_string(), "HOST")));
    Raw { status, headers: headers.collect(), body: body.to_owned() }
}

impl Raw {
    /// A header's value; its name as it is on the wire.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether this is what the peer answered: more than it says may be said in `code` and `detail` alone.
    #[track_caller]
    pub(super) fn is_like(&self, peer: &Self, what: &str) {
        assert_eq!(self.status, peer.status, "{what}: {self:?}, and the peer {peer:?}");
        for name in ["content-type", "www-authenticate", "allow", "location"] {
            assert_eq!(self.header(name), peer.header(name), "{what}: {name} of {self:?}");
        }
        let empty = |raw: &Self| raw.body.is_empty();
        assert_eq!(empty(self), empty(peer), "{what}: {self:?}");
        let (Ok(mut ours), Ok(theirs)) =
            (serde_json::from_str::<Value>(&self.body), serde_json::from_str::<Value>(&peer.body))
        else {
            assert_eq!(self.body, peer.body, "{what}");
            return;
        };
        for name in ["code", "detail"] {
            if theirs.get(name).is_none()
                && let Some(members) = ours.as_object_mut()
            {
                members.shift_remove(name);
            }
        }
        // As text: the order of the members counts.
        assert_eq!(ours.to_string(), theirs.to_string(), "{what}");
    }
}
