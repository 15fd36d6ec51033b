//! The way out.

use std::pin::Pin;

/// A request that is on its way to an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Where.
    pub url: String,
    /// Its headers, beside those that HTTP needs.
    pub headers: Vec<(&'static str, String)>,
    /// Its body, JSON.
    pub body: String,
}

/// What an endpoint answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// How the body begins: what is not text is replaced.
    pub body: String,
}

/// The answer, or why there is none, for whoever looks after the endpoint.
pub type Posted<'a> = Pin<Box<dyn Future<Output = Result<Answered, String>> + Send + 'a>>;

/// What carries requests to endpoints.
pub trait Transport: Send + Sync {
    /// Posts a request to an address that webhooks may be sent to, following no redirect. Whoever drops the future ends the attempt.
    fn post<'a>(&'a self, request: &'a Request) -> Posted<'a>;
}
