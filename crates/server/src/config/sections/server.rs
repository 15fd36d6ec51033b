use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::config::values::{Cidr, HeaderText, MetricsListen, PublicUrl, socket_address, within};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// `[server]`: listeners, addresses and the bounds of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Where requests are taken: address and port; port 0 takes a free one. Default `127.0.0.1:4870`.
    #[serde(deserialize_with = "socket_address")]
    pub listen: SocketAddr,
    /// Where `/metrics` is served, or `off`. Default `127.0.0.1:4871`.
    pub metrics_listen: MetricsListen,
    /// Where Envoy's ext_authz is answered over gRPC, or `off`. Default `off`.
    pub grpc_listen: MetricsListen,
    /// The URL under which people reach the server, for links in mails and pages. By default the
    /// address listened on.
    pub public_url: Option<PublicUrl>,
    /// Networks whose forwarded client addresses are believed. Default none.
    pub trusted_proxies: Vec<Cidr>,
    /// How many proxies stand in front, counted from the server outwards, 1 to 16. Default 1.
    #[serde(deserialize_with = "within::<_, _, 1, 16>")]
    pub trusted_hops: usize,
    /// Bytes of a request's body, 1 KiB to 1 GiB. Default 1 MiB.
    #[serde(deserialize_with = "within::<_, _, 1024, 1_073_741_824>")]
    pub max_body_bytes: usize,
    /// Bytes of a request's head, 8 KiB to 1 MiB. Default 16 KiB.
    #[serde(deserialize_with = "within::<_, _, 8192, 1_048_576>")]
    pub max_header_bytes: usize,
    /// Bytes of the body of an import, 1 KiB to 1 GiB. Default 16 MiB.
    #[serde(deserialize_with = "within::<_, _, 1024, 1_073_741_824>")]
    pub import_max_body_bytes: usize,
    /// Seconds in which a request must be answered, 1 to 3600. Default 30.
    #[serde(deserialize_with = "within::<_, _, 1, 3600>")]
    pub request_timeout_seconds: u64,
    /// Seconds for which a connection on which gates are asked is kept though nothing is asked, at most twice as long, 1 to 3600. Default 75.
    #[serde(deserialize_with = "within::<_, _, 1, 3600>")]
    pub keep_alive_seconds: u64,
    /// Seconds that requests in flight are given at the end, 0 to 3600. Default 30.
    #[serde(deserialize_with = "within::<_, _, 0, 3600>")]
    pub drain_timeout_seconds: u64,
    /// The header that carries an API key, in any letter case. Default `X-API-Key`.
    pub api_key_header: HeaderText,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 4870)),
            metrics_listen: MetricsListen::At(SocketAddr::from((Ipv4Addr::LOCALHOST, 4871))),
            grpc_listen: MetricsListen::Off,
            public_url: None,
            trusted_proxies: Vec::new(),
            trusted_hops: 1,
            max_body_bytes: MIB,
            max_header_bytes: 16 * KIB,
            import_max_body_bytes: 16 * MIB,
            request_timeout_seconds: 30,
            keep_alive_seconds: 75,
            drain_timeout_seconds: 30,
            api_key_header: "X-API-Key".parse().expect("a header name"),
        }
    }
}

impl Server {
    /// How long a request may take.
    pub fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout_seconds)
    }

    /// How long a connection on which gates are asked is kept though nothing is asked.
    pub fn keep_alive(&self) -> Duration {
        Duration::from_secs(self.keep_alive_seconds)
    }

    /// How long requests in flight are given when the server ends.
    pub fn drain_timeout(&self) -> Duration {
        Duration::from_secs(self.drain_timeout_seconds)
    }
}
