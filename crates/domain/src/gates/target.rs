//! Reading the URI of a request that somebody else will serve.

use std::borrow::Cow;

/// A request's target, read in the one way in which every service reads it.
///
/// A gate and the service behind it must not disagree on what was asked for. So nothing is guessed or mended: what some would decode
/// twice, fold, split or cut off is [`Ambiguous`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target<'a> {
    /// The path, percent-decoded once. It begins with `/`.
    pub path: Cow<'a, str>,
    /// What follows the first `?`, as it was sent.
    pub query: Option<&'a str>,
}

/// Why two services might read a target differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Ambiguous {
    /// Longer than many services take.
    #[error("is longer than 8192 bytes")]
    TooLong,
    /// Neither a path nor an absolute URI.
    #[error("is no path")]
    NoPath,
    /// `.` or `..` as a segment, encoded or not.
    #[error("has a segment `.` or `..`")]
    Dots,
    /// Two slashes in a row.
    #[error("has an empty segment")]
    Empty,
    /// `/`, `\`, `;` or `%` that some take for what they stand for and some do not, or one of the last three plainly.
    #[error("has a character that services read differently: an encoded `/` or `%`, a `\\` or a `;`")]
    Character,
    /// A control character, NUL included, a space, or what is not ASCII; or such a one encoded.
    #[error("has a control character, or one that had to be encoded")]
    Control,
    /// A `%` without two digits, or bytes that are no UTF-8.
    #[error("is badly encoded")]
    Encoding,
}

impl<'a> Target<'a> {
    /// The longest target, in bytes.
    pub const MAX_LEN: usize = 8192;

