//! The files of `examples/gateways`: as they stand, and filled in for a gate of one's own.

use std::fmt;
use std::str::FromStr;

use keyward_authority::gates::DEVELOPMENT_SECRETS;

/// A proxy, and the files that put a gate into it.
#[derive(Debug)]
pub(crate) struct Proxy {
    /// Its name in addresses.
    pub(crate) word: &'static str,
    /// What people call it.
    pub(crate) name: &'static str,
    /// Its files, with their paths in `examples/gateways`.
    pub(crate) files: &'static [(&'static str, &'static str)],
}

macro_rules! proxy {
    ($word:literal, $name:literal: $($path:literal),+) => {
        Proxy {
            word: $word,
            name: $name,
            files: &[$(($path, include_str!(concat!("../../../examples/gateways/", $path)))),+],
        }
    };
}

/// Every proxy that there is an example for.
pub(crate) const PROXIES: [Proxy; 6] = [
    proxy!("nginx", "nginx": "nginx/nginx.conf"),
    proxy!("caddy", "Caddy": "caddy/Caddyfile"),
    proxy!("haproxy", "HAProxy": "haproxy/haproxy.cfg", "haproxy/keyward.lua"),
    proxy!("traefik", "Traefik": "traefik/traefik.yaml", "traefik/routes.yaml"),
    proxy!("envoy-http", "Envoy over HTTP": "envoy-http/envoy.yaml"),
    proxy!("envoy-grpc", "Envoy over gRPC": "envoy-grpc/envoy.yaml"),
];

/// What stands where the gate's secret belongs, which nobody is shown twice.
pub(crate) const SECRET_PLACE: &str = "YOUR_GATE_SECRET";

/// What an example is filled in with.
#[derive(Debug)]
pub(crate) struct Filling<'a> {
    /// The gate's id, which URLs and every one of the files take as it is.
    pub(crate) gate: &'a str,
    /// Headers in which a key may be, beside the two that always count. No header's name has a quote in it.
    pub(crate) further_headers: Vec<&'a str>,
    /// Where the proxy reaches Keyward.
    pub(crate) keyward: &'a Hop,
    /// Where it reaches Keyward's gRPC.
    pub(crate) grpc: &'a Hop,
}

impl Filling<'_> {
    /// The text of an example, for this gate.
    pub(crate) fn fill(&self, example: &str) -> String {
        let gate = self.gate;
        let mut text = example.replace("Beside `keyward serve --dev`, with", "With");
        for secret in DEVELOPMENT_SECRETS {
            text = text.replace(secret, SECRET_PLACE);
        }
        for name in ["sample-nginx", "sample"] {
            text = text.replace(&format!("/gates/{name}/"), &format!("/gates/{gate}/"));
        }
        text = text.replace("keyward_gate: sample", &format!("keyward_gate: {gate}"));
        text = text.replace("127.0.0.1:4870", &self.keyward.to_string());
        for (port, hop) in [(4870, self.keyward), (4872, self.grpc)] {
            let own = format!("address: {}, port_value: {}", hop.host, hop.port);
            text = text.replace(&format!("address: 127.0.0.1, port_value: {port}"), &own);
        }
        if !self.keyward.is_address() || !self.grpc.is_address() {
            // Envoy resolves no name unless it is told to.
            text = text.replace("- name: keyward\n", "- name: keyward\n    type: STRICT_DNS\n");
        }
        let further = |write: fn(&&str) -> String| self.further_headers.iter().map(write).collect::<String>();
        let in_lua = further(|name| format!(", \"{name}\""));
        text = text.replace("\"x-api-key\" }", &format!("\"x-api-key\"{in_lua} }}"));
        let in_yaml = further(|name| format!("                - exact: \"{name}\"\n"));
        let exact = "                - exact: x-api-key\n";
        text = text.replace(exact, &format!("{exact}{in_yaml}"));
        text
    }
}

/// A host and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hop {
    host: String,
    port: u16,
}

impl Hop {
    /// A place that is known to be one.
    pub(crate) fn new(host: impl Into<String>, port: u16) -> Self {
        Self { host: host.into(), port }
    }

