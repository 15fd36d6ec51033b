//! A JWKS behind a URL.

use std::error::Error as _;
use std::time::Duration;

use keyward_authority::identities::{KeyFetch, KeySource};
use reqwest::{Client, RequestBuilder, Url, redirect};

use super::{MAX_BYTES, TOO_LONG};
use crate::config::JwksUrl;

pub(crate) struct HttpKeys {
    client: Client,
    url: Url,
}

impl HttpKeys {
    pub(crate) fn new(url: &JwksUrl, timeout: Duration) -> Result<Self, String> {
        // The one TLS stack, with the one crypto provider; a second installation changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // A redirect may lead away from TLS, or to who is not the issuer: its place is in the configuration.
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).timeout(timeout).build();
        let client = client.map_err(|error| told(&error))?;
        Ok(Self { client, url: url.url().clone() })
    }
}

impl KeySource for HttpKeys {
    fn fetch(&self) -> KeyFetch {
        let request = self.client.get(self.url.clone()).header("accept", "application/json");
        let url = self.url.clone();
        Box::pin(async move { get(request).await.map_err(|reason| format!("{url}: {reason}")) })
    }
}

async fn get(request: RequestBuilder) -> Result<Vec<u8>, String> {
    let mut response = request.send().await.map_err(|error| told(&error))?;
    if !response.status().is_success() {
        return Err(format!("answered {}", response.status()));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| told(&error))? {
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Err(TOO_LONG.to_owned());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// An error with its causes, which alone say what happened.
fn told(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
