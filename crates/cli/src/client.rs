//! How commands speak to Keyward: over HTTP with a key, over the operator's socket, or, with no server running, by opening the
//! database themselves. The same requests and answers on all three ways.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::Request;
use keyward_server::Front;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::args::Global;
use crate::data_dir::{DataDir, Lock};
use crate::failure::Failure;
use crate::{compose, config, output};

/// The way of the commands on data, and who they are on it.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Reach {
    /// The server's URL; without it, this machine's server or database.
    #[arg(long, value_name = "URL", env = "KEYWARD_URL", global = true)]
    url: Option<String>,
    /// The key to call the server with.
    #[arg(
        long,
        value_name = "KEY",
        env = "KEYWARD_API_KEY",
        hide_env_values = true,
        requires = "url",
        global = true
    )]
    api_key: Option<String>,
    /// The access token to call the server with, of a person who is signed in.
    #[arg(
        long,
        value_name = "TOKEN",
        env = "KEYWARD_TOKEN",
        hide_env_values = true,
        requires = "url",
        conflicts_with = "api_key",
        global = true
    )]
    token: Option<String>,
}

/// Where commands go that act in a tenant.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct InTenant {
    #[command(flatten)]
    reach: Reach,
    /// The tenant to act in, by id or name; needed when there are several. Not with --url: a key has its own.
    #[arg(long, value_name = "TENANT", conflicts_with = "url", global = true)]
    tenant: Option<String>,
}

/// Where commands go that act in an environment of a tenant.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Target {
    #[command(flatten)]
    within: InTenant,
    /// The environment to act in, by id or name (with --url: by id, if the key has none of its own).
    #[arg(long, value_name = "ENVIRONMENT", global = true)]
    environment: Option<String>,
}

/// All that a [`Client`] needs to know of its way.
pub(crate) struct Scope<'a> {
    reach: &'a Reach,
    tenant: Option<&'a str>,
    environment: Option<&'a str>,
}

impl Reach {
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope { reach: self, tenant: None, environment: None }
    }
}

impl InTenant {
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope { tenant: self.tenant.as_deref(), ..self.reach.scope() }
    }

    /// Refuses another machine's server.
    pub(crate) fn must_be_here(&self) -> Result<(), Failure> {
        let refused = "this is done on the server's own machine: leave --url out";
        if self.reach.url.is_some() { Err(Failure::misused(refused)) } else { Ok(()) }
    }
}

impl Target {
    pub(crate) fn scope(&self) -> Scope<'_> {
        let here = self.within.reach.url.is_none().then_some(DEFAULT_ENVIRONMENT);
        Scope { environment: self.environment.as_deref().or(here), ..self.within.scope() }
    }
}

/// A way to Keyward.
pub(crate) struct Client {
    way: Way,
    headers: HeaderMap,
}

enum Way {
    Network { http: reqwest::Client, base: String },
    InProcess { front: Arc<Front>, _lock: Lock },
}

/// The environment that commands on this machine act in unless told otherwise.
const DEFAULT_ENVIRONMENT: &str = "Production";

impl Client {
    /// Finds the way: `--url`, else the running server's socket, else the database under the directory's lock.
    pub(crate) async fn connect(global: &Global, scope: Scope<'_>) -> Result<Self, Failure> {
        let mut headers = HeaderMap::new();
        let mut set = |name: &'static str, value: &str| {
            let value = HeaderValue::from_str(value)
                .map_err(|_| Failure::misused(format!("{name} can't hold that text")))?;
            headers.insert(name, value);
            Ok::<_, Failure>(())
        };
        if let Some(environment) = scope.environment {
            set("x-environment-id", environment)?;
        }
        if let Some(url) = &scope.reach.url {
            if let Some(key) = &scope.reach.api_key {
                set("x-api-key", key)?;
            }
            if let Some(token) = &scope.reach.token {
                set("authorization", &format!("Bearer {token}"))?;
            }
            let base = url.trim_end_matches('/').to_owned();
            return Ok(Self { way: Way::Network { http: http(None)?, base }, headers });
        }
        if let Some(tenant) = scope.tenant {
            set("x-tenant", tenant)?;
        }
        let config = config::load(global, None)?.config;
        let data_dir = DataDir::open(&config.data_dir)?;
        let way = match data_dir.try_lock(compose::database_file(&config).as_deref())? {
            None => Way::Network { http: http(Some(data_dir.socket()))?, base: "http://keyward".to_owned() },
            Some(lock) => {
                let authority = compose::authority(&config, config.policy(), &data_dir).await?;
                Way::InProcess {
                    front: compose::front(authority, compose::release_store(&config)?, config),
                    _lock: lock,
                }
            }
        };
        Ok(Self { way, headers })
    }

    /// Sends a request; an error answer is a failure that says what the server said.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<Value, Failure> {
        let (status, bytes) = match &self.way {
            Way::Network { http, base } => {
                let request = http.request(method, format!("{base}{path}")).headers(self.headers.clone());
                let request = match body {
                    Some(body) => request.header("content-type", "application/json").body(body),
                    None => request,
                };
                let response = request.send().await.map_err(|error| unreachable(&error))?;
                (response.status(), response.bytes().await.map_err(|error| unreachable(&error))?.to_vec())
            }
            Way::InProcess { front, .. } => {
                let mut request = Request::new(body.unwrap_or_default());
                *request.method_mut() = method;
                *request.uri_mut() = path.parse().map_err(Failure::misused)?;
                *request.headers_mut() = self.headers.clone();
                let response = front.call(request).await;
                // What a server does each second; the answer stands also when the list of uses can't be written.
                let _ = front.app().authority().flush_uses().await;
                // Likewise what a server does at its end.
                let _ = front.app().authority().return_credits().await;
                (response.status(), response.into_body())
            }
        };
        if status == StatusCode::NO_CONTENT {
            return Ok(Value::Null);
        }
        let value: Value = serde_json::from_slice(&bytes).map_err(|_| {
            Failure::failed(format!("the server answered {status} with something that is not JSON"))
        })?;
        if status.is_success() { Ok(value) } else { Err(refused(status, &value)) }
    }
}

fn http(socket: Option<PathBuf>) -> Result<reqwest::Client, Failure> {
    // The one TLS stack, with the one crypto provider; a second installation changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder().no_proxy().timeout(TIMEOUT);
    if let Some(socket) = socket {
        builder = builder.unix_socket(socket);
    }
    builder.build().map_err(Failure::failed)
}

/// An import of 10,000 keys is the longest that a command waits for.
const TIMEOUT: Duration = Duration::from_mins(1);

fn unreachable(error: &reqwest::Error) -> Failure {
    let mut message = format!("the server can't be reached: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        message = format!("{message}: {inner}");
        cause = inner.source();
    }
    Failure::failed(message)
}

/// What the server said, and each field it names.
fn refused(status: StatusCode, body: &Value) -> Failure {
    let message = body["message"].as_str().unwrap_or("the server refused");
    let code = body["code"].as_str().unwrap_or("unknown");
    let mut text = format!("{message} ({code})");
    if let Some(details) = body["details"].as_object()
        && code != "validation_error"
    {
        for (field, reason) in details {
            text = format!("{text}\n  {field}: {}", output::cell(Some(reason)));
        }
    }
    if status == StatusCode::BAD_REQUEST { Failure::misused(text) } else { Failure::failed(text) }
}
