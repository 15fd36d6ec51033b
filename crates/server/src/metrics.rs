//! Counts for Prometheus, served on a listener of their own so that they can't be exposed by accident.

use std::net::SocketAddr;

use axum::http::StatusCode;
use keyward_domain::Code;
use metrics::{Counter, Gauge, counter, describe_counter, describe_gauge, gauge, with_local_recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::App;
use crate::latency;

/// Counters made once, so that counting is one addition. Each app has its own: nothing depends on what was set up before it.
pub(crate) struct Metrics {
    handle: PrometheusHandle,
    keys: Gauge,
    unknown: Gauge,
    answered: [Counter; 6],
    checks: [Counter; Code::ALL.len()],
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    pub(crate) fn register() -> Self {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        with_local_recorder(&recorder, || Self::with(handle))
    }

    fn with(handle: PrometheusHandle) -> Self {
        describe_counter!("keyward_http_requests_total", "Requests answered, by class of status.");
        describe_counter!("keyward_checks_total", "Keys verified, by verdict.");
        describe_gauge!("keyward_gate_keys", "Keys in the cache.");
        describe_gauge!("keyward_gate_unknown", "Unknown digests in the cache.");
        let class = |index: usize| counter!("keyward_http_requests_total", "status" => format!("{index}xx"));
        Self {
            handle,
            keys: gauge!("keyward_gate_keys"),
            unknown: gauge!("keyward_gate_unknown"),
            answered: std::array::from_fn(class),
            checks: Code::ALL.map(|code| counter!("keyward_checks_total", "code" => code.as_str())),
        }
    }

    pub(crate) fn answered(&self, status: StatusCode) {
        if let Some(counter) = self.answered.get(usize::from(status.as_u16() / 100)) {
            counter.increment(1);
        }
    }

    pub(crate) fn checked(&self, code: Code) {
        if let Some(index) = Code::ALL.iter().position(|known| *known == code) {
            self.checks[index].increment(1);
        }
    }
}

/// The text of `/metrics`.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float, and caches hold less than 2^52 entries")]
pub(crate) fn render(app: &App) -> String {
    let stats = app.authority.gate().stats();
    app.metrics.keys.set(stats.keys as f64);
    app.metrics.unknown.set(stats.unknown as f64);
    let times = app.authority.times();
    let took = latency::render("keyward_check_seconds", "How long /v1/keys/verify took.", times);
    app.metrics.handle.render() + &took
}

/// Serves `/metrics` until `stop` resolves.
pub(crate) async fn serve(
    listener: tokio::net::TcpListener,
    app: std::sync::Arc<App>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<SocketAddr> {
    let address = listener.local_addr()?;
    let text = move || {
        let body = render(&app);
        async move { ([(axum::http::header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], body) }
    };
    let router = axum::Router::new().route("/metrics", axum::routing::get(text));
    axum::serve(listener, router).with_graceful_shutdown(stop).await.map(|()| address)
}
