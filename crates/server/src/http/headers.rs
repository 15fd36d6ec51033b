//! Headers, however they came.

use axum::http::HeaderMap;

/// The headers of a request, however they came.
pub(crate) trait Headers: Sync {
    /// Each value of the header of that name, which is in lower case; `None` for one that is not text.
    fn each<'a>(&'a self, name: &str) -> impl Iterator<Item = Option<&'a str>>;
}

impl Headers for HeaderMap {
    fn each<'a>(&'a self, name: &str) -> impl Iterator<Item = Option<&'a str>> {
        self.get_all(name).iter().map(|value| value.to_str().ok())
    }
}