    /// Reads the target of a request line, in origin form or absolute form (RFC 9112, 3.2).
    pub fn read(text: &'a str) -> Result<Self, Ambiguous> {
        if text.len() > Self::MAX_LEN {
            return Err(Ambiguous::TooLong);
        }
        let text = origin_form(text)?;
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (text, None),
        };
        // After `http://host` nothing may follow.
        let path = if path.is_empty() { "/" } else { path };
        if !path.starts_with('/') {
            return Err(Ambiguous::NoPath);
        }
        let path = decode(path)?;
        check_segments(&path)?;
        Ok(Self { path, query })
    }

    /// The values of a query parameter, as they were sent.
    pub fn parameter(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let pairs = self.query.unwrap_or_default().split('&');
        pairs.filter_map(move |pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

fn origin_form(text: &str) -> Result<&str, Ambiguous> {
    if text.starts_with('/') {
        return Ok(text);
    }
    let scheme = |name: &str| {
        let (head, rest) = text.split_at_checked(name.len())?;
        head.eq_ignore_ascii_case(name).then_some(rest)
    };
    let rest = scheme("http://").or_else(|| scheme("https://")).ok_or(Ambiguous::NoPath)?;
    match rest.find(['/', '?', '#']) {
        Some(0) => Err(Ambiguous::NoPath),
        Some(end) => Ok(&rest[end..]),
        None if rest.is_empty() => Err(Ambiguous::NoPath),
        None => Ok(""),
    }
}

fn decode(path: &str) -> Result<Cow<'_, str>, Ambiguous> {
    let mut encoded = false;
    for byte in path.bytes() {
        match byte {
            b'%' => encoded = true,
            b'\\' | b';' => return Err(Ambiguous::Character),
            // What comes behind a `#` never reaches a service; some proxies send it all the same.
            b'#' | 0..=0x20 | 0x7f.. => return Err(Ambiguous::Control),
            _ => {}
        }
    }
    if !encoded {
        return Ok(Cow::Borrowed(path));
    }
    let bytes = path.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'%' {
            decoded.push(byte);
            at += 1;
            continue;
        }
        let digits = bytes.get(at + 1..at + 3).ok_or(Ambiguous::Encoding)?;
        let byte = nibble(digits[0]).zip(nibble(digits[1])).map(|(high, low)| high << 4 | low);
        match byte.ok_or(Ambiguous::Encoding)? {
            b'/' | b'\\' | b';' | b'%' => return Err(Ambiguous::Character),
            0..0x20 | 0x7f => return Err(Ambiguous::Control),
            byte => decoded.push(byte),
        }
        at += 3;
    }
    String::from_utf8(decoded).map(Cow::Owned).map_err(|_| Ambiguous::Encoding)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// The path begins with `/`, and may end with one.
fn check_segments(path: &str) -> Result<(), Ambiguous> {
    let mut segments = path[1..].split('/').peekable();
    while let Some(segment) = segments.next() {
        match segment {
            "" if segments.peek().is_some() => return Err(Ambiguous::Empty),
            "." | ".." => return Err(Ambiguous::Dots),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_plain_is_read() {
        for (text, path, query) in [
            ("/", "/", None),
            ("/a/b/", "/a/b/", None),
            ("/a?x=1&y=/../", "/a", Some("x=1&y=/../")),
            ("/a?", "/a", Some("")),
            ("/a%20b/%c3%a9/%41", "/a b/é/A", None),
            ("/.well-known/a..b/...", "/.well-known/a..b/...", None),
            ("/~me/a:b@c,d=e+f&g'(h)*!$", "/~me/a:b@c,d=e+f&g'(h)*!$", None),
            ("http://example.com", "/", None),
            ("HTTPS://example.com:8443/a?b", "/a", Some("b")),
            ("http://example.com?b", "/", Some("b")),
        ] {
            let target = Target::read(text).unwrap();
            assert_eq!((&*target.path, target.query), (path, query), "{text}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for (text, expected) in [
            ("", Ambiguous::NoPath),
            ("*", Ambiguous::NoPath),
            ("a", Ambiguous::NoPath),
            ("ftp://a/b", Ambiguous::NoPath),
            ("http:///a", Ambiguous::NoPath),
            ("http://", Ambiguous::NoPath),
            ("/a/../b", Ambiguous::Dots),
            ("/..", Ambiguous::Dots),
            ("/a/./b", Ambiguous::Dots),
            ("/%2e%2E/b", Ambiguous::Dots),
            ("/.%2e", Ambiguous::Dots),
            ("//a", Ambiguous::Empty),
            ("/a//b", Ambiguous::Empty),
            ("/a//", Ambiguous::Empty),
            ("/a%2fb", Ambiguous::Character),
            ("/a%5Cb", Ambiguous::Character),
            ("/a\\b", Ambiguous::Character),
            ("/a;b", Ambiguous::Character),
            ("/a%3bb", Ambiguous::Character),
            ("/%252e%252e", Ambiguous::Character),
            ("/a%00", Ambiguous::Control),
            ("/a%0d%0ab", Ambiguous::Control),
            ("/a b", Ambiguous::Control),
            ("/a#b", Ambiguous::Control),
            ("/é", Ambiguous::Control),
            ("/a%", Ambiguous::Encoding),
            ("/a%4", Ambiguous::Encoding),
            ("/a%zz", Ambiguous::Encoding),
            ("/%c0%af", Ambiguous::Encoding),
            (&format!("/{}", "a".repeat(64 << 10)), Ambiguous::TooLong),
        ] {
            assert_eq!(Target::read(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn parameters_are_found_by_their_whole_name() {
        let target = Target::read("/?key=1&api_key=a%20b&api_key=c&api_keys=d&x").unwrap();
        assert_eq!(target.parameter("api_key").collect::<Vec<_>>(), ["a%20b", "c"]);
        assert_eq!(target.parameter("x").count(), 0);
    }

    proptest! {
        /// Whatever is accepted reads the same when a service decodes it again, folds it or splits it.
        #[test]
        fn what_is_read_is_read_again_the_same(text in "(/|%2e|%2f|%25|\\.|;|a|%61|%c3%a9|\\\\|\\?){0,12}") {
            if let Ok(target) = Target::read(&text) {
                prop_assert!(target.path.starts_with('/'));
                prop_assert!(!target.path.contains("//") && !target.path.contains(['%', ';', '\\']));
                prop_assert!(target.path.split('/').all(|segment| segment != "." && segment != ".."));
                if target.path.is_ascii() {
                    let again = Target::read(&target.path).map(|again| again.path.into_owned());
                    prop_assert_eq!(again, Ok(target.path.clone().into_owned()));
                }
            }
        }
    }
}
