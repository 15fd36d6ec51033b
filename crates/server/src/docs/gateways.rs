//! The files of `examples/gateways` as a page of the guide.

use std::fmt::Write as _;
use std::sync::LazyLock;

macro_rules! file {
    ($path:literal) => {
        ($path, include_str!(concat!("../../../../examples/gateways/", $path)))
    };
}

/// What each proxy is called, and its files.
type Proxy = (&'static str, &'static [(&'static str, &'static str)]);

const PROXIES: [Proxy; 6] = [
    ("nginx", &[file!("nginx/nginx.conf")]),
    ("Caddy", &[file!("caddy/Caddyfile")]),
    ("HAProxy", &[file!("haproxy/haproxy.cfg"), file!("haproxy/keyward.lua")]),
    ("Traefik", &[file!("traefik/traefik.yaml"), file!("traefik/routes.yaml")]),
    ("Envoy over HTTP", &[file!("envoy-http/envoy.yaml")]),
    ("Envoy over gRPC", &[file!("envoy-grpc/envoy.yaml")]),
];

/// The page.
pub(super) static PAGE: LazyLock<String> = LazyLock::new(|| {
    let mut page = String::from(
        "# Files for proxies\n\nEach asks the [gate](gates.md) `sample` of a development server on this machine; the secret in it is the one that \
         everybody knows. Put your own gate's name and secret in their place. The tests of Keyward start each of these proxies with \
         these very files.\n",
    );
    for (name, files) in PROXIES {
        // Writing to a string does not fail.
        let _ = write!(page, "\n## {name}\n");
        for (path, content) in files {
            let _ = write!(page, "\n`{path}`\n\n````text\n{}\n````\n", content.trim_end());
        }
    }
    page
});
