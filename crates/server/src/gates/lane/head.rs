//! Which requests are answered in the lane.

use httparse::{EMPTY_HEADER, Header, Request, Status};

use crate::gates::http::Line;
use crate::http::Headers;

/// Questions with more headers are hyper's.
const MOST_HEADERS: usize = 32;

/// Room for headers.
pub(super) struct Room<'a>([Header<'a>; MOST_HEADERS]);

impl Default for Room<'_> {
    fn default() -> Self {
        Self([EMPTY_HEADER; MOST_HEADERS])
    }
}

/// What the bytes that were read begin with.
pub(super) enum Found<'a> {
    /// A question to a gate, as long as so many bytes.
    Question { line: Line<'a>, headers: Fields<'a>, bytes: usize },
    /// The beginning of a request.
    Part,
    /// Anything else.
    Other,
}

/// The headers of a question.
pub(super) struct Fields<'a>(&'a [Header<'a>]);

impl Headers for Fields<'_> {
    fn each<'a>(&'a self, name: &str) -> impl Iterator<Item = Option<&'a str>> {
        let named = self.0.iter().filter(move |header| header.name.eq_ignore_ascii_case(name));
        named.map(|header| text(header.value))
    }
}

/// As `HeaderValue::to_str` has it: what is visible in ASCII, spaces and tabs.
fn text(value: &[u8]) -> Option<&str> {
    let plain = value.iter().all(|byte| matches!(byte, b'\t' | b' '..=b'~'));
    std::str::from_utf8(value).ok().filter(|_| plain)
}

/// Whoever asks a gate, has no body, and wants nothing special of the connection.
pub(super) fn find<'a>(read: &'a [u8], room: &'a mut Room<'a>) -> Found<'a> {
    let mut request = Request::new(&mut room.0);
    let bytes = match request.parse(read) {
        Ok(Status::Complete(bytes)) => bytes,
        Ok(Status::Partial) => return Found::Part,
        Err(_) => return Found::Other,
    };
    let Request { method: Some(method), path: Some(target), version: Some(1), headers } = request else {
        return Found::Other;
    };
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    // An answer to HEAD has no body, and CONNECT has no path.
    let plain = !matches!(method, "HEAD" | "CONNECT")
        && target.bytes().all(is_plain)
        && headers.iter().all(is_of_no_matter);
    match Line::read(method, path, query) {
        Some(line) if plain => Found::Question { line, headers: Fields(headers), bytes },
        _ => Found::Other,
    }
}

/// What RFC 3986 lets a path and a query be written of (3.3 and 3.4).
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(&byte)
}

/// Whether a header asks nothing of the connection and announces no body (RFC 9110, 7.6.1, 7.8, 8.6 and 10.1.1; RFC 9112, 6.1).
fn is_of_no_matter(header: &Header<'_>) -> bool {
    let is = |name: &str| header.name.eq_ignore_ascii_case(name);
    match header.name.len() {
        6 => !is("expect"),
        7 => !is("upgrade"),
        10 => !is("connection") || header.value.eq_ignore_ascii_case(b"keep-alive"),
        14 => !is("content-length") || header.value == b"0",
        17 => !is("transfer-encoding"),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const QUESTION: &str = "GET /v1/gates/edge/auth/a?b=c HTTP/1.1\r\nHost: a\r\nX-Api-Key: k \r\n\r\n";

    fn is_question(read: &str) -> bool {
        matches!(find(read.as_bytes(), &mut Room::default()), Found::Question { .. })
    }

    #[test]
    fn a_question_is_read_as_far_as_it_goes() {
        let read = format!("{QUESTION}GET /");
        let mut room = Room::default();
        let Found::Question { line, headers, bytes } = find(read.as_bytes(), &mut room) else {
            panic!("a question")
        };
        assert_eq!((line.method, line.path), ("GET", "/v1/gates/edge/auth/a"));
        let asked = line.asked(&headers, None, None);
        assert_eq!((&*asked.gate, asked.target.as_deref()), ("edge", Some("/a?b=c")));
        assert_eq!(headers.each("x-api-key").collect::<Vec<_>>(), [Some("k")]);
        assert_eq!(bytes, QUESTION.len());
    }

    #[test]
    fn what_asks_more_is_left_to_hyper() {
        let with = |header: &str| QUESTION.replace("\r\nHost", &format!("\r\n{header}\r\nHost"));
        for header in ["Connection: keep-alive", "CONTENT-LENGTH: 0", "Accept: */*", "TE: trailers"] {
            assert!(is_question(&with(header)), "{header}");
        }
        for header in [
            "Connection: close",
            "connection: upgrade",
            "Connection: keep-alive, x-api-key",
            "Content-Length: 1",
            "content-length: 00",
            "Transfer-Encoding: chunked",
            "Upgrade: h2c",
            "Expect: 100-continue",
            " folded: a",
            "no colon",
            &["a: b"; MOST_HEADERS].join("\r\n"),
        ] {
            assert!(!is_question(&with(header)), "{header}");
        }
        for (old, new) in [
            ("GET", "HEAD"),
            ("GET", "CONNECT"),
            ("HTTP/1.1", "HTTP/1.0"),
            ("/auth", "/authority"),
            ("/v1", "http://a/v1"),
            ("b=c", "b=\"c\""),
            ("b=c", "b#c"),
        ] {
            assert!(!is_question(&QUESTION.replacen(old, new, 1)), "{old} {new}");
        }
    }

    proptest! {
        #[test]
        fn a_part_of_a_question_is_waited_for(end in 0..QUESTION.len()) {
            let mut room = Room::default();
            prop_assert!(matches!(find(&QUESTION.as_bytes()[..end], &mut room), Found::Part));
        }

        #[test]
        fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0..QUESTION.len()) {
            let mut read = QUESTION.as_bytes().to_vec();
            read.splice(at..at, bytes);
            let mut room = Room::default();
            if let Found::Question { bytes, .. } = find(&read, &mut room) {
                prop_assert!(bytes <= read.len());
            }
        }
    }
}
