//! Cookies that come from browsers.

use axum::http::{HeaderMap, header};

/// The first of that name.
pub(crate) fn named<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn it_is_found_among_others() {
        let mut headers = HeaderMap::new();
        assert_eq!(named(&headers, "c"), None);
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; cc=no; d"));
        headers.append(header::COOKIE, HeaderValue::from_static("c=x=y; c=z"));
        assert_eq!(named(&headers, "c"), Some("x=y"));
    }
}
