//! Which bytes of a file are asked for (RFC 9110, 13 and 14).

use std::ops::Range;

use axum::http::{HeaderMap, header};

/// What to answer of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// These bytes of it.
    Some(Range<u64>),
    /// Nothing: the client has it.
    Unchanged,
    /// Nothing: it has no such bytes.
    Beyond,
}

impl Part {
    /// What is asked of a file of `size` bytes and this strong tag. Of several ranges the whole is answered, as a server may.
    pub(crate) fn asked(headers: &HeaderMap, size: u64, tag: &str) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(known) = text(header::IF_NONE_MATCH)
            && known.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
        {
            return Self::Unchanged;
        }
        // A date is never as good as the tag.
        if text(header::IF_RANGE).is_some_and(|known| known != tag) {
            return Self::Whole;
        }
        match text(header::RANGE).and_then(|range| range.strip_prefix("bytes=")) {
            Some(range) if !range.contains(',') => Self::of(range.trim(), size),
            _ => Self::Whole,
        }
    }

    fn of(range: &str, size: u64) -> Self {
        let Some((first, last)) = range.split_once('-') else { return Self::Whole };
        let number = |text: &str| {
            if text.bytes().all(|b| b.is_ascii_digit()) { text.parse::<u64>().ok() } else { None }
        };
        let range = match (first, last) {
            ("", suffix) => match number(suffix) {
                Some(length) => size.saturating_sub(length)..size,
                None => return Self::Whole,
            },
            (first, "") => match number(first) {
                Some(first) => first..size,
                None => return Self::Whole,
            },
            (first, last) => match (number(first), number(last)) {
                (Some(first), Some(last)) if first <= last => first..size.min(last.saturating_add(1)),
                _ => return Self::Whole,
            },
        };
        if range.is_empty() { Self::Beyond } else { Self::Some(range) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "\"sha256-ab\"";

    fn asked(pairs: &[(header::HeaderName, &str)]) -> Part {
        let headers = pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        Part::asked(&headers, 10, TAG)
    }

    #[test]
    fn one_range_is_some_of_it() {
        for (range, part) in [
            ("bytes=0-3", Part::Some(0..4)),
            ("bytes=4-", Part::Some(4..10)),
            ("bytes=-3", Part::Some(7..10)),
            ("bytes=-30", Part::Some(0..10)),
            ("bytes=9-99", Part::Some(9..10)),
            ("bytes=10-", Part::Beyond),
            ("bytes=10-12", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=5-2", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=x", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("bytes=99999999999999999999-", Part::Whole),
        ] {
            assert_eq!(asked(&[(header::RANGE, range)]), part, "{range}");
        }
    }

    #[test]
    fn a_tag_tells_what_the_client_has() {
        let range = (header::RANGE, "bytes=4-");
        assert_eq!(asked(&[range.clone(), (header::IF_RANGE, TAG)]), Part::Some(4..10));
        assert_eq!(asked(&[range.clone(), (header::IF_RANGE, "\"other\"")]), Part::Whole);
        assert_eq!(
            asked(&[range.clone(), (header::IF_NONE_MATCH, "\"x\", W/\"sha256-ab\"")]),
            Part::Unchanged
        );
        assert_eq!(asked(&[(header::IF_NONE_MATCH, "*")]), Part::Unchanged);
        assert_eq!(asked(&[(header::IF_NONE_MATCH, "\"x\"")]), Part::Whole);
    }
}
