//! What a proxy needs to ask a gate: the files of `examples/gateways`, filled in.

use keyward_domain::gates::{DenyStyle, Gate, HeaderName};

use crate::App;
use crate::config::MetricsListen;
use crate::dashboard::form::Fields;
use crate::gateways::{Filling, Hop, PROXIES, Proxy};

/// The port of gRPC where none is set, as in the examples.
const GRPC_PORT: u16 = 4872;

/// The configuration for one proxy.
pub(super) struct ForProxy {
    pub(super) chosen: &'static Proxy,
    /// Where the proxy is to reach Keyward, as it was typed or as it is likely.
    pub(super) address: String,
    /// What is wrong with what was typed.
    pub(super) fault: Option<&'static str>,
    /// Names and texts of the files.
    pub(super) files: Vec<(&'static str, String)>,
    /// What has to be different for this proxy.
    pub(super) warnings: Vec<&'static str>,
}

impl ForProxy {
    /// For the proxy and the address that the page's address asks for.
    pub(super) fn asked(app: &App, gate: &Gate, asked: &Fields) -> Self {
        let word = asked.text("proxy");
        let chosen = PROXIES.iter().find(|proxy| proxy.word == word).unwrap_or(&PROXIES[0]);
        let server = &app.config.server;
        let host = if server.listen.ip().is_unspecified() {
            "127.0.0.1".to_owned()
        } else {
            server.listen.ip().to_string()
        };
        let likely = Hop::new(host, server.listen.port());
        let typed = asked.filled("address");
        let read = typed.as_deref().map(str::parse::<Hop>);
        let fault = read.clone().and_then(Result::err);
        let keyward = read.and_then(Result::ok).unwrap_or(likely);
        let grpc_port = match server.grpc_listen {
            MetricsListen::At(listen) => listen.port(),
            MetricsListen::Off => GRPC_PORT,
        };
        let grpc = keyward.at_port(grpc_port);
        let further_headers = gate.settings.credential.further_headers().map(HeaderName::as_str).collect();
        let id = app.authority.ids().encode(gate.id);
        let filling = Filling { gate: &id, further_headers, keyward: &keyward, grpc: &grpc };
        let file = |(path, example): &(&'static str, &str)| {
            (path.rsplit('/').next().unwrap_or(path), filling.fill(example))
        };
        let mut warnings = Vec::new();
        let for_nginx = gate.settings.deny_style == DenyStyle::Nginx;
        match chosen.word {
            "nginx" if !for_nginx => warnings.push(
                "nginx takes no refusal but 401 and 403, and makes a 500 of a 429. Set this gate to refuse “as nginx takes it”.",
            ),
            "nginx" => {}
            _ if for_nginx => {
                warnings.push("This gate refuses as nginx takes it. Another proxy passes on the standard statuses.");
            }
            _ => {}
        }
        if chosen.word == "envoy-grpc" && server.grpc_listen == MetricsListen::Off {
            warnings.push("Keyward does not answer over gRPC yet: set server.grpc_listen, to 127.0.0.1:4872 for instance.");
        }
        Self {
            chosen,
            address: typed.unwrap_or_else(|| keyward.to_string()),
            fault,
            files: chosen.files.iter().map(file).collect(),
            warnings,
        }
    }

    /// The address of the page with another proxy's files.
    pub(super) fn to(&self, proxy: &Proxy) -> String {
        let pairs = [("proxy", proxy.word), ("address", self.address.as_str())];
        // Pairs of texts are always written.
        format!("?{}#proxy", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}
