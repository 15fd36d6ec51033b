//! Counts for Prometheus, served on a listener of their own so that they can't be exposed by accident.

use std::net::SocketAddr;

use axum::http::StatusCode;
use keyward_domain::Code;
use metrics::{Counter, counter, describe_counter, describe_gauge, gauge};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::App;

/// The recorder could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("metrics can't be recorded: {0}")]
pub struct MetricsError(#[from] metrics_exporter_prometheus::BuildError);

const CODES: [Code; 7] = [
    Code::NotFound,
    Code::Revoked,
    Code::Disabled,
    Code::Expired,
    Code::IpDenied,
    Code::InsufficientPermissions,
    Code::Valid,
];

/// Counters made once, so that counting is one addition.
pub(crate) struct Metrics {
    answered: [Counter; 6],
    checks: [Counter; CODES.len()],
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    pub(crate) fn register() -> Self {
        describe_counter!("keyward_http_requests_total", "Requests answered, by class of status.");
        describe_counter!("keyward_checks_total", "Keys verified, by verdict.");
        describe_gauge!("keyward_gate_keys", "Keys in the cache.");
        describe_gauge!("keyward_gate_unknown", "Unknown digests in the cache.");
        let class = |index: usize| counter!("keyward_http_requests_total", "status" => format!("{index}xx"));
        Self {
            answered: std::array::from_fn(class),
            checks: CODES.map(|code| counter!("keyward_checks_total", "code" => code.as_str())),
        }
    }

    pub(crate) fn answered(&self, status: StatusCode) {
        if let Some(counter) = self.answered.get(usize::from(status.as_u16() / 100)) {
            counter.increment(1);
        }
    }

    pub(crate) fn checked(&self, code: Code) {
        if let Some(index) = CODES.iter().position(|known| *known == code) {
            self.checks[index].increment(1);
        }
    }
}

/// Starts recording. Once a process, before the first [`App`].
pub(crate) fn record() -> Result<PrometheusHandle, MetricsError> {
    Ok(PrometheusBuilder::new().install_recorder()?)
}

/// The text of `/metrics`.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float, and caches hold less than 2^52 entries")]
pub(crate) fn render(app: &App, handle: &PrometheusHandle) -> String {
    let stats = app.authority.gate().stats();
    gauge!("keyward_gate_keys").set(stats.keys as f64);
    gauge!("keyward_gate_unknown").set(stats.unknown as f64);
    handle.render()
}

/// Serves `/metrics` until `stop` resolves.
pub(crate) async fn serve(
    listener: tokio::net::TcpListener,
    app: std::sync::Arc<App>,
    handle: PrometheusHandle,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<SocketAddr> {
    let address = listener.local_addr()?;
    let text = move || {
        let body = render(&app, &handle);
        async move { ([(axum::http::header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], body) }
    };
    let router = axum::Router::new().route("/metrics", axum::routing::get(text));
    axum::serve(listener, router).with_graceful_shutdown(stop).await.map(|()| address)
}
