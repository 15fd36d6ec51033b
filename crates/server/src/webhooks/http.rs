//! Posting.

use std::net::IpAddr;
use std::time::Duration;

use keyward_authority::webhooks::{Answered, Posted, Request, Transport, WebhookPolicy};
use reqwest::{Client, Url, redirect};

use super::guard::{Guard, Lookup, system};

/// So many bytes of an answer are kept; more are not read.
const MAX_ANSWER: usize = 1024;
/// An endpoint that is told much keeps so many connections for a moment.
const IDLE_CONNECTIONS: usize = 2;
const IDLE_FOR: Duration = Duration::from_secs(20);

/// Posts over HTTP/1.1.
pub(crate) struct Http {
    /// Over TLS, to the public Internet and to what is allowed beside it.
    https: Way,
    /// Without TLS, to what is allowed by name alone.
    http: Way,
}

struct Way {
    guard: Guard,
    client: Result<Client, String>,
}

impl Http {
    pub(crate) fn new(policy: &WebhookPolicy) -> Self {
        Self::with(policy, &system())
    }

    pub(super) fn with(policy: &WebhookPolicy, lookup: &Lookup) -> Self {
        let way = |by_name_alone| {
            let guard = Guard::new(policy.targets.clone(), by_name_alone, Lookup::clone(lookup));
            Way { client: client(policy, &guard), guard }
        };
        Self { https: way(false), http: way(true) }
    }

    fn way(&self, url: &Url) -> Result<&Way, String> {
        match url.scheme() {
            "https" => Ok(&self.https),
            "http" => Ok(&self.http),
            other => Err(format!("{other} is not spoken")),
        }
    }
}

fn client(policy: &WebhookPolicy, guard: &Guard) -> Result<Client, String> {
    // The one TLS stack, with the one crypto provider; a second installation changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        // A proxy would resolve the name by itself, and a redirect may lead anywhere.
        .no_proxy()
        .redirect(redirect::Policy::none())
        .dns_resolver(guard.clone())
        .http1_only()
        .timeout(policy.timeout)
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .pool_idle_timeout(IDLE_FOR)
        .build()
        .map_err(|error| told(&error))
}

impl Transport for Http {
    fn post<'a>(&'a self, request: &'a Request) -> Posted<'a> {
        Box::pin(async move {
            let url = Url::parse(&request.url).map_err(|error| error.to_string())?;
            let way = self.way(&url)?;
            let client = way.client.as_ref().map_err(Clone::clone)?;
            // An address that is written out is not resolved, and so not looked at there.
            let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
            if let Ok(address) = host.parse::<IpAddr>() {
                way.guard.check(address).map_err(|refused| refused.to_string())?;
            }
            let mut post = client.post(url);
            for (name, value) in &request.headers {
                post = post.header(*name, value);
            }
            let response = post.body(request.body.clone()).send().await.map_err(|error| told(&error))?;
            let status = response.status().as_u16();
            Ok(Answered { status, body: beginning(response).await })
        })
    }
}

/// How the body begins. One that breaks off, or comes too slowly, is one all the same: the status was answered.
async fn beginning(mut response: reqwest::Response) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < MAX_ANSWER
        && let Ok(Some(chunk)) = response.chunk().await
    {
        bytes.extend_from_slice(&chunk[..chunk.len().min(MAX_ANSWER - bytes.len())]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What happened, by the innermost cause: the outer ones repeat the URL.
fn told(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::sync::Arc;

    use keyward_domain::webhook::Targets;
    use tokio::net::TcpListener;

    use super::*;

    /// Sends to a name of these addresses, on a port of this machine on which nobody must be heard of.
    async fn sent(addresses: &'static [&'static str], scheme: &str, targets: Targets) -> (String, bool) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let lookup: Lookup = Arc::new(|_| {
            let found = addresses.iter().map(|text| text.parse::<IpAddr>().unwrap()).collect();
            Box::pin(std::future::ready(Ok(found)))
        });
        let policy = WebhookPolicy { timeout: Duration::from_secs(2), targets, ..WebhookPolicy::default() };
        let url = format!("{scheme}://rebound.example.com:{port}/");
        let request = Request { url, headers: Vec::new(), body: "{}".to_owned() };
        let http = Http::with(&policy, &lookup);
        // A connection that is taken and then closed ends the attempt at once.
        tokio::select! {
            answer = http.post(&request) => (answer.unwrap_err(), false),
            _ = listener.accept() => (String::new(), true),
        }
    }

    #[tokio::test]
    async fn names_that_lead_inside_are_refused_before_anything_is_connected_to() {
        for addresses in [
            &["127.0.0.1"] as &[_],
            &["169.254.169.254"],
            &["::1"],
            &["::ffff:127.0.0.1"],
            &["64:ff9b::7f00:1"],
            &["10.0.0.1"],
            // One good address makes the other no better.
            &["93.184.216.34", "127.0.0.1"],
        ] {
            for scheme in ["https", "http"] {
                let (error, connected) = sent(addresses, scheme, Targets::default()).await;
                assert!(error.contains("not allowed") && !connected, "{addresses:?} {error}");
            }
        }
    }

    #[tokio::test]
    async fn without_tls_only_what_is_allowed_by_name_is_reached() {
        let (error, _) = sent(&["93.184.216.34"], "http", Targets::default()).await;
        assert!(error.contains("not allowed"), "{error}");
        let here = Targets { loopback: true, ..Targets::default() };
        for scheme in ["http", "https"] {
            assert!(sent(&["127.0.0.1"], scheme, here.clone()).await.1, "{scheme}");
        }
    }

    #[tokio::test]
    async fn a_name_of_nothing_is_told() {
        let (error, _) = sent(&[], "https", Targets::default()).await;
        assert!(error.contains("can't be resolved"), "{error}");
    }
}