    /// Another port of the same host.
    pub(crate) fn at_port(&self, port: u16) -> Self {
        Self::new(&self.host, port)
    }

    fn is_address(&self) -> bool {
        self.host.parse::<std::net::IpAddr>().is_ok()
    }
}

impl FromStr for Hop {
    type Err = &'static str;

    /// Reads `host:port` as it may stand in every one of the files: a name, an IPv4 address, or an IPv6 one in brackets.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = "must be a host and a port, such as 10.0.0.5:4870";
        let (host, port) = text.rsplit_once(':').ok_or(bad)?;
        let port = port.parse().ok().filter(|port| *port != 0).ok_or(bad)?;
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        let is_name =
            (1..=253).contains(&host.len()) && host.bytes().all(plain) && !host.starts_with(['-', '.']);
        let good = bare.map_or(is_name, |bare| bare.parse::<std::net::Ipv6Addr>().is_ok());
        if good { Ok(Self { host: bare.unwrap_or(host).to_owned(), port }) } else { Err(bad) }
    }
}

impl fmt::Display for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_sample_is_left_and_all_else_stays() {
        let (keyward, grpc) = (Hop::new("10.0.0.5", 7000), Hop::new("10.0.0.5", 7002));
        let filling =
            Filling { gate: "gate_abc", further_headers: Vec::new(), keyward: &keyward, grpc: &grpc };
        for (path, example) in PROXIES.iter().flat_map(|proxy| proxy.files) {
            let filled = filling.fill(example);
            for of_the_sample in ["sample", "Development", "4870", "4872", "--dev"] {
                assert!(!filled.contains(of_the_sample), "{path}: {of_the_sample}");
            }
            let nginx = path.starts_with("nginx");
            let back = filled
                .replace("gate_abc", if nginx { "sample-nginx" } else { "sample" })
                .replace(SECRET_PLACE, DEVELOPMENT_SECRETS[usize::from(nginx)])
                .replace("10.0.0.5:7000", "127.0.0.1:4870")
                .replace("10.0.0.5, port_value: 7000", "127.0.0.1, port_value: 4870")
                .replace("10.0.0.5, port_value: 7002", "127.0.0.1, port_value: 4872")
                .replace("With your service", "Beside `keyward serve --dev`, with your service");
            assert_eq!(back, **example, "{path}");
        }
    }

    #[test]
    fn further_headers_and_names_stand_where_they_must() {
        let (keyward, grpc) = (Hop::new("keyward", 4870), Hop::new("keyward", 4872));
        let filling =
            Filling { gate: "g", further_headers: vec!["x-a", "x-b"], keyward: &keyward, grpc: &grpc };
        let of = |word: &str, file: usize| {
            filling.fill(PROXIES.iter().find(|proxy| proxy.word == word).unwrap().files[file].1)
        };
        assert!(of("haproxy", 1).contains(r#"{ "authorization", "x-api-key", "x-a", "x-b" }"#));
        let envoy = of("envoy-http", 0);
        assert!(envoy.contains(
            "- exact: x-api-key\n                - exact: \"x-a\"\n                - exact: \"x-b\"\n"
        ));
        for text in [envoy, of("envoy-grpc", 0)] {
            assert!(text.contains("- name: keyward\n    type: STRICT_DNS\n    connect_timeout"), "{text}");
        }
        assert!(of("caddy", 0).contains("forward_auth keyward:4870 {"));
    }

    #[test]
    fn what_could_be_more_than_a_place_is_none() {
        for (text, written) in
            [("keyward:4870", "keyward:4870"), ("[::1]:80", "[::1]:80"), ("10.0.0.1:1", "10.0.0.1:1")]
        {
            assert_eq!(text.parse::<Hop>().unwrap().to_string(), written);
        }
        for text in [
            "",
            "keyward",
            "keyward:",
            "keyward:0",
            "keyward:70000",
            ":4870",
            "a b:1",
            "a;b:1",
            "{a}:1",
            "a\n:1",
            "::1:80",
            "[a]:1",
            "-a:1",
            "http://a:1",
        ] {
            assert!(text.parse::<Hop>().is_err(), "{text}");
        }
    }
}
